"""Who may do what: every word of ours for each role, by Telegram and by SMS, and every door of the web application. The
tables are read as they stand: yes, no, or as words of their own (a tip), which is what a resident's "hot" is."""

from __future__ import annotations

from datetime import datetime

import pytest
from served import World, client
from sqlalchemy import select
from test_page import LINK, csrf_in
from test_page_deciding import GOOD
from transcript import URL, ZONE

from bot.channels import ChannelName
from bot.i18n import Voices
from bot.municipality import load
from bot.router import MEANINGS, route
from bot.simulation.stage import Phone, Stage, set_stage
from handlers.notices import NOT_FOR_YOU
from handlers.records import ROLES, Role
from storage import models, people
from storage.database import Work

REFUSED = Voices().say(NOT_FOR_YOU, "sv")
OF_AN_AREA = ("ombud", "manager", "police", "contact")
WHO: tuple[Role | None, ...] = (None, *ROLES)

WORDS = """
            resident ombud manager police coordinator association patrol contact admin
tips        yes      yes   yes     yes    yes         yes         yes    yes     yes
status      yes      yes   yes     yes    yes         yes         yes    yes     yes
svara       yes      yes   yes     yes    yes         yes         yes    yes     yes
trygghet    yes      yes   yes     yes    yes         yes         yes    yes     yes
med         yes      yes   yes     yes    yes         yes         yes    yes     yes
ombud       yes      yes   yes     yes    yes         yes         yes    yes     yes
nyheter     yes      yes   yes     yes    yes         yes         yes    yes     yes
grannsamverkan yes   yes   yes     yes    yes         yes         yes    yes     yes
flytta      yes      yes   yes     yes    yes         yes         yes    yes     yes
lämna       yes      yes   yes     yes    yes         yes         yes    yes     yes
mindata     yes      yes   yes     yes    yes         yes         yes    yes     yes
meny        yes      yes   yes     yes    yes         yes         yes    yes     yes
språk       yes      yes   yes     yes    yes         yes         yes    yes     yes
hjälp       yes      yes   yes     yes    yes         yes         yes    yes     yes
avbryt      yes      yes   yes     yes    yes         yes         yes    yes     yes
tillbaka    yes      yes   yes     yes    yes         yes         yes    yes     yes
stopp       yes      yes   yes     yes    yes         yes         yes    yes     yes
start       yes      yes   yes     yes    yes         yes         yes    yes     yes
rapport     no       yes   no      no     no          no          no     no      no
paus        no       yes   no      no     no          no          no     no      no
hot         own      yes   own     own    own         own         yes    yes     own
utbildning  no       yes   no      no     no          no          yes    no      no
pass        no       yes   no      no     yes         no          yes    no      yes
inkorg      no       yes   no      no     yes         no          no     no      no
vidare      no       yes   no      no     yes         no          no     no      no
fråga       no       yes   no      no     yes         no          no     no      yes
tipstid     no       yes   no      no     yes         no          no     no      no
åtgärd      no       no    yes     yes    yes         yes         no     no      yes
läge        no       no    yes     yes    yes         yes         no     no      yes
logga_in    no       no    yes     yes    yes         yes         no     no      yes
utskick     no       no    no      no     yes         yes         no     no      yes
täckning    no       no    no      no     yes         yes         no     no      yes
granska     no       no    no      no     yes         no          no     no      yes
bjudin      no       no    no      no     yes         no          no     no      yes
folk        no       no    no      no     yes         no          no     no      yes
"""
DOORS = """
                     resident ombud manager police coordinator association patrol contact admin
picture              no       no    yes     yes    yes         yes         no     no      yes
picture-of-another   no       no    no      no     yes         yes         no     no      yes
decide               no       no    yes     yes    yes         yes         no     no      yes
decide-for-another   no       no    no      no     yes         yes         no     no      yes
change               no       no    yes     yes    yes         yes         no     no      yes
"""


def rows(table: str) -> dict[str, list[str]]:
    """The table's rows by their first column; its head names the roles, in the order in which the code has them."""
    head, *lines = (line.split() for line in table.strip().splitlines())
    assert head == ["resident", *ROLES]
    return {first: rest for first, *rest in lines}


def test_the_table_has_every_word() -> None:
    """A word that is added to the router is added here."""
    named = {found.name for word in rows(WORDS) if (found := route(word, "telegram"))}
    assert named == set(MEANINGS)


@pytest.mark.parametrize("word", rows(WORDS))
async def test_a_word_is_for_whom_the_table_says(word: str, sqlite_url: str) -> None:
    """The same as a command on Telegram and as a word by SMS."""
    stage = set_stage(sqlite_url, load("botkyrka"), datetime(2026, 11, 24, 12, tzinfo=ZONE), 1, public_url=URL)
    ways: tuple[tuple[ChannelName, str], ...] = (("telegram", f"/{word}"), ("sms", word))
    for channel, written in ways:
        heard = [await answer(stage, role, channel, written) for role in WHO]
        assert heard == rows(WORDS)[word], (written, channel)
    stage.app.database.close()


async def answer(stage: Stage, role: Role | None, channel: ChannelName, word: str) -> str:
    """What becomes of a word from somebody new who has the role."""
    number = len(stage.phones)
    address = f"+4670174{6000 + number}" if channel == "sms" else str(7001 + number)
    phone = stage.add(Phone(f"{number}", channel, address))
    person_id = await stage.app.database.run(lambda work: someone(work, phone, role))
    await stage.say(phone, word)
    said = [line.text for line in stage.shown_on(phone) if line.shown]
    assert said
    if any(REFUSED in text for text in said):
        return "no"
    flow = await stage.app.database.run(lambda work: open_flow(work, person_id))
    return "own" if flow in ("tip", "unclear") and route(word, channel) != route("tips", channel) else "yes"


def someone(work: Work, phone: Phone, role: Role | None) -> int:
    person = people.meet(work, phone.channel, phone.address, "sv")
    if role:
        people.give_role(work, person.id, role, "alby" if role in OF_AN_AREA else None)
    return person.id


def open_flow(work: Work, person_id: int) -> str:
    talk = models.conversation.c
    return str(work.conn.execute(select(talk.flow).where(talk.person_id == person_id)).scalar())


@pytest.mark.parametrize("who", WHO)
async def test_a_door_is_for_whom_the_table_says(who: Role | None, here: World) -> None:
    """Whoever gets a link by chat is let in, and sees and decides on what is theirs; nobody else is."""
    chat = 7001
    async with here.serve(), client(here.url) as web:
        if who:
            await here.joins(who, "alby" if who in OF_AN_AREA else None, chat)
        await here.says(chat, "/logga_in")
        link = LINK.search(here.said_to(chat)[-1].text)
        if link:
            await web.post(link[0], data=csrf_in(await web.get(link[0])))
        page = await web.get("/")
        csrf = csrf_in(page) if link else {"csrf": "0" * 64}
        there = await web.get("/?area=fittja")
        own, others, changed = [
            await web.post(to, data={**csrf, **GOOD, **fields})
            for to, fields in (("/atgard", {}), ("/atgard", {"area": "fittja"}), ("/atgard/1", {"status": "started"}))
        ]
        outcome = {
            "picture": page.status_code == 200 and "Lägesbild" in page.text,
            "picture-of-another": there.status_code == 200 and "Fittja" in there.text and "Lägesbild" in there.text,
            "decide": own.status_code == 303,
            "decide-for-another": others.status_code == 303,
            "change": changed.status_code == 303,
        }
        column = WHO.index(who)
        assert {door: "yes" if may else "no" for door, may in outcome.items()} == {
            door: cells[column] for door, cells in rows(DOORS).items()
        }
        kept = {area for (area,) in here.rows("SELECT area FROM action")}
        assert kept == {area for area, door in (("alby", "decide"), ("fittja", "decide-for-another")) if outcome[door]}
