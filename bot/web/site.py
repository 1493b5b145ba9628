"""The web application: which doors there are, and the headers that every answer carries."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.desk import Desk

HERE = Path(__file__).parent
templates = Jinja2Templates(HERE / "templates")
HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "geolocation=(), camera=(), microphone=()",
}


class Headers:
    """Puts the security headers on every answer that a browser may see. Plain ASGI, so that streams stream."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def public_pages(desk: Desk) -> list[Route]:
    """GET /, /integritet and /tillganglighet: for anyone, in Swedish, or in English with ?lang=en."""

    def page(name: str) -> Callable[[Request], Response]:
        def show(request: Request) -> Response:
            lang = "en" if request.query_params.get("lang") == "en" else "sv"
            return templates.TemplateResponse(request, name, {"lang": lang, "town": desk.town})

        return show

    return [
        Route("/", page("home.html")),
        Route("/i", lambda _: RedirectResponse("/integritet")),  # as it stands in an SMS
        Route("/integritet", page("integritet.html")),
        Route("/tillganglighet", page("tillganglighet.html")),
    ]


def site(
    routes: Sequence[BaseRoute],
    running: Callable[[], AbstractAsyncContextManager[Any]],
    before: Sequence[Middleware] = (),
) -> Starlette:
    """The application, with what is to be `running` while it is served, and what a request goes through `before` it."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with running():
            yield

    static = Mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    return Starlette(
        routes=[*routes, static],
        middleware=[*before, Middleware(Headers)],
        exception_handlers={500: _failed},
        lifespan=lifespan,
    )


def _failed(_: Request, __: Exception) -> Response:
    """What Starlette answers outside every middleware, and so without their headers."""
    return PlainTextResponse("Internal Server Error", 500, HEADERS)
