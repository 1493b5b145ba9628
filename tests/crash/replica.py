"""One replica: what `ombud serve` runs, by a clock that is `CRASH_AHEAD` seconds ahead of the system's, and with leases
of `CRASH_LEASE` seconds instead of a minute, for tests that wait until one runs out."""

from __future__ import annotations

import ctypes
import os
import signal
from datetime import timedelta

from storage import sending

_PARENT_DEATH_SIGNAL = 1  # prctl(2): whoever started us has gone, and nobody else would end us


def main() -> None:
    ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if seconds := os.environ.get("CRASH_LEASE"):
        sending.LEASE = timedelta(seconds=float(seconds))
    from bot.clock import system_clock
    from bot.log import set_up
    from bot.serve import serve
    from bot.settings import load_settings

    ahead = timedelta(seconds=float(os.environ["CRASH_AHEAD"]))
    settings = load_settings(serving=True, _env_file=None)
    set_up(settings.log_level)
    serve(settings, lambda: system_clock() + ahead)


if __name__ == "__main__":
    main()
