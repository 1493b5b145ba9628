"""Somebody changes telephone: all that is theirs comes along at once, nothing is left behind."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Boolean, Column, LargeBinary, String, Table, insert, select
from storing import both, clock_of, opened, someone, url_of
from test_pages import VOICES, untranslated, within

from bot.channels import Button, Outbound
from bot.desk import Desk
from bot.i18n import Voices
from bot.municipality import load
from bot.people import moving as moves
from handlers import moving as said
from handlers.dialogue import State
from handlers.join import named
from handlers.moving import NewPhone
from handlers.text import Text
from storage import conversations, handover, models, moving, outbound, people, pulses
from storage.database import Work
from storage.models import Moment
from storage.moving import Move
from storage.outbound import Draft, Priority
from storage.people import Person

DESK = Desk(load("botkyrka"), Voices())
POINTING = [
    column
    for table in models.metadata.sorted_tables
    for column in table.columns
    if any(key.column.table is models.person for key in column.foreign_keys)
]


def test_every_column_that_points_at_a_person_is_seen_to() -> None:
    """A new table that points at people says in `storage.handover` what becomes of it when they change telephone."""
    assert set(POINTING) == handover.ALL


def made_up(column: Column[Any], nth: int) -> Any:
    """A value that fits a column, another for each `nth`."""
    for kind, value in ((Moment, models._EPOCH), (Boolean, False), (LargeBinary, nth.to_bytes(32))):
        if isinstance(column.type, kind):
            return value
    return f"x{nth}" if isinstance(column.type, String) else nth


def row_of(work: Work, table: Table, nth: int, known: dict[str, int]) -> None:
    """A row with made-up values, but for those that are known."""
    needed = [c for c in table.columns if not (c.nullable or c.server_default or c.name == "id")]
    own = {c.name: value for c in table.columns for name, value in known.items() if c.name == name}
    work.conn.execute(insert(table).values({c.name: made_up(c, nth) for c in needed} | own))


@both
def test_nothing_is_left_behind(kind: str, request: pytest.FixtureRequest) -> None:
    """Whatever points at the new telephone's person is the mover's afterwards, or gone; but its own address, which
    changes hands, what was sent to it, and its conversation, which is closed before."""
    with opened(url_of(kind, request)) as database, database.begin() as work:
        mover, other, third = (someone(work, number).id for number in (5, 6, 7))
        address = people.get(work, other).address_id
        for number, column in enumerate(POINTING, 1):
            if column.table in (models.address, models.conversation):
                continue
            known = {each.name: third for each in column.table.columns if each in POINTING}
            first = {"address_id": address, "tip_id": 1, "thread_id": 1}
            row_of(work, column.table, number, {**known, column.name: other, **first})
        handover.hand_over(work, mover, other)
        left = [c for c in POINTING if work.conn.execute(select(c.table).where(c == other)).first()]
        assert left == [models.address.c.person_id, models.outbound.c.person_id]


@both
def test_where_both_have_one_the_movers_holds(kind: str, request: pytest.FixtureRequest) -> None:
    """Of what a person has one of, the mover keeps theirs; only a report that was sent stays as it was sent."""
    with opened(url_of(kind, request)) as database, database.begin() as work:
        mover, other, third = (someone(work, number).id for number in (5, 6, 7))
        row_of(work, models.tip, 1, {"person_id": third})
        for table, number in itertools.product(handover.ONE_OF, (1, 2)):
            person = mover if number == 1 else other
            row_of(work, table, 1, {"person_id": person, "number": number, "tip_id": 1})
        handover.hand_over(work, mover, other)
        for table in handover.ONE_OF:
            (*whose,) = work.conn.execute(select(table.c.person_id)).scalars()
            assert sorted(whose) == ([mover, other] if table is models.report else [mover]), table.name


def test_of_two_applications_of_a_kind_the_movers_holds(sqlite_url: str) -> None:
    """The other is withdrawn, and stands so."""
    with opened(sqlite_url) as database, database.begin() as work:
        mover, other = someone(work, 5).id, someone(work, 6).id
        for number, person in enumerate((mover, other), 1):
            row_of(work, models.application, number, {"person_id": person})
        work.conn.execute(models.application.update().values(state="open", kind="ombud"))
        handover.hand_over(work, mover, other)
        rows = work.conn.execute(select(models.application.c.person_id, models.application.c.state)).all()
        assert [tuple(row) for row in rows] == [(mover, "open"), (mover, "withdrawn")]


def moved(work: Work, mover: Person, other: Person) -> Person:
    """The mover, on the other's telephone."""
    moving.issue(work, mover.id, mover.id)
    return moves.move(DESK, work, Move(mover.id, mover.id), other)[0]


def queue(work: Work, person: Person, purpose: str, **more: Any) -> None:
    body = Outbound(person.channel, person.address, purpose, more.pop("keyboard", ()), more.pop("edits", "")).to_json()
    work_draft = Draft(purpose, person.id, person.address_id, person.channel, Priority.RELAY, body, **more)
    outbound.put(work, work_draft)


@both
def test_what_waits_goes_to_the_new_telephone(kind: str, request: pytest.FixtureRequest) -> None:
    """Words that wait go there, without buttons where there are none; a question is asked there anew, and what was to
    be tidied on the old one is not."""
    with opened(url_of(kind, request)) as database, database.begin() as work:
        mover, other = people.meet(work, "telegram", "7001", "sv"), someone(work, 6)
        queue(work, mover, "words", keyboard=((Button("Svara", "go:reply:K7M-4QX"),),))
        queue(work, mover, "question", asks=True)
        queue(work, mover, "tidy", edits="17")
        there = moved(work, mover, other)
        rows = {row.purpose: row for row in work.conn.execute(select(models.outbound))}
        assert [rows[name].state for name in ("words", "question", "tidy")] == ["queued", "cancelled", "cancelled"]
        assert (rows["words"].address_id, rows["words"].channel) == (other.address_id, "sms")
        body = work.vault.open_json(rows["words"].sealed, outbound.BODY)
        assert (body["text"], body["keyboard"]) == ("words", [])
        assert (there.id, there.address) == (mover.id, other.address)


def test_a_failure_at_the_old_telephone_stops_nobody_at_the_new(sqlite_url: str) -> None:
    """The provider says afterwards that the old number is gone: that is of whoever has it now."""
    with opened(sqlite_url) as database, database.begin() as work:
        mover, other = someone(work, 5), someone(work, 6)
        queue(work, mover, "sent before")
        work.conn.execute(models.outbound.update().values(state="sent", provider_id="SM1"))
        moved(work, mover, other)
        assert outbound.delivered(work, "sms", "SM1", "stopped", "21610") == (other.id, "")


def test_stop_stays_where_it_was_said(sqlite_url: str) -> None:
    """Who stopped on the old telephone hears nothing more there, and is spoken with on the new one."""
    with opened(sqlite_url) as database, database.begin() as work:
        mover, other = someone(work, 5), someone(work, 6)
        people.stop(work, mover.id, "asked to stop")
        assert not moved(work, people.get(work, mover.id), other).stopped
        old = people.get(work, other.id)
        assert (old.stopped, old.noticed, old.address) == ("asked to stop", False, mover.address)


TALKS = [
    ("telegram", "sms", State("report", (), {"week": "2026-W47", "area": "alby"}), True, True),
    ("sms", "telegram", State("report", (), {"week": "2026-W47", "area": "alby", "code": "4829"}), True, False),
    ("sms", "sms", State("action", (), {"code": "4829", "confirms": "action"}), True, True),
    ("sms", "telegram", State("action", (), {"code": "4829", "confirms": "action"}), True, False),
    ("telegram", "sms", State("members", (), {"members": []}), False, False),
    ("telegram", "sms", State("reply", (), {"code": "K7M-4QX"}), True, True),
]


@pytest.mark.parametrize(("old", "new", "state", "goes_on", "has_code"), TALKS)
def test_an_open_talk_is_confirmed_as_its_telephone_wants(
    sqlite_url: str, old: str, new: str, state: State, *, goes_on: bool, has_code: bool
) -> None:
    """By SMS with a fresh code that only the new one is told; in Telegram with none. What would need a code and was
    begun without is begun again."""
    with opened(sqlite_url) as database, database.begin() as work:
        mover, other = people.meet(work, old, "7001", "sv"), people.meet(work, new, "7002", "sv")
        before = conversations.load(work, mover.id)
        conversations.save(work, before, state.to_json(), timedelta(days=1))
        moved(work, mover, other)
        kept = conversations.load(work, mover.id).state
        assert (kept is not None) == goes_on
        assert bool(kept and kept["facts"].get("code")) == has_code
        assert not kept or kept["facts"].get("code") != "4829"


def test_a_code_is_good_for_ten_minutes_once_and_for_one_person(sqlite_url: str) -> None:
    """The same code is told again while it holds; another's asking makes it worthless; too many wrong ones lock."""
    with opened(sqlite_url) as database, database.begin() as work:
        mover, other = someone(work, 5), someone(work, 6)
        code = moving.issue(work, mover.id, mover.id)
        assert moving.issue(work, mover.id, mover.id) == code
        assert moves.refused(work, other, code.lower()) == Move(mover.id, mover.id)
        assert moves.refused(work, mover, code) == said.SAME_PHONE
        again = moving.issue(work, mover.id, None)
        assert moving.find(work, code) is None
        clock_of(database).pass_(minutes=10)
    with database.begin() as work:
        assert moving.find(work, again) is None
        answers = [moves.refused(work, other, again) for _ in range(6)]
        assert answers == [said.WRONG_CODE] * 4 + [said.LOCKED] * 2


def test_of_two_telephones_with_the_code_the_first_has_it(sqlite_url: str) -> None:
    """The second is as if the code were wrong, and nothing of anybody's moves."""
    with opened(sqlite_url) as database, database.begin() as work:
        mover, first, second = (someone(work, number) for number in (5, 6, 7))
        there = moved(work, mover, first)
        assert moves.move(DESK, work, Move(mover.id, mover.id), second) == (second, [said.WRONG_CODE])
        assert people.get(work, mover.id).address == there.address == first.address


def test_only_an_admin_moves_an_admin(sqlite_url: str) -> None:
    """A coordinator could become one else; and who lost the role meanwhile gives out nothing."""
    with opened(sqlite_url) as database, database.begin() as work:
        coordinator, admin, ombud = (someone(work, number).id for number in (5, 6, 7))
        people.give_role(work, coordinator, "coordinator", None)
        people.give_role(work, admin, "admin", None)
        people.give_role(work, ombud, "ombud", "alby")

        def asked(by: int, about: int) -> bool:
            return moves.code_for(NewPhone(about), DESK, work, people.get(work, by)) != (said.NOT_THEIRS,)

        pairs = ((coordinator, ombud), (coordinator, admin), (admin, admin), (ombud, ombud))
        assert [asked(*pair) for pair in pairs] == [True, False, True, False]


def test_a_pulse_is_one_persons_once(sqlite_url: str) -> None:
    """Who answered on both telephones is counted once."""
    with opened(sqlite_url) as database, database.begin() as work:
        mover, other = someone(work, 5), someone(work, 6)
        for person in (mover, other):
            pulses.put(work, person.id, "2026-W47", "alby", 3)
        moved(work, mover, other)
        assert len(work.conn.execute(select(models.pulse)).all()) == 1


def spoken() -> list[Text]:
    """Everything that is said of a move, with what it is said with in earnest."""
    role = named("ombud", "Hallunda-Norsborg")
    made = [said.code_for_you("K7M4-QX2P"), said.code_for_other(role, "K7M4-QX2P"), said.moved_by(role)]
    made += [
        said.moved_here(()),
        said.moved_here((role, named("patrol", ""))),
        said.moved_away("https://www.botkyrka.se"),
    ]
    return [*made, *(value for value in vars(said).values() if isinstance(value, Text))]


@pytest.mark.parametrize("text", spoken(), ids=lambda text: text.msgid[:40])
def test_what_is_said_of_a_move_is_one_segment_in_each_language(text: Text) -> None:
    """Each sentence has a translation, and by SMS is one segment."""
    for language in VOICES.languages:
        assert language == "en" or untranslated(text, language) == []
        assert within(VOICES.say(text, language, "sms"), language, 1)
