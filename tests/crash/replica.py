"""One replica: what `ombud serve` runs, by a clock that is `CRASH_AHEAD` seconds ahead of the system's."""

from __future__ import annotations

import ctypes
import os
import signal
from datetime import timedelta

from bot.clock import system_clock
from bot.log import set_up
from bot.serve import serve
from bot.settings import load_settings

_PARENT_DEATH_SIGNAL = 1  # prctl(2): whoever started us has gone, and nobody else would end us

if __name__ == "__main__":
    ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    ahead = timedelta(seconds=float(os.environ["CRASH_AHEAD"]))
    settings = load_settings(serving=True, _env_file=None)
    set_up(settings.log_level)
    serve(settings, lambda: system_clock() + ahead)
