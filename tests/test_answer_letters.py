"""Letters with an answer page, whatever they are about: who gets which, what they say, and that an upgrade keeps those
which are out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import select, text
from storing import KEY, HandClock, both, clock_of, empty_url_of, opened, url_of
from test_forward import LAMP, holder, passed, tipped, told
from test_pages import CODE, LONG_AREA, VOICES, untranslated

from bot.desk import Desk
from bot.effects import carry_out
from bot.municipality import load
from bot.partners import forward_chasing, forward_letters, forward_partners, forwarding
from bot.weekly.recipients import Recipient
from handlers import forward_letter as said
from handlers.forward import CRIMES
from handlers.records import Consent, Forward
from handlers.text import Text
from storage import answer_letters, forwards, people, threads, tips
from storage.answer_letters import Matter
from storage.database import Database, Work
from storage.models import answer_letter
from storage.secrets import Vault
from storage.upgrade import migrate

TOWN = load("botkyrka")
LANDLORD, POLICE = Recipient("manager", "alby", ("fel@example.se",)), Recipient("police", None, ("polis@example.se",))
DESK = Desk(replace(TOWN, recipients=(LANDLORD, POLICE)), VOICES, "https://ombudet.example")
DAY = timedelta(days=1)


@pytest.fixture
def database(kind: str, request: pytest.FixtureRequest) -> Iterator[Database]:
    with opened(url_of(kind, request)) as made:
        yield made


def purposes(work: Work) -> list[str]:
    return list(work.conn.execute(select(answer_letter.c.purpose).order_by(answer_letter.c.id)).scalars())


@both
def test_an_upgrade_keeps_the_links_that_are_out(kind: str, request: pytest.FixtureRequest) -> None:
    """A question that was mailed before the upgrade keeps its link, and new letters come beside it."""
    database = Database(empty_url_of(kind, request), Vault(KEY), HandClock(), Random(1))  # noqa: S311
    with database.begin() as work:
        migrate(work, "0020")
        asker = people.meet(work, "sms", "+46701740605", "sv")
        kept = threads.add(work, asker.id, "ombud", "alby", "manager")
        work.conn.execute(
            text(
                "INSERT INTO thread_letter (id, thread_id, purpose, mailbox, seed, lookup, created_at, expires_at,"
                " state, due_at) VALUES (7, :thread, 'words:1', :box, :seed, :lookup, 0, 9000000000000000, 'sent', 0)"
            ),
            {
                "thread": kept.id,
                "box": b"b" * 32,
                "seed": b"s" * 16,
                "lookup": work.vault.index("answer page", "token"),
            },
        )
    with database.begin() as work:
        migrate(work)
    with database.begin() as work:
        link = answer_letters.find(work, "token")
        assert link is not None
        assert (link.letter_id, link.matter, link.state) == (7, Matter("thread", kept.id), "open")
        assert answer_letters.put(work, link.matter, "words:2", link.mailbox)
        assert not answer_letters.put(work, link.matter, "words:2", link.mailbox)
    database.close()


@both
def test_what_is_passed_on_goes_to_the_mailboxes_of_the_role_and_area(database: Database) -> None:
    """Alby's landlord has one and is reached without a manager; Fittja's has none; without a page nobody is written
    to."""
    with database.begin() as work:
        ombud, filed = holder(work, 6, "ombud", "alby"), tipped(work)
        assert forwarding.begin(DESK, work, ombud, filed).facts["to"] == ["landlord", "police"]
        assert forward_partners.mailed(DESK, "landlord", "fittja") == []
        assert forward_partners.mailed(replace(DESK, public_url=""), "landlord", "alby") == []
        assert not forward_partners.reached(DESK, work, "coordinator", "alby")
        carry_out(Forward(filed.code, "landlord"), DESK, work, ombud)
        assert [kept.state for kept in forwards.of_tip(work, filed.id)] == ["sent"]
        assert purposes(work) == ["sent"]


@both
def test_the_police_are_written_to_once_the_tipster_says_yes(database: Database) -> None:
    """Before it, and after a no, there is no letter at all."""
    with database.begin() as work:
        ombud = holder(work, 6, "ombud", "alby")
        for number, yes, letters in ((20, False, []), (21, True, ["sent"])):
            filed = tipped(work, number, LAMP)
            carry_out(Forward(filed.code, "police"), DESK, work, ombud)
            (kept,) = forwards.of_tip(work, filed.id)
            assert purposes(work) == []
            carry_out(Consent(kept.code, yes=yes), DESK, work, people.get(work, filed.person_id or 0))
            assert purposes(work) == letters


@both
def test_a_mailbox_is_chased_like_anybody(database: Database) -> None:
    """A reminder by mail after three days, the coordinator after seven; of a tip that is settled nobody is reminded."""
    with database.begin() as work:
        boss, ombud = holder(work, 5, "coordinator"), holder(work, 6, "ombud", "alby")
        carry_out(Forward(tipped(work, 20).code, "landlord"), DESK, work, ombud)
        settled = tipped(work, 21)
        carry_out(Forward(settled.code, "landlord"), DESK, work, ombud)
        (other,) = forwards.of_tip(work, settled.id)
        tips.set_status(work, forward_partners.tip_of(work, other), "handled", ombud.id)
    for days, letters, escalated in ((3, 1, 0), (4, 1, 1), (4, 1, 1)):
        clock_of(database).now += days * DAY
        with database.begin() as work:
            forward_chasing.chase(DESK, work)
            assert purposes(work).count(forward_letters.REMINDER) == letters
            assert told(work, "forward-escalated").count(boss.id) == escalated


@both
def test_only_letters_that_are_still_needed_are_worded(database: Database) -> None:
    """No reminder after an answer, no letter after the last one; what was wished for on the page comes all the same."""
    with database.begin() as work:
        ombud = holder(work, 6, "ombud", "alby")
        filed = tipped(work)
        carry_out(Forward(filed.code, "landlord"), DESK, work, ombud)
        (kept,) = forwards.of_tip(work, filed.id)
        sent = answer_letters.lease(work)
        assert sent is not None
        purposes = ("sent", "reminder", "next:1", "new:20261119T12")
        for state, needed in (
            ("", (True, True, True, True)),
            ("received", (True, False, True, True)),
            ("done", (False, False, False, True)),
        ):
            if state:
                forwarding.hear(DESK, work, kept, None, state, "")
            made = [
                forward_letters.worded(DESK, work, replace(sent, purpose=purpose), "https://x", "2026-12-19")
                for purpose in purposes
            ]
            assert tuple(one is not None for one in made) == needed
        gone = replace(DESK, town=TOWN)
        assert (
            forward_letters.worded(gone, work, replace(sent, purpose=purposes[-1]), "https://x", "2026-12-19") is None
        )


@both
def test_what_is_passed_on_is_found_by_its_key_or_not_at_all(database: Database) -> None:
    """A key that is nobody's is an error, not something else."""
    with database.begin() as work:
        holder(work, 5, "manager", "alby")
        kept = passed(work, holder(work, 6, "ombud", "alby"), tipped(work))
        assert forwards.get(work, kept.id) == kept
        with pytest.raises(KeyError):
            forwards.get(work, kept.id + 1)


def letters() -> Iterator[Text]:
    """Each letter that there may be."""
    leads = (None, said.NEXT, said.reminder(3))
    for lead, category in zip(leads, (CRIMES[0], "otrygg_plats", "otrygg_plats"), strict=True):
        known = {
            "area_name": LONG_AREA,
            "category": category,
            "place": "Albyvägen 12",
            "receipt": CODE,
            "words": "Mörkt",
        }
        yield said.letter(lead, known, "https://ombudet.example/svar/x", "2026-12-19")
        yield said.subject(known)


@pytest.mark.parametrize("letter", list(letters()))
def test_letters_are_translated(letter: Text) -> None:
    """Each sentence is in each language that is offered."""
    for language in set(VOICES.languages) - {"en"}:
        assert untranslated(letter, language) == []
