"""The page: who comes in and who does not, and what is shown to whom."""

from __future__ import annotations

import re
from datetime import timedelta

import httpx
import pytest
from served import World, client
from starlette.requests import Request

from bot.web.languages import language_of
from storage.models import role

MANAGER, COORDINATOR, ASSOCIATION, OMBUD = 7010, 7020, 7040, 7001
LINK = re.compile(r"/in/[\w-]{22}")
CSRF = re.compile(r'name="csrf" value="(\w+)"')


def later(here: World, by: timedelta) -> None:
    here.clock.move_to(here.clock() + by)


async def link_for(here: World, chat: int) -> str:
    await here.says(chat, "/logga_in")
    found = LINK.search(here.said_to(chat)[-1].text)
    assert found is not None, here.said_to(chat)[-1].text
    return found[0]


def csrf_in(answer: httpx.Response) -> dict[str, str]:
    found = CSRF.search(answer.text)
    assert found is not None, answer.text
    return {"csrf": found[1]}


async def log_in(here: World, web: httpx.AsyncClient, chat: int) -> httpx.Response:
    link = await link_for(here, chat)
    return await web.post(link, data=csrf_in(await web.get(link)))


async def test_a_link_from_the_chat_opens_the_page_once(here: World, web: httpx.AsyncClient) -> None:
    """Looking at the link spends nothing; pressing the button does; the cookie is kept from scripts and other sites."""
    await here.joins("manager", "alby", MANAGER)
    link = await link_for(here, MANAGER)
    for _ in range(3):
        shown = await web.get(link)
        assert (shown.status_code, shown.headers["cache-control"]) == (200, "no-store")
    entered = await web.post(link, data=csrf_in(shown))
    assert (entered.status_code, entered.headers["location"]) == (303, "/?lang=sv")
    cookie = next(c for c in entered.headers.get_list("set-cookie") if c.startswith("ombudet-in"))
    assert all(part in cookie for part in ("HttpOnly", "SameSite=lax", "Max-Age=28800", "Path=/"))
    page = await web.get("/")
    assert "Lägesbild, vecka 46" in page.text
    assert "Alby" in page.text
    assert "Fittja" not in page.text
    again = await web.get(link)
    assert (again.status_code, "gäller inte" in again.text) == (404, True)
    kept = here.rows("SELECT lookup FROM login_link UNION SELECT lookup FROM web_session")
    assert all(link.removeprefix("/in/").encode() not in lookup for (lookup,) in kept)


async def test_only_partners_get_a_link(here: World, web: httpx.AsyncClient) -> None:
    """An ombud and a resident are told that it is not for them."""
    await here.joins("ombud", "alby", OMBUD)
    for chat in (OMBUD, 7050):
        await here.says(chat, "/logga_in")
        assert not LINK.search(here.said_to(chat)[-1].text)
    assert here.rows("SELECT 1 FROM login_link") == []


async def test_what_is_wrong_used_or_old_is_refused(here: World, web: httpx.AsyncClient) -> None:
    """A link works once, for ten minutes, and not after a newer one was asked for; and wrong ones are counted."""
    await here.joins("manager", "alby", MANAGER)
    older, newer = await link_for(here, MANAGER), await link_for(here, MANAGER)
    assert (await web.get(older)).status_code == 404
    good = csrf_in(await web.get(newer))
    assert (await web.post(newer, data=good)).status_code == 303
    knocked = await link_for(here, MANAGER)
    good = csrf_in(await web.get(knocked))
    assert (await web.post(newer, data=good)).status_code == 404
    later(here, timedelta(minutes=10))
    assert (await web.post(knocked, data=good)).status_code == 404
    later(here, timedelta(minutes=10))
    fresh = await link_for(here, MANAGER)
    assert [(await web.get(f"/in/{n:022}")).status_code for n in range(11)] == [404] * 10 + [429]
    assert (await web.get(fresh)).status_code == 429
    later(here, timedelta(minutes=10))
    assert (await web.get(await link_for(here, MANAGER))).status_code == 200


async def test_a_post_without_its_token_does_nothing(here: World, web: httpx.AsyncClient) -> None:
    """Neither the login nor the logout can be done from elsewhere, and the link is not spent by trying."""
    await here.joins("manager", "alby", MANAGER)
    link = await link_for(here, MANAGER)
    good = csrf_in(await web.get(link))
    for wrong in ({}, {"csrf": "0" * 64}, {"csrf": "å"}):
        assert (await web.post(link, data=wrong)).status_code == 403
    async with client(here.url) as elsewhere:
        assert (await elsewhere.post(link, data=good)).status_code == 403
    assert (await web.post(link, data=good)).status_code == 303
    page = await web.get("/")
    for wrong in ({}, good):
        assert (await web.post("/ut", data=wrong)).status_code == 403
    assert "Lägesbild, vecka" in (await web.get("/")).text
    kept = dict(web.cookies)
    assert "utloggad" in (await web.post("/ut", data=csrf_in(page))).text
    async with client(here.url) as thief:
        thief.cookies.update(kept)
        assert "Lägesbild, vecka" not in (await thief.get("/")).text


async def test_a_forged_cookie_opens_nothing(here: World, web: httpx.AsyncClient) -> None:
    """A cookie that we have not signed is none, whatever it holds."""
    await here.joins("manager", "alby", MANAGER)
    await log_in(here, web, MANAGER)
    real = web.cookies["ombudet-in"]
    secret, _, signature = real.partition(".")
    for forged in (secret, f"{secret}.", f"x{secret}.{signature}", f"{secret}.{'0' * 64}", "", ".", "x.y"):
        async with client(here.url) as other:
            other.cookies.set("ombudet-in", forged)
            assert "Lägesbild, vecka" not in (await other.get("/")).text


async def test_a_session_ends_after_eight_hours_and_with_the_role(here: World, web: httpx.AsyncClient) -> None:
    """Roles are read at every request; who has lost theirs is out for good."""
    await here.joins("manager", "alby", MANAGER)
    await log_in(here, web, MANAGER)
    later(here, timedelta(hours=7, minutes=59))
    assert "Lägesbild, vecka" in (await web.get("/")).text
    later(here, timedelta(minutes=1))
    assert "Lägesbild, vecka" not in (await web.get("/")).text
    await log_in(here, web, MANAGER)
    assert "Lägesbild, vecka" in (await web.get("/")).text
    with here.app.database.begin() as work:
        work.conn.execute(role.update().values(until=work.now))
    assert "Lägesbild, vecka" not in (await web.get("/")).text
    with here.app.database.begin() as work:
        work.conn.execute(role.update().values(until=None))
    assert "Lägesbild, vecka" not in (await web.get("/")).text


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("", 200),
        ("?area=alby", 200),
        ("?area=fittja", 403),
        ("?area=nowhere", 403),
        ("?week=2026-W46", 200),
        ("?week=2026-W47", 404),  # not out yet
        ("?week=2020-W01", 404),
        ("?week=2026-W99", 404),
        ("?week='--", 400),
        ("?category=brand&span=quarter", 200),
        ("?category=", 200),
        ("?category=%3Cscript%3E", 400),
        ("?span=year", 400),
        ("?told=%3Cb%3E", 200),
    ],
)
async def test_what_the_address_asks_for_is_checked(
    here: World, web: httpx.AsyncClient, asked: str, status: int
) -> None:
    """Another's area is refused, and a week that is not released or is none."""
    await here.joins("manager", "alby", MANAGER)
    await log_in(here, web, MANAGER)
    assert (await web.get(f"/{asked}")).status_code == status


async def test_each_sees_what_their_purpose_needs(here: World, web: httpx.AsyncClient) -> None:
    """The coordinator sees all areas, the association only where there is an ombud; each look is in the audit log."""
    await here.joins("coordinator", None, COORDINATOR)
    await here.joins("association", None, ASSOCIATION)
    await here.joins("ombud", "alby", OMBUD)
    await log_in(here, web, COORDINATOR)
    page = (await web.get("/?lang=en")).text
    for words in ("Situation picture, week 46", "report missing", "vacant", "not shown", "Hallunda-Norsborg"):
        assert words in page
    assert "<script" not in page
    assert " style=" not in page
    assert not re.search(r'(src|href|action)="(https?:)?//', page)
    async with client(here.url) as other:
        await log_in(here, other, ASSOCIATION)
        page = (await other.get("/")).text
    assert "har ombud" in page
    assert "vakant" in page
    assert "Tips från boende" not in page
    looked = here.rows("SELECT object FROM audit WHERE action = 'release' AND object LIKE 'page:%' ORDER BY id")
    assert looked == [("page:2026-W46:coordinator:*",), ("page:2026-W46:association:*",)]


@pytest.mark.parametrize(
    ("header", "language"),
    [("", "sv"), ("en-GB,en;q=0.9", "en"), ("de,sv;q=0.5,en;q=0.4", "sv"), ("fi;q=x,en;q=0.1", "en"), ("ar", "sv")],
)
def test_the_browser_says_which_language(header: str, language: str) -> None:
    """English where it is wanted more than Swedish."""
    request = Request({"type": "http", "query_string": b"", "headers": [(b"accept-language", header.encode())]})
    assert language_of(request) == language
