"""Plays a transcript: a talk written down as it happens on the telephones, with hand-written claims about what it
left behind. Between any two lines the service is taken down and brought up again on what it has stored.

    # What it is about.
    cast: resident sms; ombud telegram ombud alby
    cap: 100                        how many SMS segments may leave in a month
    ~ 2026-11-23 18:04              the clock moves on
    resident > words                somebody writes
    resident > [Label]              … taps a button
    resident > @59.24,17.84         … shares a position
    resident > %sticker             … sends what we can't read; %blocked and %unblocked too
    resident > %photo words         … with words beside it
    resident > ^words               … replies to the latest message about a tip; ^^words to the latest of all
    resident < words                what comes, exactly, in order, and nothing else
        more                        … its further lines; [Label] [Label] are buttons, (picture: …) one above it
    ! claim                         see `tests/claims.py`
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.app import Ombudet
from bot.channels import Inbound
from bot.costs import Costs
from bot.municipality import load
from bot.simulation.cast import Cast
from bot.simulation.stage import Line, Phone, Stage, set_stage
from storage import invitations, models, places
from storage.database import Database

FOLDER = Path(__file__).parent / "transcripts"
ZONE = ZoneInfo("Europe/Stockholm")
URL = "https://ombudet.example"
CODES: dict[str, str] = {}
CODE = re.compile(r"[A-Z2-9]{3}-[A-Z2-9]{3}")
NUMBERS = [f"+467017406{number:02}" for number in range(5, 100)]


@dataclass(slots=True)
class Step:
    """A line that does something, with what is expected to come of it (and where that stands, for --update)."""

    number: int
    text: str
    expected: list[str] = field(default_factory=list)
    actual: list[str] = field(default_factory=list)


def parse(path: Path) -> tuple[dict[str, str], list[Step]]:
    """The header's settings, and the steps."""
    header: dict[str, str] = {}
    steps: list[Step] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        setting = re.fullmatch(r"(cast|start|seed|poster|invited|cap): (.*)", line)
        if setting:
            header[setting[1]] = setting[2]
        elif re.match(r"[\w-]+ <", line) or line.startswith("    "):
            steps[-1].expected.append(line.rstrip())
        elif line.strip() and not line.startswith("#"):
            steps.append(Step(number, line.rstrip()))
    return header, steps


async def stage_of(header: dict[str, str], database_url: str) -> Stage:
    """The cast, each with their role, before the first line."""
    start = datetime.fromisoformat(header.get("start", "2026-11-19 12:00")).replace(tzinfo=ZONE)
    costs = Costs(Decimal(50), int(header["cap"]) if "cap" in header else None)
    stage = set_stage(database_url, load("botkyrka"), start, int(header.get("seed", "1")), public_url=URL, costs=costs)
    cast = Cast(stage, Random(1))  # noqa: S311
    numbers = iter(NUMBERS)
    for index, member in enumerate(header["cast"].split(";")):
        name, channel, *rest = member.split()
        language = next((part.removeprefix("lang=") for part in rest if part.startswith("lang=")), "sv")
        role = [part for part in rest if not part.startswith("lang=")]
        address = next(numbers) if channel == "sms" else str(7001 + index)
        phone = stage.add(Phone(name, "sms" if channel == "sms" else "telegram", address, language))
        if role:
            await cast.invite(phone, role[0], role[1] if len(role) > 1 else None)  # type: ignore[arg-type]
    await _codes(stage, header)
    stage.lines.clear()
    return stage


async def _codes(stage: Stage, header: dict[str, str]) -> None:
    """`poster: alby words` and `invited: role area` make a code each, which lines call {poster} and {invited}."""
    database = stage.app.database
    if "poster" in header:
        area, _, words = header["poster"].partition(" ")
        CODES["poster"] = await database.run(lambda work: places.add(work, area, words))
    if "invited" in header:
        role, _, area = header["invited"].partition(" ")
        code, _made = await database.run(lambda work: invitations.issue(work, role, area or None))  # type: ignore[arg-type]
        CODES["invited"] = code


def reborn(stage: Stage) -> None:
    """The service goes down and comes up again: all that it knows, it reads."""
    old = stage.app.database
    old.close()
    url = old.engine.url.render_as_string(hide_password=False)
    database = Database(url, old.vault, old.clock, old.random)
    stage.app = Ombudet(database, stage.app.desk, stage.app.channels)


async def play_line(stage: Stage, text: str) -> list[Line]:
    """Do what a line says; returns what came of it."""
    before = len(stage.lines)
    if text.startswith("~"):
        moment = datetime.fromisoformat(text[1:].strip()).replace(tzinfo=ZONE)
        await stage.go_to(moment)
    else:
        name, _, words = text.partition(" > ")
        phone = stage.phones[name.strip()]
        await _act(stage, phone, _filled_in(stage, phone, words))
    return [line for line in stage.lines[before:] if line.shown]


def _filled_in(stage: Stage, phone: Phone, words: str) -> str:
    """{poster} and {invited} from the header; {code} is the latest tip's, {application} the latest application's,
    {forward} that of what was passed on last, {thread} that of the thread that moved last, {pin} the confirming code
    that the phone last got, {invitation} the latest that any phone was shown to invite with, {move} the latest that
    moves somebody to another."""
    for name, value in CODES.items():
        words = words.replace(f"{{{name}}}", value)
    seen = "\n".join(line.text for line in stage.lines if line.phone == phone and line.shown)
    with stage.app.database.begin() as work:
        applied = work.conn.execute(select(models.application.c.code).order_by(models.application.c.id.desc())).scalar()
        passed = work.conn.execute(select(models.forward.c.code).order_by(models.forward.c.id.desc())).scalar()
        moved = models.thread.c.moved_at.desc(), models.thread.c.id.desc()
        asked = work.conn.execute(select(models.thread.c.code).order_by(*moved)).scalar()
        latest = work.conn.execute(select(models.tip.c.code).order_by(models.tip.c.id.desc()).limit(1)).scalar()
    pins = re.findall(r"\b\d{4}\b", seen)
    made = re.findall(r"\b[A-Z2-9]{4}(?:-[A-Z2-9]{4}){2}\b", "\n".join(line.text for line in stage.lines))
    words = words.replace("{invitation}", made[-1] if made else "")
    words = words.replace("{application}", applied or "").replace("{forward}", passed or "")
    words = words.replace("{thread}", asked or "").replace("{move}", _move_code(stage))
    return words.replace("{code}", latest or "").replace("{pin}", pins[-1] if pins else "")


def _move_code(stage: Stage) -> str:
    told = re.findall(
        r"(?<!-)\b[A-Z2-9]{4}-[A-Z2-9]{4}\b(?!-)", "\n".join(line.text for line in stage.lines if line.shown)
    )
    return told[-1] if told else ""


async def _act(stage: Stage, phone: Phone, words: str) -> None:
    button = re.fullmatch(r"\[(.+)\](?:#(\d+))?", words)
    if button:
        found = _button(stage, phone, button[1], int(button[2] or 0))
        await stage.tap(phone, *found)
    elif words.startswith("@"):
        latitude, longitude = words[1:].split(",")
        await stage.share(phone, float(latitude), float(longitude))
    elif words.startswith("^"):
        await stage.receive(phone, words, _reply_to(stage, phone, words[1:]))
    elif words.startswith("%"):
        kind, _, caption = words[1:].partition(" ")
        answerable = kind not in ("blocked", "unblocked", "group")
        number = f"odd-{len(stage.lines)}"
        odd = Inbound(
            phone.channel, number, phone.address, "ignored", caption, ignored=kind, answerable=answerable, language="sv"
        )
        await stage.receive(phone, words, odd)
    else:
        await stage.say(phone, words.replace("\\n", "\n"))


def _reply_to(stage: Stage, phone: Phone, words: str) -> Inbound:
    """A Telegram reply to the latest message that names a tip's code, or (^) to the latest of all."""
    seen = [line for line in stage.lines if line.phone == phone and line.shown]
    seen = seen if words.startswith("^") else [line for line in seen if CODE.search(line.text)]
    words = words.removeprefix("^")
    shown = seen[-1].shown
    assert shown is not None
    number = f"reply-{len(stage.lines)}"
    return Inbound(phone.channel, number, phone.address, text=words, message_id=shown.message_id, language="sv")


def _button(stage: Stage, phone: Phone, label: str, back: int):  # type: ignore[no-untyped-def]
    """A button by its label; `back` 1 takes the question before, and so on: buttons that should be gone."""
    seen = [line for line in stage.lines if line.phone == phone and line.shown]
    keyboards = [line.shown for line in reversed(seen) if line.shown and (line.shown.message.keyboard or back)]
    if back:
        keyboards = [stage.first_shown[(phone.channel, line.message_id)] for line in keyboards]
        keyboards = [shown for shown in keyboards if shown.message.keyboard][back:]
    for shown in keyboards:
        for row in shown.message.keyboard:
            for button in row:
                if label in button.label:
                    return button, shown.message_id
    raise AssertionError(f"{phone.name} has no button {label!r}")


def as_lines(line: Line) -> list[str]:
    """What came, as a transcript writes it."""
    first, *rest = line.text.split("\n")
    written = [f"{line.phone.name} < {first}".rstrip(), *(f"    {more}".rstrip() or "    ." for more in rest)]
    shown = line.shown
    keyboard = stage_keyboard(shown) if shown else []
    return [w if w.strip() else "    ." for w in [*written, *keyboard]]


def stage_keyboard(shown) -> list[str]:  # type: ignore[no-untyped-def]
    rows = [[button.label for button in row] for row in shown.message.keyboard]
    rows += [[shown.message.ask_location]] if shown.message.ask_location else []
    picture = shown.message.picture
    above = [f"    (picture: {picture.week} {picture.role} {picture.area or 'all'})"] if picture else []
    return above + ["    " + " ".join(f"[{label}]" for label in row) for row in rows]


async def play(path: Path, database_url: str) -> list[Step]:
    """Play a transcript; each step comes back with what really came. Claims that do not hold raise."""
    from claims import check

    header, steps = parse(path)
    stage = await stage_of(header, database_url)
    came: list[Line] = []
    try:
        for step in steps:
            reborn(stage)
            if step.text.startswith("!"):
                check(stage, step.text[1:].strip(), came, f"{path.name}:{step.number}")
                continue
            came = await play_line(stage, step.text)
            order = list(stage.phones)  # whose message goes first is chance; what comes to one of them is in order
            shown = sorted(came, key=lambda line: order.index(line.phone.name))
            step.actual = [written for line in shown for written in as_lines(line)]
    finally:
        await stage.app.close()
    return steps


def rewrite(path: Path, steps: list[Step]) -> None:
    """Write down what really came; everything written by hand stays."""
    after = {step.number: step.actual for step in steps}
    kept = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not (re.match(r"[\w-]+ <", line) or line.startswith("    ")):
            kept += [line, *after.get(number, [])]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
