"""The claims (`!`) of a transcript: what was stored, sent and charged. Written by hand; `--update` leaves them alone.

! tip area=alby category=otrygg_plats place=Albyvägen 12 text~mörkt status=new    the latest tip
! tips 2                              how many tips there are
! report week=2026-W47 area=alby assessment=3 observations=1 comment~words        the latest report
! reports 0
! quote good approved words           what is decided about the words of a kind, and as what they may leave
! quotes 0                            how many decisions about words there are
! sent 2                              how many messages came of the last line
! segments 1                          of the last SMS that came; `! segments 1 1` of the last two
! urgent first                        the first message that came had the priority of safety
! inbound repeat                      how the last message was remembered (state, and reason if given)
! talk resident tip | ! talk resident none      which conversation is open
! stopped resident blocked | ! stopped resident no
! role resident ombud alby | ! role resident none
! pulse week=2026-W47 area=alby answer=2 more~words linked=yes      the latest answer to /trygghet
! pulses 1
! application state=open kind=ombud area=alby waiting=yes        the latest application
! applications 1
! forward state=sent to=landlord words=yes chased=0      what was passed on last
! thread state=asked partner=manager area=alby owner=ombud waiting=yes chased=1      who moved last among the threads
! news alby resident other             who gets the news of an area
! trained ombud yes                    whether somebody has learnt all that an ombud learns
! pass ending=reported km=34 areas=alby fittja briefed=yes seen=2 second=yes      the latest pass; ending=open
! faults 1                            how many faults on the car are open
! unsent 0                            how many messages wait
! never stored 070-174 06 05          words that stand nowhere in the database, sealed or not
! keyboard ombud gone                 no button is left to tap
! restart                             (between all lines the service restarts anyway)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import func, inspect, select, text

from bot.simulation.stage import Line, Stage
from storage import car_faults, models, patrols, people
from storage.database import Work
from storage.outbound import UNSENT


def check(stage: Stage, claim: str, came: list[Line], where: str) -> None:
    """Raise AssertionError unless the claim holds."""
    word, _, rest = claim.partition(" ")
    if word == "restart":
        return
    claims: dict[str, Callable[[Stage, Work, str, list[Line]], tuple[object, object]]] = {
        "tip": _tip,
        "tips": lambda _, work, rest, __: (_count(work, models.tip), int(rest)),
        "report": _report,
        "reports": lambda _, work, rest, __: (_count(work, models.report), int(rest)),
        "quote": _quote,
        "quotes": lambda _, work, rest, __: (_count(work, models.quote), int(rest)),
        "pulse": _pulse,
        "pulses": lambda _, work, rest, __: (_count(work, models.pulse), int(rest)),
        "application": _application,
        "applications": lambda _, work, rest, __: (_count(work, models.application), int(rest)),
        "forward": _forward,
        "news": _news,
        "thread": _thread,
        "trained": _trained,
        "pass": _pass,
        "faults": lambda _, work, rest, __: (len(car_faults.standing(work)), int(rest)),
        "sent": lambda _, __, rest, came: (len(came), int(rest)),
        "segments": _segments,
        "urgent": lambda _, work, __, ___: (_first_priority(work), 0),
        "inbound": _inbound,
        "talk": _talk,
        "stopped": _stopped,
        "role": _role,
        "unsent": lambda _, work, rest, __: (_unsent(work), int(rest)),
        "never": _never_stored,
        "keyboard": lambda stage, _, rest, __: (stage.buttons_on(stage.phones[rest.split()[0]]), {}),
    }
    with stage.app.database.begin() as work:
        is_, claimed = claims[word](stage, work, rest, came)
    assert is_ == claimed, f"{where}: ! {claim}\n  claimed {claimed!r}\n  is      {is_!r}"


def _count(work: Work, table: Any) -> int:
    return work.conn.execute(select(func.count()).select_from(table)).scalar_one()


def _pairs(rest: str) -> dict[str, str]:
    """``a=some words b~more`` as a mapping; a value ends where the next key begins."""
    import re

    keys = list(re.finditer(r"(\w+)([=~])", rest))
    ends = [key.start() for key in keys[1:]] + [len(rest)]
    return {key[1] + key[2]: rest[key.end() : end].strip() for key, end in zip(keys, ends, strict=True)}


def _compare(found: dict[str, Any], rest: str) -> tuple[object, object]:
    wanted = _pairs(rest)
    is_ = {}
    for key, value in wanted.items():
        has = str(found[key[:-1]])
        is_[key] = value if key.endswith("~") and value in has else has
    return is_, wanted


def _tip(_: Stage, work: Work, rest: str, __: list[Line]) -> tuple[object, object]:
    from storage.tips import by_code

    code = work.conn.execute(select(models.tip.c.code).order_by(models.tip.c.id.desc()).limit(1)).scalar_one()
    filed = by_code(work, code)
    assert filed is not None
    return _compare(
        {
            "area": filed.area or "unknown",
            "category": filed.category,
            "place": filed.place.text,
            "at": filed.place.at,
            "text": filed.what,
            "status": filed.status,
            "week": filed.week,
            "code": code,
        },
        rest,
    )


def _report(_: Stage, work: Work, rest: str, __: list[Line]) -> tuple[object, object]:
    from storage.reports import DETAILS, of_week

    row = work.conn.execute(
        select(models.report).order_by(models.report.c.updated_at.desc(), models.report.c.id.desc()).limit(1)
    ).one()
    kept = next(k for k in of_week(work, row.week, row.area) if k.id == row.id)
    said = kept.report
    places = ", ".join(o.place for o in said.observations)
    return _compare(
        {
            "week": said.week,
            "area": said.area,
            "assessment": said.assessment,
            "observations": len(said.observations),
            "places": places,
            "comment": said.comment,
            "trend": said.trend,
            "landlord": said.landlord,
            "words": ", ".join(f"{kind}: {text}" for kind, text in said.words),
            "details": "; ".join(" ".join(getattr(o, name) or "-" for name in DETAILS) for o in said.observations),
            "tips": " ".join(str(o.tips) for o in said.observations),
        },
        rest,
    )


def _quote(_: Stage, work: Work, rest: str, __: list[Line]) -> tuple[object, object]:
    from storage import quotes
    from storage.reports import of_week

    week = work.conn.execute(select(func.max(models.report.c.week))).scalar()
    found = [*quotes.in_reports(work, of_week(work, week or "")), *quotes.in_actions(work, work.now)]
    kind, decision, *told = rest.split(" ", 2)
    words = next(words for words in found if words.kind == kind)
    return (words.decision or "none", *([words.told] if told else [])), (decision, *told)


def _pulse(_: Stage, work: Work, rest: str, __: list[Line]) -> tuple[object, object]:
    row = work.conn.execute(select(models.pulse).order_by(models.pulse.c.id.desc()).limit(1)).one()
    more = work.vault.open(row.sealed_more, "pulse.more") if row.sealed_more else "none"
    linked = "yes" if row.person_id else "no"
    found = {"week": row.week, "area": row.area or "unknown", "answer": row.answer, "more": more, "linked": linked}
    return _compare(found, rest)


def _pass(_: Stage, work: Work, rest: str, __: list[Line]) -> tuple[object, object]:
    kept = patrols.get(work, work.conn.execute(select(func.max(models.patrol.c.id))).scalar_one())
    return _compare(
        {
            "ending": kept.ending or "open",
            "km": kept.km,
            "areas": " ".join(kept.areas),
            "briefed": "yes" if kept.briefed else "no",
            "seen": patrols.count_seen(work, kept.id),
            "second": "confirmed" if kept.confirmed else "named" if kept.second_id else "none",
            "week": kept.week,
        },
        rest,
    )


def _segments(_: Stage, __: Work, rest: str, came: list[Line]) -> tuple[object, object]:
    claimed = [int(number) for number in rest.split()]
    counted = [line.shown.segments.count for line in came if line.shown and line.shown.segments]
    return counted[-len(claimed) :], claimed


def _first_priority(work: Work) -> int:
    """The priority of the first message that the latest inbound message brought about."""
    last = work.conn.execute(select(func.max(models.inbound.c.id))).scalar_one()
    about = models.outbound.c.purpose.in_([f"safety:{last}", f"reply:{last}"])
    query = select(models.outbound.c.priority).where(about).order_by(models.outbound.c.priority).limit(1)
    return int(work.conn.execute(query).scalar_one())


def _inbound(_: Stage, work: Work, rest: str, __: list[Line]) -> tuple[object, object]:
    row = work.conn.execute(select(models.inbound).order_by(models.inbound.c.id.desc()).limit(1)).one()
    assert row.sealed is None, "the raw body is still there"
    return (f"{row.state} {row.outcome}".strip() if " " in rest else row.state), rest


def _person(stage: Stage, work: Work, name: str) -> people.Person:
    phone = stage.phones[name]
    return people.meet(work, phone.channel, phone.address, "sv")


def _talk(stage: Stage, work: Work, rest: str, _: list[Line]) -> tuple[object, object]:
    from storage.conversations import load

    name, flow = rest.split()
    state = load(work, _person(stage, work, name).id).state
    return (state["flow"] if state else "none"), flow


def _stopped(stage: Stage, work: Work, rest: str, _: list[Line]) -> tuple[object, object]:
    name, _sep, reason = rest.partition(" ")
    return _person(stage, work, name).stopped or "no", reason


def _role(stage: Stage, work: Work, rest: str, _: list[Line]) -> tuple[object, object]:
    name, _sep, claimed = rest.partition(" ")
    held = [f"{h.role} {h.area or ''}".strip() for h in _person(stage, work, name).roles]
    return ", ".join(held) or "none", claimed


def _unsent(work: Work) -> int:
    return work.conn.execute(select(func.count()).where(models.outbound.c.state.in_(UNSENT))).scalar_one()


def _never_stored(stage: Stage, work: Work, rest: str, _: list[Line]) -> tuple[object, object]:
    """Look for the words in every column of every row, opening what is sealed."""
    sought = rest.removeprefix("stored ")
    found = [place for place, value in _everything(work) if sought in value]
    return found, []


def _everything(work: Work) -> list[tuple[str, str]]:
    contexts = {
        "sealed_place": ["tip.place", "observation.place", "patrol.place"],
        "sealed_patrols": ["release.patrols"],
        "sealed_text": ["tip.text"],
        "sealed_comment": ["report.comment"],
        "sealed_told": ["quote.told"],
        "sealed_what": ["action.what"],
        "sealed_more": ["pulse.more"],
        "sealed": [
            "conversation.state",
            "inbound.body",
            "outbound.body",
            "tip_message.text",
            "forward.words",
            "thread_word.text",
            "challenge.code",
            "place.text",
        ],
    }
    values = []
    for table in inspect(work.conn).get_table_names():
        for row in work.conn.execute(text(f'SELECT * FROM "{table}"')).mappings():  # noqa: S608 - our own names
            if table == "address":
                continue  # the address itself is kept, sealed: it is how an answer gets there
            for column, value in row.items():
                values.append((f"{table}.{column}", _readable(work, value, contexts.get(column, []))))
    return values


def _readable(work: Work, value: object, contexts: list[str]) -> str:
    from storage.secrets import CannotUnseal

    if not isinstance(value, bytes | memoryview):
        return str(value)
    for context in contexts:
        try:
            return work.vault.open(bytes(value), context)
        except CannotUnseal:
            continue
    return bytes(value).decode("latin-1")


def _application(_: Stage, work: Work, rest: str, __: list[Line]) -> tuple[object, object]:
    from storage import applications

    newest = work.conn.execute(select(func.max(models.application.c.id))).scalar_one()
    kept = applications.get(work, newest)
    waits = "yes" if kept.waiting_since else "no"
    return _compare({"state": kept.state, "kind": kept.kind, "area": kept.area, "waiting": waits}, rest)


def _forward(_: Stage, work: Work, rest: str, __: list[Line]) -> tuple[object, object]:
    from storage import forwards

    newest = work.conn.execute(select(models.forward.c.code).order_by(models.forward.c.id.desc()).limit(1)).scalar_one()
    kept = forwards.by_code(work, newest)
    assert kept is not None
    found = {"state": kept.state, "to": kept.to, "words": "yes" if kept.words else "no", "chased": kept.chased}
    return _compare(found, rest)


def _thread(_: Stage, work: Work, rest: str, __: list[Line]) -> tuple[object, object]:
    from storage import threads

    newest = select(models.thread.c.id).order_by(models.thread.c.moved_at.desc(), models.thread.c.id.desc()).limit(1)
    kept = threads.get(work, work.conn.execute(newest).scalar_one())
    found = {name: getattr(kept, name) for name in ("state", "partner", "area", "owner", "chased")}
    return _compare({**found, "waiting": "yes" if kept.waiting_since else "no"}, rest)


def _news(stage: Stage, work: Work, rest: str, __: list[Line]) -> tuple[object, object]:
    from storage import news

    area, *names = rest.split()
    return news.wants(work, area), [_person_of(stage, work, name) for name in names]


def _trained(stage: Stage, work: Work, rest: str, __: list[Line]) -> tuple[object, object]:
    from storage import trainings

    name, claimed = rest.split()
    return _person_of(stage, work, name) in trainings.trained(work), claimed == "yes"


def _person_of(stage: Stage, work: Work, name: str) -> int:
    phone = stage.phones[name]
    return people.meet(work, phone.channel, phone.address, "sv").id
