"""SQLite's log is moved into the database aside: by a thread of its own, while messages go on being written.

By itself SQLite does that inside some person's commit. In a big database, where each message touches other pages, it
was a tenth of the time of all.
"""

from __future__ import annotations

import sqlite3
import time
from concurrent.futures import Future, ThreadPoolExecutor

from sqlalchemy import Connection, Engine, event

_EVERY = 3000  # changed rows: some 16 MB of log at most, as a row changes a page or two
_AT_LATEST = 600.0  # seconds: the file alone is then as good as ten minutes ago


class Checkpoints:
    """Follows the commits of `engine`, a SQLite database in a file."""

    def __init__(self, engine: Engine) -> None:
        self._path = engine.url.database or ""
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="checkpoint")
        self._done = 0
        self._due = time.monotonic() + _AT_LATEST
        self._running: Future[None] | None = None
        event.listen(engine, "commit", self._committing)

    def _committing(self, conn: Connection) -> None:
        driver = conn.connection.dbapi_connection
        changed: int = getattr(driver, "total_changes", 0)
        enough = abs(changed - self._done) >= _EVERY or (changed != self._done and time.monotonic() >= self._due)
        if not enough or (self._running and not self._running.done()):
            return
        self._done, self._due = changed, time.monotonic() + _AT_LATEST
        self._running = self._thread.submit(self._checkpoint)

    def _checkpoint(self) -> None:
        """As far as it goes without anybody waiting: PASSIVE. What can't be moved now is moved the next time."""
        connection = sqlite3.connect(self._path, timeout=0)
        try:
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
        finally:
            connection.close()

    def close(self) -> None:
        self._thread.shutdown()
