"""Odd texts and the rest of the site: whatever comes is answered, and every answer carries its headers."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from fakes.serving import serving
from served import SMS_DOOR as SMS
from served import STATUS_DOOR as STATUS
from served import TELEGRAM_DOOR as TELEGRAM
from served import WITH_SECRET, World, bring, client, sms_form, text, update
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.web import doors
from bot.web.site import HEADERS, public_pages, site

# Odd texts

ODD = {
    "empty": "",
    "blank": " \n\t ",
    "longest": "å" * 4096,
    "nul": "lampan\x00 är trasig",
    "controls": "".join(map(chr, range(1, 32))),
    "half a pair": "trasig lampa \ud800 vid Alby",
    "only half a pair": "\udfff",
    "right to left": "\u202eabla div tkröm\u202c \u2067x",
    "emoji": "💡😟👨‍👩‍👧‍👦",
    "one emoji": "💡",
    "invisible": "\u200b\u200d\ufeff",
    "non-characters": "\ufffe\uffff",
    "marks": "Z" + "\u0351" * 1000,
    "markup": "<script>alert(1)</script> ${{7*7}} %s {0} '; DROP TABLE tip; --",
    "arabic": "الإضاءة معطلة قرب مركز ألبي",
    "ten segments": "Trasig lampa vid Albyvägen 12. " * 49,
}


async def test_any_telegram_text_is_handled_and_answered(here: World, web: httpx.AsyncClient) -> None:
    """Whatever somebody writes, it is taken in, handled, and answered with something; and the service goes on."""
    for chat, words in enumerate(ODD.values(), 7001):
        assert await bring(web, update(chat, words, chat)) == 200
    await here.settled()
    assert set(here.states()) <= {"done", "ignored", "repeat"}
    silent = [name for chat, name in enumerate(ODD, 7001) if not here.said_to(chat)]
    assert (silent, here.telegram.refused) == ([], [])
    assert (await web.get("/health")).json()["status"] == "ok"


async def test_any_sms_is_handled_and_answered(here: World, web: httpx.AsyncClient) -> None:
    """The same by SMS, where half a pair can't be spelled."""
    odd = {name: words for name, words in ODD.items() if "half" not in name}
    for number, (name, words) in enumerate(odd.items(), 605):
        assert await text(web, sms_form(f"SM{name}", words, f"+46701740{number}")) == 200
    await here.settled()
    assert set(here.states()) <= {"done", "ignored", "repeat"}
    silent = [name for number, name in enumerate(odd, 605) if not here.texted(f"+46701740{number}")]
    assert silent == []
    assert (await web.get("/health")).json()["status"] == "ok"


async def test_who_cannot_be_answered_is_only_heard(here: World, web: httpx.AsyncClient) -> None:
    """An alphanumeric sender, a short code and a group are taken in, and nothing is sent back."""
    group = update(1)
    group["message"]["chat"] = {"id": -7001, "type": "group", "title": "x"}
    assert [await text(web, sms_form(f"SM{who}", "hej", who)) for who in ("Banken", "71456", "1177")] == [200] * 3
    assert [await bring(web, group), await bring(web, {"update_id": 2, "poll": {}})] == [200, 200]
    await here.settled()
    assert (set(here.states()), here.states("outbound")) == ({"ignored"}, [])


# The rest of the site


async def test_public_pages_and_health_are_there(web: httpx.AsyncClient) -> None:
    """Pages for everyone, health for the load balancer, metrics for Prometheus; the demo is not served."""
    for path in ("/", "/integritet", "/tillganglighet", "/integritet?lang=en"):
        answer = await web.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert (await web.get("/health")).json()["status"] == "ok"
    assert (await web.get("/health/week")).json() == {"status": "ok", "overdue": []}
    assert "ombudet_week_overdue 0.0" in (await web.get("/metrics")).text
    for path in ("/demo", "/nowhere", "/static/../serve.py", "/static/%2e%2e/site.py", "/static/none.css"):
        assert (await web.get(path)).status_code == 404


async def test_every_answer_carries_the_security_headers(here: World, web: httpx.AsyncClient) -> None:
    """Pages, refusals and files alike."""
    style = next((Path(doors.__file__).parent / "static").glob("*.css")).name
    answers = [await web.get(path) for path in ("/", "/health", "/metrics", f"/static/{style}", "/nowhere", TELEGRAM)]
    answers += [await web.post(TELEGRAM), await web.post(SMS), await web.post(TELEGRAM, headers=WITH_SECRET)]
    answers.append(await web.post(TELEGRAM, content=b"x" * (doors.LARGEST + 1), headers=WITH_SECRET))
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 404, 405, 401, 403, 400, 413]
    for answer in answers:
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS, answer.url


async def test_a_fault_of_ours_carries_them_too(here: World) -> None:
    """A 500 says nothing of what went wrong."""

    async def fault(_: Request) -> Response:
        raise LookupError("hemligt")

    async with here.serve() as app:
        broken = site([Route("/fault", fault), *public_pages(app.desk)], here.serve)
        async with serving(broken) as url, client() as visitor:
            answer = await visitor.get(f"{url}/fault")
    assert (answer.status_code, answer.text) == (500, "Internal Server Error")
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


@pytest.mark.parametrize(
    ("off", "paths"),
    [
        ({"telegram_bot_token": None}, [TELEGRAM]),
        ({"telegram_webhook_secret": None}, [TELEGRAM]),
        ({"twilio_account_sid": None, "twilio_auth_token": None, "twilio_from": None}, [SMS, STATUS]),
    ],
)
async def test_a_channel_that_is_off_has_no_door(here: World, off: dict[str, None], paths: list[str]) -> None:
    """There is no webhook for what is not set up, or is polled."""
    async with here.serve(**off), client() as visitor:
        assert {(await visitor.post(f"{here.url}{path}")).status_code for path in paths} == {404}
        assert (await visitor.get(f"{here.url}/health")).status_code == 200
