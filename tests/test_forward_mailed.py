"""A tip that is passed on to a mailbox: the letter, the page on which it is answered, and what everybody hears."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest
from fakes.mail import MailServer, mail_server
from pictured import browser
from served import CODE, RESIDENT, TIP, World, client
from test_answer_page import LINK, NUMBER, mailed, send
from test_page import csrf_in, later
from test_page_access import THEMES, faults

from bot.municipality import SHIPPED

OMBUD, COORDINATOR, MANAGER = 7001, 7020, 7010
LANDLORD, POLICE = "fel.alby@example.se", "omradespolis@example.se"
MAILBOXES = f"""
[[recipients]]
role = "manager"
area = "alby"
mail = ["{LANDLORD}"]

[[recipients]]
role = "police"
mail = ["{POLICE}"]
"""
THEFT = "Någon stjäl cyklar vid Albyvägen 12 varje natt"


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[MailServer]:
    async with mail_server(tmp_path) as made:
        yield made


@pytest.fixture
async def web(here: World, server: MailServer, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """The service with mailboxes for Alby's landlord and the police, no manager, and an ombud."""
    town = tmp_path / "town.toml"
    town.write_text((SHIPPED / "botkyrka.toml").read_text("utf-8") + MAILBOXES, "utf-8")
    here.overrides |= {"municipality": str(town), "smtp_url": server.url(), "mail_from": "ombudet@example.se"}
    async with here.serve(), client(here.url) as made:
        await here.joins("ombud", "alby", OMBUD)
        yield made


async def passed_on(here: World, to: str = "landlord", words: str = "without", tip: str = TIP) -> str:
    """A resident tips, and the ombud passes it on; returns the tip's code."""
    await here.texts(RESIDENT, tip)
    found = CODE.search(here.texted(RESIDENT)[-1].body)
    assert found is not None
    await here.says(OMBUD, f"/vidare {found[0]}")
    await here.taps(OMBUD, to)
    if words:
        await here.taps(OMBUD, words)
    await mailed(here)
    return found[0]


def link_to(server: MailServer, mailbox: str = LANDLORD) -> str:
    found = LINK.search(letters_to(server, mailbox)[-1].get_content())
    assert found is not None
    return found[1]


def letters_to(server: MailServer, mailbox: str = LANDLORD) -> list[EmailMessage]:
    return [letter for letter in server.letters if letter["To"] == mailbox]


async def heard(here: World) -> tuple[str, str]:
    """What the ombud and the tipster were told last."""
    await here.settled()
    return here.said_to(OMBUD)[-1].text, here.texted(RESIDENT)[-1].body


async def test_a_landlord_without_a_manager_is_written_to_and_heard(
    here: World, web: httpx.AsyncClient, server: MailServer
) -> None:
    """The ombud passes it on, the landlord is on it, and later it is done: ombud and tipster hear both, and each answer
    has a link of its own."""
    code = await passed_on(here)
    (letter,) = letters_to(server)
    receipt = letter["Subject"][:7]
    assert f"{code} är nu hos hyresvärden, med koden {receipt}" in here.said_to(OMBUD)[-1].text
    assert letter["Subject"] == f"{receipt}, från trygghetsombudet i Alby"
    first = link_to(server)
    page = await web.get(first)
    assert "Albyvägen 12, Alby" in page.text
    assert (await send(web, first, state="doing")).status_code == 200
    ombud, tipster = await heard(here)
    assert f"{code} ({receipt}), hyresvärden: på gång." in ombud
    assert f"{code} hos hyresvärden: de jobbar med det." in tipster
    await mailed(here)
    assert "Här är länken till ert nästa svar" in letters_to(server)[-1].get_content()
    second = link_to(server)
    assert second != first
    later(here, timedelta(days=20))
    assert "Senast sagt: <strong>Vi är på gång</strong>" in (await web.get(second)).text
    done = await send(web, second, state="done")
    assert ("Tack" in done.text, "ny länk" in done.text) == (True, False)
    ombud, tipster = await heard(here)
    assert f"{code} ({receipt}), hyresvärden: klart." in ombud
    assert f"Skriv {code} INTE LÖST" in tipster
    await mailed(here)
    assert len(letters_to(server)) == 2
    assert here.rows("SELECT state, told, answered_by FROM forward") == [("done", 2, None)]


@pytest.mark.parametrize(("words", "there"), [("without", False), ("with", True)])
async def test_the_words_go_only_if_the_ombud_says_so(
    here: World, web: httpx.AsyncClient, server: MailServer, words: str, there: bool
) -> None:
    """Letter and page have the place and what it is about, and the tip's words as the ombud chose; never its code."""
    code = await passed_on(here, words=words)
    page = (await web.get(link_to(server))).text
    for shown in (letters_to(server)[-1].get_content(), page):
        assert "Mörkt eller otryggt ställe, Albyvägen 12, Alby" in shown
        assert (TIP in shown, code in shown, RESIDENT in shown) == (there, False, False)
    assert here.rows("SELECT 1 FROM forward WHERE sealed_words LIKE '%Lampan%'") == []


async def test_of_a_suspected_crime_the_police_get_a_letter_with_the_tipsters_yes_alone(
    here: World, web: httpx.AsyncClient, server: MailServer
) -> None:
    """Without the yes nothing is written; with it the letter says that it is no police report, and so does the page."""
    await passed_on(here, "police", tip=THEFT)
    assert letters_to(server, POLICE) == []
    await here.texts(RESIDENT, "ja")
    await mailed(here)
    (letter,) = letters_to(server, POLICE)
    for shown in (letter.get_content(), (await web.get(link_to(server, POLICE))).text):
        assert "Inbrott" in shown or "stöld" in shown.lower()
        assert ("ingen polisanmälan" in shown, "114 14" in shown, THEFT in shown) == (True, True, False)
    await send(web, link_to(server, POLICE), state="received")
    ombud, tipster = await heard(here)
    assert "polis" in ombud
    assert "polis" in tipster


async def test_a_landlord_gets_no_words_of_a_crime(here: World, web: httpx.AsyncClient, server: MailServer) -> None:
    """The ombud is not even asked; the letter says whose it is to report."""
    await passed_on(here, words="", tip=THEFT)
    content = letters_to(server)[-1].get_content()
    assert (THEFT in content, "ingen polisanmälan" in content) == (False, True)


async def test_looking_spends_nothing(here: World, web: httpx.AsyncClient, server: MailServer) -> None:
    """However often a machine follows the link, nobody hears anything; nor where the form is not the page's own."""
    await passed_on(here)
    link = link_to(server)
    before = await heard(here)
    for _ in range(3):
        page = await web.get(link)
        assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
    assert "set-cookie" not in page.headers
    for form in ({}, {"csrf": "0" * 64}):
        assert (await web.post(link, data={**form, "state": "done"})).status_code == 403
    for state in ("", "sent", "asked"):
        assert (await send(web, link, state=state)).status_code == 422
    assert await heard(here) == before
    assert here.rows("SELECT state FROM forward") == [("sent",)]


async def test_of_two_who_press_at_once_one_is_heard(here: World, web: httpx.AsyncClient, server: MailServer) -> None:
    """The link takes one answer; the other is told that it has been used, and by a new link may say otherwise."""
    await passed_on(here)
    link = link_to(server)
    form = csrf_in(await web.get(link))
    both = await asyncio.gather(*(web.post(link, data={**form, "state": state}) for state in ("done", "cannot")))
    assert sorted(answer.status_code for answer in both) == [200, 410]
    assert here.rows("SELECT told FROM forward") == [(1,)]
    assert "redan använd" in (await web.get(link)).text
    assert "ny länk är på väg" in (await send(web, link, new="1")).text
    await mailed(here)
    assert link_to(server) != link
    await send(web, link_to(server), state="received")
    assert here.rows("SELECT told FROM forward") == [(2,)]


async def test_why_not_is_told_without_what_points_at_a_person(
    here: World, web: httpx.AsyncClient, server: MailServer
) -> None:
    """A number is taken out, and they hear so; too many words spend nothing; words go with no other answer."""
    await passed_on(here)
    link = link_to(server)
    refused = await send(web, link, state="cannot", words="å" * 301)
    assert (refused.status_code, "för långt" in refused.text, "å" * 301 in refused.text) == (422, True, True)
    thanks = await send(web, link, state="cannot", words=f"Kommunens lampa, ring {NUMBER}")
    assert ("Kommunens lampa, ring [telefon]" in thanks.text, "Vi tog bort" in thanks.text) == (True, True)
    for told in await heard(here):
        assert "Kommunens lampa, ring [telefon]" in told


async def test_a_link_that_has_run_out_or_never_was_opens_nothing(
    here: World, web: httpx.AsyncClient, server: MailServer
) -> None:
    """After thirty days it says so and offers a new one to the same mailbox; a guessed one shows nothing."""
    await passed_on(here)
    link = link_to(server)
    later(here, timedelta(days=29))
    assert (await web.get(link)).status_code == 200
    later(here, timedelta(days=2))
    page = await web.get(link)
    assert (page.status_code, "gått ut" in page.text, "Albyvägen" in page.text) == (410, True, False)
    assert (await send(web, link, state="done")).status_code == 410
    assert (await web.get("/svar/AAAAAAAAAAAAAAAAAAAAAAAA")).status_code == 404
    await send(web, link, new="1")
    await mailed(here)
    assert (await send(web, link_to(server), state="done")).status_code == 200


async def test_nobody_answers_and_the_mailbox_is_reminded_before_the_coordinator_hears(
    here: World, web: httpx.AsyncClient, server: MailServer
) -> None:
    """A letter after three days with a link of its own, the coordinator after seven; the first link still works."""
    await here.joins("coordinator", None, COORDINATOR)
    await passed_on(here)
    first = link_to(server)
    for days, letters, escalated in ((3, 2, 0), (1, 2, 0), (3, 2, 1), (2, 2, 1)):
        later(here, timedelta(days=days))
        await here.app.rounds.tick()
        await mailed(here)
        await here.settled()
        calls = [m for m in here.said_to(COORDINATOR) if "Ring dem" in m.text]
        assert (len(letters_to(server)), len(calls)) == (letters, escalated)
    assert "skickades till er för 3 dagar sedan" in letters_to(server)[-1].get_content()
    assert link_to(server) != first
    assert (await send(web, first, state="doing")).status_code == 200


async def test_an_answer_in_the_chat_withdraws_a_reminder_that_was_not_yet_mailed(
    here: World, web: httpx.AsyncClient, server: MailServer
) -> None:
    """Where a manager is in the chat too both are asked; what has been answered nobody is reminded of."""
    await here.joins("manager", "alby", MANAGER)
    await passed_on(here)
    server.refuse = "451 later"
    later(here, timedelta(days=3))
    await here.app.rounds.tick()
    await here.app.answer_letters.work()
    assert here.states("answer_letter") == ["sent", "queued"]
    await here.settled()
    await here.taps(MANAGER, "received")
    server.refuse = ""
    later(here, timedelta(minutes=5))
    await here.app.answer_letters.work()
    assert (here.states("answer_letter"), len(letters_to(server))) == (["sent", "cancelled"], 1)


async def test_a_mailbox_that_is_gone_from_the_file_gets_nothing_more(
    here: World, web: httpx.AsyncClient, server: MailServer, tmp_path: Path
) -> None:
    """Its old link still answers, and no further one goes there."""
    await passed_on(here)
    link = link_to(server)
    object.__setattr__(here.app.desk.town, "recipients", ())
    thanks = await send(web, link, state="received")
    assert (thanks.status_code, "ny länk" in thanks.text) == (200, False)
    await mailed(here)
    assert len(letters_to(server)) == 1


@pytest.mark.parametrize("scheme", THEMES)
async def test_axe_finds_nothing_on_a_telephone(
    here: World, web: httpx.AsyncClient, server: MailServer, scheme: str
) -> None:
    """What was passed on with its note, too many words, the thanks with what was taken out, the used link, in both
    languages; nothing runs off."""
    await passed_on(here, words="", tip=THEFT)
    link = here.url + link_to(server)
    async with browser(375, scheme) as chromium:
        page = await chromium.new_page()

        async def is_fine() -> None:
            assert await faults(page) == []
            assert await page.evaluate("document.documentElement.scrollWidth") <= 375

        for url in (f"{link}?lang=en", link):
            await page.goto(url)
            await is_fine()
        await page.evaluate("document.querySelector('textarea').removeAttribute('maxlength')")
        await page.get_by_label("Varför?").fill("å" * 301)
        await page.get_by_role("button", name="Vi kan inte").click()
        await is_fine()
        await page.get_by_label("Varför?").fill(f"Kommunens, ring {NUMBER}")
        await page.get_by_role("button", name="Vi kan inte").click()
        assert re.search("Vi tog bort", await page.content())
        await is_fine()
        await page.goto(link)
        await is_fine()
