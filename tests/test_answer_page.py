"""A question by mail and the page on which it is answered: one link, one answer, whoever looks at it in between."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from fakes.mail import MailServer, mail_server
from pictured import browser
from served import World, client, until
from test_page import csrf_in, later
from test_page_access import THEMES, faults

from bot.municipality import SHIPPED

OMBUD, MANAGER, COORDINATOR = 7001, 7010, 7020
MAILBOX, NUMBER = "omradeschef.alby@example.se", "070-174 06 98"
QUESTION = "När lagas lampan vid Albyvägen 12?"
LINK = re.compile(r"http://127\.0\.0\.1:\d+(/svar/[\w-]{24})\s")


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[MailServer]:
    async with mail_server(tmp_path) as made:
        yield made


@pytest.fixture
async def web(here: World, server: MailServer, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """The service with a mailbox for Alby's area manager, and an ombud who has asked a question."""
    town = tmp_path / "town.toml"
    shipped = (SHIPPED / "botkyrka.toml").read_text("utf-8")
    town.write_text(f'{shipped}\n[[recipients]]\nrole = "manager"\narea = "alby"\nmail = ["{MAILBOX}"]\n', "utf-8")
    here.overrides |= {"municipality": str(town), "smtp_url": server.url(), "mail_from": "ombudet@example.se"}
    async with here.serve(), client(here.url) as made:
        await here.joins("ombud", "alby", OMBUD)
        await ask(here)
        yield made


async def ask(here: World) -> None:
    await here.says(OMBUD, "/fraga")
    if "öppna" in here.said_to(OMBUD)[-1].text:
        await here.taps(OMBUD, "new")
    await here.taps(OMBUD, "manager")
    await here.says(OMBUD, QUESTION)
    await here.taps(OMBUD, "yes")
    await mailed(here)


async def mailed(here: World) -> None:
    """Every letter that is to go has gone; the loop that sends them is not waited for."""
    await here.app.answer_letters.work()
    await until(lambda: not here.rows("SELECT 1 FROM answer_letter WHERE state IN ('queued', 'sending')"))


def link_in(server: MailServer) -> str:
    found = LINK.search(server.letters[-1].get_content())
    assert found is not None, server.letters[-1].get_content()
    return found[1]


async def send(web: httpx.AsyncClient, link: str, **form: str) -> httpx.Response:
    return await web.post(link, data={**csrf_in(await web.get(link)), **form})


async def test_the_letter_asks_and_links_once(here: World, web: httpx.AsyncClient, server: MailServer) -> None:
    """One letter to the mailbox, with the question, its link and when that ends; nothing of either is kept to read."""
    (letter,) = server.letters
    assert (letter["To"], letter["Subject"][-17:]) == (MAILBOX, "från ombudet i Alby"[-17:])
    assert (letter["Auto-Submitted"], letter["Content-Language"]) == ("auto-generated", "sv")
    assert QUESTION in letter.get_content()
    token = link_in(server).rpartition("/")[2]
    kept = here.rows("SELECT lookup, seed, mailbox FROM answer_letter")
    assert not any(token.encode() in value or MAILBOX.encode() in value for row in kept for value in row)
    assert here.rows("SELECT 1 FROM thread_word WHERE sealed LIKE '%lampan%'") == []


async def test_looking_spends_nothing_and_an_answer_does(
    here: World, web: httpx.AsyncClient, server: MailServer
) -> None:
    """However often it is opened, the question stands there; one answer goes to the ombud, without what points at a
    person, and the link is used."""
    link = link_in(server)
    for _ in range(3):
        page = await web.get(link)
        assert (page.status_code, QUESTION in page.text, page.headers["cache-control"]) == (200, True, "no-store")
    assert "set-cookie" not in page.headers
    thanks = await send(web, link, words=f"På torsdag. Ring {NUMBER}")
    assert thanks.status_code == 200
    assert "På torsdag. Ring [telefon]" in thanks.text
    assert "Vi tog bort" in thanks.text
    await here.settled()
    heard = here.said_to(OMBUD)[-1].text
    assert "från Botkyrkabyggen: ”På torsdag. Ring [telefon]”" in heard
    for answer in (await web.get(link), await send(web, link, words="En gång till")):
        assert (answer.status_code, "redan använd" in answer.text, QUESTION in answer.text) == (410, True, False)
    await here.settled()
    assert here.said_to(OMBUD)[-1].text == heard


async def test_of_two_who_press_at_once_one_is_heard(here: World, web: httpx.AsyncClient, server: MailServer) -> None:
    """The link takes one answer; the other is told that it has been used."""
    link = link_in(server)
    form = csrf_in(await web.get(link))
    before = len(here.said_to(OMBUD))
    both = await asyncio.gather(*(web.post(link, data={**form, "words": f"Svar {n}"}) for n in (1, 2)))
    await here.settled()
    assert sorted(answer.status_code for answer in both) == [200, 410]
    assert len(here.said_to(OMBUD)) == before + 1


async def test_a_form_that_the_page_has_not_made_sends_nothing(
    here: World, web: httpx.AsyncClient, server: MailServer
) -> None:
    """Without what the page shows, or with another link's, nothing goes and nothing is spent."""
    link = link_in(server)
    for form in ({}, {"csrf": ""}, {"csrf": "0" * 64}):
        assert (await web.post(link, data={**form, "words": "Hej"})).status_code == 403
    assert (await web.get(link)).status_code == 200


@pytest.mark.parametrize(
    ("words", "said"), [("", "Skriv ett svar"), (" ?! ", "Skriv ett svar"), ("å" * 501, "för långt")]
)
async def test_what_will_not_do_spends_nothing(
    web: httpx.AsyncClient, server: MailServer, words: str, said: str
) -> None:
    """Nothing, or too much: it is said, what was written stands there still, and the link is as good as before."""
    link = link_in(server)
    refused = await send(web, link, words=words)
    assert (refused.status_code, said in refused.text, QUESTION in refused.text) == (422, True, True)
    assert words in refused.text
    assert (await send(web, link, words="På torsdag")).status_code == 200


async def test_words_of_danger_are_answered_with_112(web: httpx.AsyncClient, server: MailServer) -> None:
    """They go where they were to go, and whoever wrote them is told whom to call."""
    thanks = await send(web, link_in(server), words="Det brinner i källaren, hjälp")
    assert "Ring 112 nu" in thanks.text


async def test_a_link_that_has_run_out_gives_a_new_one(here: World, web: httpx.AsyncClient, server: MailServer) -> None:
    """Used or too old, it says so politely, and a new one goes to the same mailbox: one an hour, and it works, for a
    thread that was closed too."""
    old = link_in(server)
    later(here, timedelta(days=15))
    page = await web.get(old)
    assert (page.status_code, "gått ut" in page.text, QUESTION in page.text) == (410, True, False)
    for _ in range(3):
        asked = await web.post(old, data={**csrf_in(page), "new": "1"})
        assert "ny länk är på väg" in asked.text
    before = len(server.letters)
    await here.says(OMBUD, "/fraga")
    number = here.rows("SELECT id FROM thread")[0][0]
    await here.taps(OMBUD, str(number))
    await here.taps(OMBUD, "close")
    await mailed(here)
    assert len(server.letters) == before + 1
    assert link_in(server) != old
    thanks = await send(web, link_in(server), words="Den är lagad")
    assert thanks.status_code == 200
    assert here.rows("SELECT state FROM thread") == [("answered",)]


async def test_guessing_at_links_is_slowed(web: httpx.AsyncClient) -> None:
    """A link that never was says so, with nothing of any question; after ten of them one waits."""
    statuses = [(await web.get(f"/svar/{number:024}")).status_code for number in range(12)]
    assert statuses == [404] * 10 + [429] * 2


async def test_an_answer_in_the_chat_withdraws_what_was_not_yet_mailed(
    here: World, web: httpx.AsyncClient, server: MailServer
) -> None:
    """A server that was away gets no letter about a question that is answered meanwhile; else it is tried again."""
    await here.joins("manager", "alby", MANAGER)
    server.refuse = "451 later"
    before = len(server.letters)
    await here.says(OMBUD, "/fraga")
    await here.taps(OMBUD, "new")
    await here.taps(OMBUD, "manager")
    await here.says(OMBUD, "Och hissen?")
    await here.taps(OMBUD, "yes")
    await here.app.answer_letters.work()
    assert here.states("answer_letter") == ["sent", "queued"]
    await here.says(MANAGER, "Den är lagad")
    await here.taps(MANAGER, "2")
    server.refuse = ""
    later(here, timedelta(minutes=5))
    await here.app.answer_letters.work()
    assert (here.states("answer_letter"), len(server.letters)) == (["sent", "cancelled"], before)


@pytest.mark.parametrize("scheme", THEMES)
async def test_axe_finds_nothing_on_a_telephone(
    here: World, web: httpx.AsyncClient, server: MailServer, scheme: str
) -> None:
    """The question, what is amiss, the thanks, the link that is used, and one that never was; nothing runs off."""
    link = here.url + link_in(server)
    async with browser(375, scheme) as chromium:
        page = await chromium.new_page()
        await page.goto(link)
        assert await faults(page) == []
        await page.evaluate("document.querySelector('textarea').required = false")
        await page.get_by_role("button", name="Skicka svaret").click()
        assert await faults(page) == []
        await page.get_by_label("Ert svar").fill(f"På torsdag, ring {NUMBER}")
        await page.get_by_role("button", name="Skicka svaret").click()
        assert await faults(page) == []
        for url in (link, f"{link}?lang=en", f"{here.url}/svar/wrong"):
            await page.goto(url)
            assert await faults(page) == []
            assert await page.evaluate("document.documentElement.scrollWidth") <= 375
