"""Any application on a port of this machine, in the running event loop, for tests and benches that want real
HTTP. It is uvicorn's protocol without uvicorn's server, which takes the signals and needs 0.2 s to end."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.utils import formatdate
from typing import Any, ClassVar

import uvicorn
from starlette.requests import Request
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState


@asynccontextmanager
async def serving(app: ASGIApp, port: int = 0) -> AsyncIterator[str]:
    """Yields the origin, such as "http://127.0.0.1:40001"; a fixed `port` lets it come back where it was."""
    config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off")
    config.load()
    state, door = ServerState(), _listening(port)
    server = await asyncio.get_running_loop().create_server(lambda: _Wire(config, state, {}), sock=door)
    try:
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
    finally:
        server.close()
        await _hang_up(state)


async def _hang_up(state: ServerState) -> None:
    for line in list(state.connections):
        if isinstance(line, _Wire):
            line.transport.abort()
    for task in state.tasks:
        task.cancel()
    await asyncio.gather(*state.tasks, return_exceptions=True)


def _listening(port: int) -> socket.socket:
    """A socket that says it is TCP, or asyncio leaves Nagle's delay on: 40 ms for every answer."""
    door = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    door.bind(("127.0.0.1", port))
    door.listen(2048)
    return door


def cut(request: Request) -> None:
    """The connection of this request ends here, without an answer, unless the other end is gone already."""
    line = _Wire.lines.get((request.scope["server"], request.scope["client"]))
    if line is not None:
        line.abort()


class _Wire(H11Protocol):
    lines: ClassVar[dict[Any, asyncio.Transport]] = {}

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.server_state.default_headers = [(b"date", formatdate(usegmt=True).encode())]
        self.lines[self.server, self.client] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self.lines.pop((self.server, self.client), None)
        super().connection_lost(exc)
