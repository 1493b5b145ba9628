"""The digest by mail, over a real SMTP server that takes it, refuses it, hangs, hangs up or is away: one letter for
each mailbox, with the same facts three times, and the chat version whatever becomes of it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from html import unescape
from pathlib import Path

import pytest
from fakes.mail import MailServer, mail_server
from pdf_words import words
from served import World, free_port, until
from storing import HandClock, another, opened, url_of
from test_schedule import Town, at

from bot.alarms import Limits
from bot.app import Ombudet
from bot.desk import Desk
from bot.mail import Mail
from bot.municipality import SHIPPED
from bot.picture import press
from bot.weekly.recipients import Recipient
from storage import letters, models
from storage.database import Work

ALBY, FITTJA, ALL = "omradeschef.alby@example.se", "omradeschef.fittja@example.se", "trygghet@example.se"
TO = (
    Recipient("manager", "alby", (ALBY,)),
    Recipient("manager", "fittja", (FITTJA,)),
    Recipient("coordinator", None, (ALL,)),
)
DIGEST, MEETING = "11-25 15:00", "11-26 09:00"


class MailTown(Town):
    """A town with mailboxes, whose mail goes to `port` on this machine."""

    def post_by(self, port: int, to: tuple[Recipient, ...] = TO) -> None:
        self.stage.app = self.service(port, to)

    def service(self, port: int, to: tuple[Recipient, ...] = TO) -> Ombudet:
        app = self.stage.app
        contact = replace(app.desk.town.contact, email="samordnare@example.se")
        desk = Desk(replace(app.desk.town, recipients=to, contact=contact), app.desk.voices, app.desk.public_url)
        mail = Mail(f"smtp://127.0.0.1:{port}", "Ombudet <ombudet@example.se>")
        return Ombudet(app.database, desk, app.channels, Limits(), mail)

    async def states(self) -> list[str]:
        return [row.state for row in await self.rows(models.letter)]

    async def alarms(self) -> list[str]:
        """The keys of what is an alarm now."""
        app = self.stage.app
        assert app.alarms is not None
        await app.alarms.tick()
        rows = await self.rows(models.alarm, models.alarm.c.over_at.is_(None))
        return [row.key for row in rows]


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[MailServer]:
    async with mail_server(tmp_path) as made:
        yield made


@pytest.fixture
async def town(sqlite_url: str, server: MailServer) -> AsyncIterator[MailTown]:
    """A week with a report from Alby, and a coordinator in the chat."""
    made = MailTown(sqlite_url, "11-20 12:00")
    await made.join("ombud-alby", "omradeschef-alby", "samordnare")
    await made.cast.tip(made.phone("boende-1", address="7102"), "Klotter på väggen vid Alby centrum på kvällen")
    await made.tick("11-23 17:00")
    await made.cast.report(made.stage.phones["ombud-alby"])
    made.post_by(server.port)
    yield made
    await made.stage.app.close()


def to(server: MailServer, mailbox: str) -> list[EmailMessage]:
    return [letter for letter in server.letters if letter["To"] == mailbox]


def parts(letter: EmailMessage) -> tuple[str, str, bytes]:
    """Text, HTML and PDF."""
    text, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert text is not None
    assert html is not None
    (pdf,) = letter.iter_attachments()
    return text.get_content().replace("\r\n", "\n"), html.get_content(), pdf.get_content()


def as_read(html: str) -> list[str]:
    """The lines that stand in the HTML."""
    body = html[html.index("<body") :]
    lines = [re.sub(r"\s+", " ", unescape(line)).strip() for line in re.split(r"<[^>]+>", body)]
    return [line for line in lines if line]


# What is in it


async def test_each_mailbox_gets_its_own_letter(town: MailTown, server: MailServer) -> None:
    """One to each, with the subject that says week and area, and headers by which no machine answers it."""
    await town.tick(DIGEST)
    assert sorted(server.recipients) == sorted([[ALBY], [FITTJA], [ALL]])
    (letter,) = to(server, ALBY)
    assert letter["Subject"] == "Lägesbild vecka 47: Alby"
    assert (letter["Auto-Submitted"], letter["X-Auto-Response-Suppress"]) == ("auto-generated", "All")
    assert (letter["From"], letter["Reply-To"]) == ("Ombudet <ombudet@example.se>", "samordnare@example.se")
    assert letter["Content-Language"] == "sv"
    assert letter["List-Id"] == "<alby.manager.lagesbild.example.se>"
    assert letter["Date"].datetime == at(DIGEST)
    assert to(server, ALL)[0]["Subject"] == "Lägesbild vecka 47: Botkyrka"
    assert [part.get_content_type() for part in letter.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "application/pdf",
    ]
    assert [part.get_filename() for part in letter.iter_attachments()] == ["lagesbild-2026-W47-alby.pdf"]
    assert await town.states() == ["sent"] * 3


async def test_text_html_and_pdf_say_the_same_as_the_chat(town: MailTown, server: MailServer) -> None:
    """Every line of the chat version stands in the text and in the HTML, in its order; its facts in the PDF."""
    await town.tick(DIGEST)
    chat = next(line.text for line in reversed(town.stage.lines) if line.phone.name == "omradeschef-alby")
    said = [line.removeprefix("• ") for line in chat.split("\n") if line]
    text, html, pdf = parts(to(server, ALBY)[0])
    assert text.startswith(chat)
    assert [line for line in as_read(html) if line in said] == said
    printed = words(pdf).replace(":", "")  # where a heading stands above, the line has no colon
    for fact in ("vecka 47", "Alby", "Skadegörelse/klotter, Alby centrum, på kvällen", "Tips från boende: visas inte"):
        assert (fact in chat, any(fact in line for line in as_read(html)), fact.replace(":", "") in printed) == (
            True,
            True,
            True,
        ), fact
    assert re.findall(r"(?:Mycket|Ganska) (?:trygg|otrygg)", chat)[0] in printed


async def test_the_letter_needs_nothing_from_elsewhere(town: MailTown, server: MailServer) -> None:
    """Its language is said, no picture, style or script is fetched, and both themes have their colours."""
    await town.tick(DIGEST)
    _, html, _ = parts(to(server, ALL)[0])
    assert '<html lang="sv"' in html
    assert not re.findall(r"<(?:img|link|script|iframe)|url\(|src=", html)
    assert "prefers-color-scheme: dark" in html
    assert any(line.startswith("Vakant: Fittja") for line in as_read(html))
    assert set(re.findall(r'href="([^"]+)"', html)) == {"https://ombudet.example"}


async def test_without_typst_the_letter_goes_without_a_page(
    town: MailTown, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The words do not wait for it, and do not speak of it."""
    monkeypatch.setattr(press, "ROOT", Path("/nowhere"))
    await town.tick(DIGEST)
    (letter,) = to(server, ALBY)
    assert not list(letter.iter_attachments())
    text = letter.get_body(("plain",))
    assert text is not None
    assert "PDF" not in text.get_content()


# Once


async def test_one_letter_though_two_services_tick_and_restart(town: MailTown, server: MailServer) -> None:
    """Two services on one database do the same at the same time, again and again, and start anew: one letter each."""
    first = town.stage.app
    second = Ombudet(another(first.database, bytes(32)), first.desk, first.channels, Limits(), first.letters._mail)
    town.stage.clock.move_to(at(DIGEST))
    for _ in range(3):
        await asyncio.gather(*(app.letters.tick() for app in (first, second)))
        await asyncio.gather(*(app.letters.work() for app in (first, second)))
    town.post_by(server.port)
    await town.tick("11-25 15:01", "11-25 16:00", MEETING, "11-27 12:00")
    second.database.close()
    assert sorted(server.recipients) == sorted([[ALBY], [FITTJA], [ALL]])
    fired = [who for job, who in await town.fired("2026-W47") if job == "letter"]
    assert sorted(fired) == ["coordinator-all", "manager-alby", "manager-fittja"]


async def test_a_late_start_sends_until_the_meeting_and_not_after(town: MailTown, server: MailServer) -> None:
    """Before the meeting the letter is of use; after it, it is recorded as missed."""
    await town.tick("11-26 08:59")
    assert len(server.letters) == 3
    await town.tick("12-03 09:00")
    assert len(server.letters) == 3
    missed = [who for job, who in await town.fired("2026-W48", "missed") if job == "letter"]
    assert sorted(missed) == ["coordinator-all", "manager-alby", "manager-fittja"]


async def test_the_service_sends_by_itself(here: World, server: MailServer, tmp_path: Path) -> None:
    """Served with a mail server in its settings and mailboxes in its file, the letter goes at the digest's time."""
    file = tmp_path / "town.toml"
    mailboxes = f'\n[[recipients]]\nrole = "coordinator"\nmail = ["{ALL}"]\n'
    file.write_text((SHIPPED / "botkyrka.toml").read_text("utf-8") + mailboxes, "utf-8")
    here.clock.move_to(at(DIGEST))
    async with here.serve(smtp_url=server.url(), mail_from="ombudet@example.se", municipality=str(file)):
        await until(lambda: here.rows("SELECT 1 FROM letter WHERE state = 'sent'"))
    assert server.recipients == [[ALL]]


# When things go wrong


async def test_a_server_that_is_away_for_an_hour(
    town: MailTown, tmp_path: Path, server: MailServer, capsys: pytest.CaptureFixture[str]
) -> None:
    """The chat version goes at its time, an alarm is raised after 15 minutes, the letters go when the server is back,
    and the alarm is over. No log names a mailbox."""
    port = free_port()
    town.post_by(port)
    await town.tick(DIGEST)
    assert "vecka 47" in town.stage.shown_on(town.stage.phones["omradeschef-alby"])[-1].text
    for minute in range(1, 60):
        await town.tick(f"11-25 15:{minute:02}")
        assert ("late:letter:2026-W47" in await town.alarms()) == (minute >= 15)
    async with mail_server(tmp_path, port=port) as back:
        for minute in range(6):
            await town.tick(f"11-25 16:{minute:02}")
        assert sorted(back.recipients) == sorted([[ALBY], [FITTJA], [ALL]])
        assert back.letters[0]["Date"].datetime == at(DIGEST)
    assert "late:letter:2026-W47" not in await town.alarms()
    assert server.letters == []
    logged = capsys.readouterr().out
    assert "letter_not_sent" in logged
    assert not [mailbox for mailbox in (ALBY, FITTJA, ALL) if mailbox in logged]


async def test_what_is_refused_for_now_is_tried_again(town: MailTown, server: MailServer) -> None:
    """A mailbox that is full for the moment (452) keeps nobody else from theirs, and gets its letter later."""
    server.refused_mailboxes[ALBY] = "452 4.2.2 mailbox full"
    await town.tick(DIGEST)
    assert len(server.letters) == 2
    assert sorted(await town.states()) == ["queued", "sent", "sent"]
    del server.refused_mailboxes[ALBY]
    await town.tick("11-25 15:01")
    assert len(to(server, ALBY)) == 1


async def test_what_is_refused_for_good_is_an_alarm_and_not_tried_again(town: MailTown, server: MailServer) -> None:
    """A mailbox that is not there (550) is told of; the others have theirs."""
    server.refused_mailboxes[ALBY] = "550 5.1.1 no such user"
    await town.tick(DIGEST)
    assert sorted(await town.states()) == ["failed", "sent", "sent"]
    assert "late:unmailed:2026-W47" in await town.alarms()
    server.refused_mailboxes.clear()
    await town.tick("11-25 15:10")
    assert to(server, ALBY) == []


async def test_a_line_dropped_after_the_letter_brings_the_same_letter_again(town: MailTown, server: MailServer) -> None:
    """Nobody knows whether it arrived: it is sent once more, and its Message-ID says that it is the same."""
    town.post_by(server.port, TO[:1])
    server.cut = "drop"
    await town.tick(DIGEST)
    assert await town.states() == ["unknown"]
    await town.tick("11-25 15:01", "11-25 15:02")
    first, again = to(server, ALBY)
    assert first["Message-ID"] == again["Message-ID"]
    assert first["Message-ID"].startswith("<digest.2026-W47.manager-alby.")
    assert parts(first) == parts(again)
    assert await town.states() == ["sent"]


async def test_a_server_that_hangs_after_the_letter(
    town: MailTown, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No answer in time is no answer."""
    monkeypatch.setattr("bot.mail.SECONDS", 0.3)
    town.post_by(server.port, TO[:1])
    server.cut = "hang"
    await town.tick(DIGEST)
    assert await town.states() == ["unknown"]
    await town.tick("11-25 15:01")
    assert len({letter["Message-ID"] for letter in to(server, ALBY)}) == 1
    assert await town.states() == ["sent"]


async def test_a_line_dropped_after_the_answer_is_no_failure(town: MailTown, server: MailServer) -> None:
    """What was taken has arrived, however the conversation ended."""
    server.cut_at_quit = True
    await town.tick(DIGEST, "11-25 15:05")
    assert await town.states() == ["sent"] * 3
    assert len(server.letters) == 3


async def test_when_the_meeting_has_begun_it_is_over(town: MailTown, server: MailServer) -> None:
    """Then it is a failure for good and an alarm of its own, and a server that comes back gets nothing."""
    server.refuse = "451 4.3.0 later"
    await town.tick(DIGEST, "11-25 18:00", "11-26 08:58", MEETING)
    assert await town.states() == ["failed"] * 3
    assert "late:unmailed:2026-W47" in await town.alarms()
    server.refuse = ""
    await town.tick("11-26 09:30", "11-26 12:00")
    assert server.letters == []


async def test_a_service_that_died_with_a_letter_in_hand(town: MailTown, server: MailServer) -> None:
    """Its lease runs out, and another sends it."""
    town.stage.clock.move_to(at(DIGEST))
    await town.stage.app.letters.tick()
    held = await town.stage.app.database.run(letters.lease)
    assert held is not None
    await town.tick("11-25 15:01")
    assert len(server.letters) == 2
    await town.tick("11-25 15:04")
    assert len(server.letters) == 3


async def test_a_mailbox_that_was_taken_out_gets_nothing_more(town: MailTown, server: MailServer) -> None:
    """Who gets mail is what the file says when it is sent."""
    server.refuse = "451 4.3.0 later"
    await town.tick(DIGEST)
    server.refuse = ""
    town.post_by(server.port, TO[1:])
    await town.tick("11-25 15:10")
    assert sorted(server.recipients) == sorted([[FITTJA], [ALL]])
    assert sorted(await town.states()) == ["cancelled", "sent", "sent"]


async def test_the_database_does_not_hold_an_address(town: MailTown, tmp_path: Path) -> None:
    """Addresses are configuration: of a mailbox a keyed hash is kept."""
    await town.tick(DIGEST)
    files = [tmp_path / f"ombud.db{end}" for end in ("", "-wal")]
    held = b"".join(file.read_bytes() for file in files if file.exists())
    assert ALBY.encode() not in held


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
async def test_a_letter_is_in_one_pair_of_hands(kind: str, request: pytest.FixtureRequest) -> None:
    """Of several who ask at once each gets another letter, on both databases; what ran out is given anew, as one of
    unknown fate; what was overtaken can't be put back."""
    with opened(url_of(kind, request)) as database:
        meeting = database.clock() + timedelta(hours=18)

        def written(work: Work) -> list[bool]:
            boxes = [letters.of_mailbox(work, name) for name in ("a@example.se", "A@example.se", "b@example.se")]
            return [letters.put(work, "2026-W47", "manager", "alby", box, meeting) for box in boxes]

        assert await database.run(written) == [True, False, True]
        held = await asyncio.gather(*(database.run(letters.lease) for _ in range(3)))
        first, second = sorted((one for one in held if one is not None), key=lambda one: one.id)
        assert (first.unknown, second.unknown) == (False, False)
        assert isinstance(database.clock, HandClock)
        database.clock.pass_(minutes=4)
        again = await database.run(letters.lease)
        assert again is not None
        assert (again.id, again.unknown) == (first.id, True)
        await database.run(lambda work: letters.failed(work, first, "smtp_550"))
        await database.run(lambda work: letters.sent(work, again))
        assert await database.run(lambda work: letters.cancel_unsent(work, "restored")) == 1
        assert await database.run(lambda work: letters.missing(work, meeting, meeting)) == []
