"""One side of the intake bench, as a process: our doors with the workers idle, or a bare Starlette endpoint, served in
the same way."""

from __future__ import annotations

import sys
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bench.forms import DOOR

_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


async def _bare(request: Request) -> Response:
    """What Starlette's own documentation does with a form."""
    async with request.form() as form:
        assert form["MessageSid"]
    return Response(_TWIML, media_type="text/xml")


async def _barest(request: Request) -> Response:
    """The same with the standard library's parser."""
    form = dict(parse_qsl((await request.body()).decode("ascii"), keep_blank_values=True))
    assert form["MessageSid"]
    return Response(_TWIML, media_type="text/xml")


def _doors() -> Starlette:
    """The whole web application; without its lifespan nobody handles what it takes in."""
    from bot.log import set_up
    from bot.serve import application
    from bot.settings import load_settings

    set_up("INFO")
    return application(load_settings(serving=True, _env_file=None))


def main(side: str, port: int, http: str, loop: str) -> None:
    handlers = {"bare": _bare, "barest": _barest}
    app = _doors() if side == "ours" else Starlette(routes=[Route(DOOR, handlers[side], methods=["POST"])])
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=port,
        http=http,
        loop=loop,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4])
