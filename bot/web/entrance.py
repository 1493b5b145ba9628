"""The way in to the page, and what proves who is there: a one-time link from the chat, which only a POST spends, then
a signed cookie. Roles are read anew at every request, so that one who loses them is out at once."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.desk import Desk
from bot.web.doors import body_of
from bot.web.languages import language_of
from bot.web.site import templates
from storage import audit, entrances, people
from storage.database import Database, Work
from storage.people import Person
from storage.secrets import Vault

UNCACHED = {"cache-control": "no-store"}
_TRIES, _WITHIN = 10, timedelta(minutes=10)  # wrong links from one address
_REMEMBERED = 10_000  # addresses


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is logged in, by which session, and what their forms must carry."""

    person: Person
    session: str
    csrf: str


class Patience:
    """How many wrong links each address has tried of late; in memory alone."""

    def __init__(self) -> None:
        self._tried: dict[str, tuple[int, datetime]] = {}

    def spent(self, address: str, now: datetime) -> bool:
        tries, since = self._tried.get(address, (0, now))
        return tries >= _TRIES and now - since < _WITHIN

    def wrong(self, address: str, now: datetime) -> None:
        tries, since = self._tried.get(address, (0, now))
        if now - since >= _WITHIN:
            tries, since = 0, now
        if len(self._tried) >= _REMEMBERED:
            self._tried.clear()
        self._tried[address] = (tries + 1, since)


class Cookies:
    """Our cookies: what they are called, and that it was we who wrote them."""

    def __init__(self, desk: Desk, vault: Vault) -> None:
        self._secure = desk.public_url.startswith("https://")
        self._vault = vault
        self.session, self.knock = (f"{'__Host-' if self._secure else ''}ombudet-{name}" for name in ("in", "knock"))

    def write(self, response: Response, name: str, secret: str, lasts: timedelta) -> None:
        signed = f"{secret}.{self._signature(name, secret)}"
        age = int(lasts.total_seconds())
        response.set_cookie(name, signed, max_age=age, secure=self._secure, httponly=True, samesite="lax")

    def erase(self, response: Response, name: str) -> None:
        response.delete_cookie(name, secure=self._secure, httponly=True, samesite="lax")

    def read(self, request: Request, name: str) -> str:
        """The secret in the cookie; "" if there is none, or it is not of our making."""
        secret, _, signature = request.cookies.get(name, "").partition(".")
        return secret if alike(signature, self._signature(name, secret)) else ""

    def csrf(self, secret: str) -> str:
        return self._vault.index("page csrf", secret).hex()

    def _signature(self, name: str, secret: str) -> str:
        return self._vault.index(f"page cookie {name}", secret).hex()


def alike(given: str, right: str) -> bool:
    """In constant time."""
    return hmac.compare_digest(given.encode(errors="replace"), right.encode())


def visitor_of(work: Work, request: Request, cookies: Cookies) -> Visitor | None:
    """Who is logged in and may still be."""
    secret = cookies.read(request, cookies.session)
    person_id = entrances.visitor(work, secret) if secret else None
    if person_id is None:
        return None
    person = people.get(work, person_id)
    if not person.has(*entrances.MAY_ENTER):
        entrances.end(work, secret)
        return None
    return Visitor(person, secret, cookies.csrf(secret))


async def form_of(request: Request) -> Mapping[str, str]:
    try:
        return dict(parse_qsl((await body_of(request)).decode(), max_num_fields=20))
    except ValueError:
        raise HTTPException(400) from None


class Entrance:
    """What happens at the door, one step a method."""

    def __init__(self, desk: Desk, database: Database) -> None:
        self._town = desk.town
        self._database = database
        self._cookies = Cookies(desk, database.vault)
        self._patience = Patience()

    async def knock(self, request: Request) -> Response:
        """A button, and no more: those who look at links for others press none."""
        if self._patience.spent(_address(request), self._database.clock()):
            return self._told(request, "slow", 429)
        token = request.path_params["token"]
        if not await self._database.run(lambda work: entrances.holds(work, token)):
            return self._wrong(request)
        secret = secrets.token_urlsafe(16)
        answer = self._told(request, "button", csrf=self._cookies.csrf(secret))
        self._cookies.write(answer, self._cookies.knock, secret, entrances.LINK_LASTS)
        return answer

    async def enter(self, request: Request) -> Response:
        """The button was pressed: the link is spent, and a session begins."""
        if self._patience.spent(_address(request), self._database.clock()):
            return self._told(request, "slow", 429)
        if not await self._meant(request, self._cookies.knock):
            return self._told(request, "cookie", 403)
        session = await self._database.run(lambda work: _opened(work, request.path_params["token"]))
        if session is None:
            return self._wrong(request)
        answer = RedirectResponse(f"/?lang={language_of(request)}", 303, UNCACHED)
        self._cookies.write(answer, self._cookies.session, session, entrances.SESSION_LASTS)
        self._cookies.erase(answer, self._cookies.knock)
        return answer

    async def leave(self, request: Request) -> Response:
        if not (secret := await self._meant(request, self._cookies.session)):
            return self._told(request, "cookie", 403)
        await self._database.run(lambda work: entrances.end(work, secret))
        answer = self._told(request, "out")
        self._cookies.erase(answer, self._cookies.session)
        return answer

    async def _meant(self, request: Request, cookie: str) -> str:
        """The cookie's secret, if the form came from a page that we made for it; else ""."""
        secret = self._cookies.read(request, cookie)
        given = (await form_of(request)).get("csrf", "")
        return secret if secret and alike(given, self._cookies.csrf(secret)) else ""

    def _wrong(self, request: Request) -> Response:
        self._patience.wrong(_address(request), self._database.clock())
        return self._told(request, "wrong", 404)

    def _told(self, request: Request, what: str, status: int = 200, csrf: str = "") -> Response:
        context = {"lang": language_of(request), "what": what, "csrf": csrf, "town": self._town}
        return templates.TemplateResponse(request, "entrance.html", context, status, UNCACHED)


def entrance_routes(desk: Desk, database: Database) -> list[Route]:
    """GET and POST /in/<token>, and POST /ut."""
    entrance = Entrance(desk, database)
    return [
        Route("/in/{token}", entrance.knock, methods=["GET"]),
        Route("/in/{token}", entrance.enter, methods=["POST"]),
        Route("/ut", entrance.leave, methods=["POST"]),
    ]


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _opened(work: Work, token: str) -> str | None:
    person_id = entrances.spend(work, token)
    if person_id is None or not people.get(work, person_id).has(*entrances.MAY_ENTER):
        return None
    audit.note(work, f"person:{person_id}", "log in", "page")
    return entrances.begin(work, person_id)
