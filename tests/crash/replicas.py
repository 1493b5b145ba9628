"""Replicas as a supervisor keeps them: each a process of its own, killed without warning, started again at once, and
also when it ends by itself. When each life ended is kept, for it explains what was sent and not written down."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import httpx
from served import client

ROOT = Path(__file__).parents[2]
START_WITHIN = 60.0  # seconds
RESTART = 0.3  # seconds before one that ended by itself is started again


class Replica:
    """Listens on `port`, and reaches Telegram by a port of its own, `line`; `environment` is what an operator would
    set, and what it logs goes to `log`."""

    def __init__(self, port: int, line: int, environment: Mapping[str, str], log: Path) -> None:
        self.line = line
        self.url = f"http://127.0.0.1:{port}"
        self.deaths: list[float] = []
        self.fell = 0  # how often it ended by itself
        self.environment = {**os.environ, **environment, "HOST": "127.0.0.1", "PORT": str(port)}
        self.environment["PYTHONPATH"] = f"{ROOT}{os.pathsep}{ROOT / 'tests'}"
        self.log = log
        self._process: asyncio.subprocess.Process | None = None
        self._kept: asyncio.Task[None] | None = None

    async def start(self, ahead: timedelta) -> None:
        """Bring it up, by a clock that is so much `ahead`, and keep it up."""
        self.environment["CRASH_AHEAD"] = str(ahead.total_seconds())
        await self._spawn()
        self._kept = asyncio.create_task(self._keep())

    async def _spawn(self) -> None:
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "crash.replica",
                env=self.environment,
                cwd=self.log.parent,
                stdout=log,
                stderr=log,
            )

    async def _keep(self) -> None:
        while self._process is not None:
            await self._process.wait()
            self.deaths.append(time.monotonic())
            self.fell += 1
            await asyncio.sleep(RESTART)
            await self._spawn()

    async def up(self) -> None:
        """Wait until it can take messages in."""
        async with asyncio.timeout(START_WITHIN), client(self.url) as visitor:
            while True:
                with suppress(httpx.HTTPError):
                    if (await visitor.get("/health")).status_code == 200:
                        return
                await asyncio.sleep(0.05)

    def freeze(self) -> None:
        """SIGSTOP: it hangs, with all that it holds, until it is thawed."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    async def kill(self) -> None:
        """SIGKILL: nothing is finished, nothing is said."""
        if self._kept is not None:
            self._kept.cancel()
            with suppress(asyncio.CancelledError):
                await self._kept
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
            self.deaths.append(time.monotonic())
        self._process = self._kept = None
