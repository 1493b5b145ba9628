"""How a tip reaches who reads the area's tips: at once, or with others when they want them. What is danger never waits,
and nothing else disturbs at night."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import partial

from bot import facts
from bot.channels import Button
from bot.desk import Desk
from bot.pages import Message as Written
from bot.people import cover
from bot.weekly.quiet import night
from handlers import notices
from handlers import tip_notices as said
from handlers.reading.emergency import emergency
from handlers.text import Text, lines, shortened, verbatim
from storage import firings, people, tip_shares, tip_talk, tips
from storage.database import Database, Work
from storage.outbound import BUNDLE, Priority
from storage.people import Person
from storage.tip_shares import GONE, Share
from storage.tips import Filed

DANGER = ("vald_hot", "brand")  # categories that wait for nobody's hour
DAILY_AT = 17  # o'clock, for who wants tips once a day
SHOWN = 100  # characters of each tip's words in a bundle


def readers(desk: Desk, work: Work, area: str | None) -> list[Person]:
    """Who gets the tips of an area: its ombud, or who steps in; the coordinator where there is none to be reached."""
    ombud = [p for p in cover.on_duty(work, area, cover.today(desk, work)) if not p.stopped] if area else []
    return ombud or [p for p in people.holders(work, "coordinator", None) if not p.stopped]


def side_of(filed: Filed, person: Person, covered: Collection[str]) -> str:
    """Which side of a tip a person is on: "resident" for the tipster, "ombud" for who reads the area's tips: those of
    the areas that the person has `covered`, or all."""
    if filed.person_id == person.id:
        return "resident"
    return "ombud" if person.has("coordinator") or filed.area in covered else ""


def reads(desk: Desk, work: Work, filed: Filed, person: Person) -> bool:
    """Whether a person is on the ombud's side of a tip today."""
    return side_of(filed, person, cover.covered_by(work, person, cover.today(desk, work))) == "ombud"


def pass_on(desk: Desk, work: Work, filed: Filed) -> list[Person]:
    """Bring a tip to who reads the area's tips, at once or when they want it; returns who they are."""
    found = readers(desk, work, filed.area)
    for reader in found:
        _bring(desk, work, reader, filed)
    return found


def pass_on_tips(desk: Desk, work: Work, area: str) -> None:
    """The area's tips that nobody has taken up go to who reads them now; nobody gets one a second time."""
    for filed in tips.not_taken_up(work, area):
        pass_on(desk, work, filed)


def pass_on_again(desk: Desk, work: Work, what: str, instead_of: int) -> None:
    """Tips did not reach whom they were for (`what`: a code, or a bundle's purpose): whoever else reads the area's tips
    gets them, else the coordinator."""
    one = tips.by_code(work, what)
    for filed in tip_shares.in_bundle(work, what) if what.startswith(f"{BUNDLE}:") else [one] if one else []:
        _elsewhere(desk, work, filed, instead_of)


def _elsewhere(desk: Desk, work: Work, filed: Filed, instead_of: int) -> None:
    others = [p for p in readers(desk, work, filed.area) if p.id != instead_of]
    others = others or [p for p in people.holders(work, "coordinator", None) if not p.stopped and p.id != instead_of]
    for reader in others:
        _bring(desk, work, reader, filed)


def _bring(desk: Desk, work: Work, reader: Person, filed: Filed) -> None:
    at_once = tip_shares.wish(work, reader.id) == "instant" and not night(work.now, desk.town.week)
    if at_once or filed.category in DANGER or emergency(filed.what):
        tell(desk, work, reader, filed)
    else:
        tip_shares.wait(work, filed, reader.id)


def tell(desk: Desk, work: Work, reader: Person, filed: Filed) -> None:
    """The tip itself, with what the tipster has added, and on Telegram what the ombud may do at once."""
    words = _words(work, filed)
    text = notices.tip_for_ombud(filed.code, desk.area_name(filed.area), filed.category, filed.place, words)
    _post(desk, work, reader, filed, text, f"tip:{filed.code}:{reader.id}")


def tell_of(desk: Desk, work: Work, reader: Person, filed: Filed, text: Text, purpose: str) -> None:
    """Something about a tip, with the same buttons as the tip itself."""
    _post(desk, work, reader, filed, text, purpose)


def _post(desk: Desk, work: Work, reader: Person, filed: Filed, text: Text, purpose: str) -> None:
    words = desk.voices.say(text, reader.language, reader.channel)
    reply, handled = (desk.voices.say(label, reader.language) for label in (notices.REPLY_BUTTON, said.HANDLED_BUTTON))
    buttons = (Button(f"💬 {reply}", f"go:reply:{filed.code}"), Button(f"✅ {handled}", f"go:handled:{filed.code}"))
    keyboard = (buttons,) if reader.channel == "telegram" else ()
    desk.post(work, reader, Written(words, keyboard), purpose, Priority.RELAY, about=filed.code)


def _words(work: Work, filed: Filed) -> str:
    added = [one.text for one in tip_talk.talk(work, filed) if one.side == "resident"]
    return "\n+ ".join([filed.what, *added])


def to_ombud(desk: Desk, work: Work, filed: Filed, words: str, purpose: str) -> int:
    """The tipster's words to the ombud who spoke last, if on duty, else to who reads the area's tips; returns to how
    many. For whom the tip itself still waits, the words wait with it."""
    speaker = tips.last_ombud(work, filed)
    found = [people.get(work, speaker)] if speaker else []
    day = cover.today(desk, work)
    found = [p for p in found if not p.stopped and not cover.away(work, p.id, day) and reads(desk, work, filed, p)]
    found = found or readers(desk, work, filed.area)
    for reader in found:
        if not tip_shares.waits_for(work, filed, reader.id):
            text = notices.tipster_says(filed.code, words)
            desk.tell(work, reader, text, f"{purpose}:{reader.id}", about=filed.code)
    return len(found)


# What has waited


async def deliver(database: Database, desk: Desk) -> int:
    """Tell everyone what has waited for them until now, one bundle in a transaction; returns how many were told."""
    ids = await database.run(lambda work: list(tip_shares.waiting(work)))
    return sum([await database.run(partial(_deliver, desk, person_id)) for person_id in ids])


def _deliver(desk: Desk, person_id: int, work: Work) -> int:
    shares = tip_shares.waiting(work).get(person_id, [])
    reader = people.get(work, person_id)
    mine = {area: _is_reader(desk, work, reader, area) for area in {share.tip.area for share in shares}}
    left = [share for share in shares if not mine[share.tip.area]]
    _go_elsewhere(desk, work, left)
    kept = [share for share in shares if mine[share.tip.area]]
    over = [share for share in kept if share.tip.status in tips.SETTLED]
    tip_shares.settle(work, over, GONE)
    due = [share for share in kept if share not in over]
    if not due or not _is_due(desk, work, person_id, min(share.since for share in due)):
        return 0
    return _bundle(desk, work, reader, due)


def _is_reader(desk: Desk, work: Work, reader: Person, area: str | None) -> bool:
    return any(p.id == reader.id for p in readers(desk, work, area))


def _go_elsewhere(desk: Desk, work: Work, shares: list[Share]) -> None:
    """Who paused, stopped or lost the role meanwhile reads them no more; who does now gets them."""
    tip_shares.settle(work, shares, GONE)
    for share in shares:
        pass_on(desk, work, share.tip)


def _is_due(desk: Desk, work: Work, person_id: int, since: datetime) -> bool:
    if night(work.now, desk.town.week):
        return False
    how = tip_shares.wish(work, person_id)
    began = since.astimezone(desk.zone)
    hour = began.replace(minute=0, second=0, microsecond=0)
    if how == "hourly":
        return work.now >= hour + timedelta(hours=1)
    today = hour.replace(hour=DAILY_AT)
    return how == "instant" or work.now >= (today if today > began else today + timedelta(days=1))


def _bundle(desk: Desk, work: Work, reader: Person, shares: list[Share]) -> int:
    """Once, whichever replica comes first."""
    purpose = f"{BUNDLE}:{reader.id}:{shares[0].id}"
    week = facts.this_week(desk, work)
    if not firings.record(work, "tips", week, f"{reader.id}:{shares[0].id}:{int(shares[0].since.timestamp())}", None):
        return 0
    tip_shares.settle(work, shares, purpose)
    if len(shares) == 1:
        tell(desk, work, reader, shares[0].tip)
    else:
        _post_bundle(desk, work, reader, [share.tip for share in shares], purpose)
    return 1


def _post_bundle(desk: Desk, work: Work, reader: Person, filed: list[Filed], purpose: str) -> None:
    text = desk.voices.say(said.bundle([_in_bundle(desk, work, one) for one in filed]), reader.language, reader.channel)
    label = desk.voices.say(said.INBOX_BUTTON, reader.language)
    keyboard = ((Button(f"📥 {label}", "go:inbox"),),) if reader.channel == "telegram" else ()
    desk.post(work, reader, Written(text, keyboard), purpose, Priority.RELAY)


def _in_bundle(desk: Desk, work: Work, filed: Filed) -> Text:
    words = _words(work, filed)
    area, short = desk.area_name(filed.area), shortened(words, SHOWN)
    return said.in_bundle(filed.code, area, filed.category, filed.place.text, short)


def where_said(desk: Desk, filed: Filed) -> Text:
    """A tip's area and place, for a notice."""
    return lines(desk.area_name(filed.area), verbatim(filed.place.text) if filed.place.text else None, separator=", ")
