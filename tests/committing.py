"""Commits to a SQLite database so many times, and says so on standard error after each: what `strace` is to watch."""

from __future__ import annotations

import os
import sys

from storing import opened

from storage import settings_kept

if __name__ == "__main__":
    with opened(sys.argv[1]) as database:
        os.write(2, b"<ready>")
        for number in range(int(sys.argv[2])):
            database.transact(lambda work, number=number: settings_kept.put(work, "number", str(number)))  # type: ignore[misc]
            os.write(2, b"<committed>")
