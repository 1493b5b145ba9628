"""Group commit: small jobs that are asked for while another group is being written share the next transaction, and so
one commit."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, TypeVar

T = TypeVar("T")
Job = Callable[[Any], Any]  # takes the transaction's `Work`
_MOST = 50  # jobs in one transaction


class Together:
    """`run` runs a job in a transaction of its own, in a worker thread."""

    def __init__(self, run: Callable[[Job], Awaitable[Any]]) -> None:
        self._run = run
        self._asked: list[tuple[Job, asyncio.Future[Any]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def run(self, job: Callable[[Any], T]) -> T:
        """Return what `job` returns, once it is committed. A job whose group fails is run again, by itself."""
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._asked.append((job, done))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        return await done

    async def _write(self) -> None:
        while self._asked:
            group, self._asked = self._asked[:_MOST], self._asked[_MOST:]
            try:
                results = await self._run(partial(_each, [job for job, _ in group]))
            except Exception as error:
                if len(group) == 1:
                    settle(group[0][1], error=error)
                else:
                    await self._write_each(group)
            else:
                for (_, done), result in zip(group, results, strict=True):
                    settle(done, result)

    async def _write_each(self, group: list[tuple[Job, asyncio.Future[Any]]]) -> None:
        for job, done in group:
            try:
                result = await self._run(job)
            except Exception as error:
                settle(done, error=error)
            else:
                settle(done, result)


def _each(jobs: list[Job], work: Any) -> list[Any]:
    return [job(work) for job in jobs]


def settle(done: asyncio.Future[Any], result: Any = None, error: Exception | None = None) -> None:
    """Tell who waits how it went; they may have been cancelled meanwhile."""
    if done.done():
        return
    if error is None:
        done.set_result(result)
    else:
        done.set_exception(error)
