"""`ombud demo` serves its page on this machine alone and opens the browser."""

from __future__ import annotations

import asyncio
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.desk import Desk
from bot.i18n import Voices
from bot.municipality import load
from bot.simulation.theatre import Theatre
from bot.web.demo import demo_routes
from bot.web.site import public_pages, site


def application(port: int, *, open_browser: bool) -> Starlette:
    """The demo's web application; its stage is set when it starts."""
    url = f"http://127.0.0.1:{port}"
    town = load("botkyrka")
    theatre = Theatre(town, "https://ombudet.example")

    async def home(_: Request) -> Response:
        return RedirectResponse("/demo")

    @asynccontextmanager
    async def running() -> AsyncIterator[None]:
        await theatre.begin()
        if open_browser:
            asyncio.get_running_loop().call_later(0.3, webbrowser.open, f"{url}/demo")
        try:
            yield
        finally:
            await theatre.end()

    pages = [route for route in public_pages(Desk(town, Voices())) if route.path != "/"]  # links lead somewhere
    return site([Route("/", home), *demo_routes(theatre), *pages], running)


def demo(port: int, *, open_browser: bool) -> None:
    """Serve the demo until interrupted."""
    app = application(port, open_browser=open_browser)
    config = uvicorn.Config(
        app, host="127.0.0.1", port=port, log_config=None, access_log=False, timeout_graceful_shutdown=1
    )
    uvicorn.Server(config).run()
