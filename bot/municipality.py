"""What is particular to one municipality, read from a TOML file: its areas, landlords, week, languages and links.

Every fault in the file is named at once, with its key and what to write instead. Who is the ombud for an area, and
whether it is vacant, is not configuration: that is in the database.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from bot.week import SlotTime, WeekPlan

T = TypeVar("T")

SHIPPED = Path(__file__).parent / "municipalities"
SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"
LANGUAGE = r"[a-z]{2,3}(-[A-Za-z]{2,4})?"
URL = r"https://[^\s/]+\.[^\s/]+(/\S*)?"
MAILBOX = r"[^@\s,<>]+@[^@\s,<>]+\.[^@\s,<>]+"
FILLED = r"\S.*"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SLOT_TIME = rf"(?i:{'|'.join(WEEKDAYS)}) ([01][0-9]|2[0-3]):[0-5][0-9]"
# The week where the file does not say otherwise (DOMAIN: EST meets on Thursdays; the hours are ours).
USUAL = {
    "prompt": "monday 17:00",
    "nudge": "tuesday 17:00",
    "cutoff": "wednesday 12:00",
    "digest": "wednesday 15:00",
    "meeting": "thursday 09:00",
    "feedback": "friday 15:00",
}


class MunicipalityError(Exception):
    """A municipality's file can't be used. `faults` are the lines of the message: one fault each."""

    def __init__(self, source: str, faults: list[str]) -> None:
        super().__init__("\n".join(f"{source}: {fault}" for fault in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class AreaInfo:
    """One area. `at` is (latitude, longitude); `names` are other names, sub-areas, streets and landmarks there;
    `landlords` are slugs; `north` marks where the seed asks for more engagement."""

    slug: str
    name: str
    at: tuple[float, float] | None = None
    north: bool = False
    names: tuple[str, ...] = ()
    landlords: tuple[str, ...] = ()
    population: int | None = None


@dataclass(frozen=True, slots=True)
class Landlord:
    """Who owns houses, in one area or several. `url` is its own page ("" where we know none)."""

    slug: str
    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom a resident asks about the service and their personal data: "" for what is not filled in."""

    name: str = ""
    email: str = ""
    phone: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality as its file describes it. `landlord` is the slug of the one that gets the weekly reports;
    `min_cell` the smallest count that may leave towards a partner; `links` go by what they are for; `alarm_mail` is who
    gets a mail when the service ails."""

    slug: str
    name: str
    languages: tuple[str, ...]
    timezone: str
    areas: tuple[AreaInfo, ...]
    week: WeekPlan
    min_cell: int
    landlord: str
    landlords: tuple[Landlord, ...]
    links: Mapping[str, str]
    contact: Contact
    alarm_mail: tuple[str, ...] = ()

    def area(self, slug: str) -> AreaInfo:
        """The area with this slug; KeyError naming the ones there are."""
        for area in self.areas:
            if area.slug == slug:
                return area
        known = ", ".join(area.slug for area in self.areas)
        raise KeyError(f"{self.name} has no area {slug!r}: it has {known}")

    @property
    def organisations(self) -> tuple[tuple[str, str], ...]:
        """Who can be given something to do, as (slug, name)."""
        landlords = tuple((landlord.slug, landlord.name) for landlord in self.landlords)
        return (
            ("municipality", self.contact.name),
            *landlords,
            ("police", "Polisen"),
            ("association", "Grannsamverkan"),
        )

    def landlord_name(self, slug: str) -> str:
        """What people call the landlord; "" for none."""
        return next((landlord.name for landlord in self.landlords if landlord.slug == slug), "")

    def area_name(self, slug: str) -> str:
        """What people call the area; KeyError as for `area`."""
        return self.area(slug).name


def load(name_or_path: str) -> Municipality:
    """The municipality of a file shipped here ("botkyrka"), or of a path that ends in .toml.

    Raises MunicipalityError, which names every fault.
    """
    path = Path(name_or_path) if name_or_path.endswith(".toml") else SHIPPED / f"{name_or_path}.toml"
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        shipped = ", ".join(sorted(file.stem for file in SHIPPED.glob("*.toml")))
        advice = f"give a path to a .toml file, or one of: {shipped}"
        raise MunicipalityError(name_or_path, [f"can't be read ({error.strerror}); {advice}"]) from error
    except ValueError as error:
        raise MunicipalityError(name_or_path, [f"is not TOML in UTF-8: {error}"]) from error
    return _municipality(_Table(table), name_or_path)


def _municipality(top: _Table, source: str) -> Municipality:
    timezone = top.text("timezone", default="Europe/Stockholm")
    landlords = tuple(_landlord(table) for table in top.tables("landlords"))
    slugs = [landlord.slug for landlord in landlords]
    found = Municipality(
        slug=top.text("slug", SLUG, "small letters, digits and hyphens, like botkyrka"),
        name=top.text("name"),
        languages=top.texts("languages", LANGUAGE, "codes like sv or ar"),
        timezone=timezone,
        areas=tuple(_area(table, slugs) for table in top.tables("areas")),
        week=_week(top.table("week"), timezone, top.text("country", default="SE")),
        min_cell=top.whole("min_cell", 2, default=3),
        landlord=top.text("landlord", SLUG, "the slug of one of the [[landlords]]"),
        landlords=landlords,
        links=_links(top.table("links")),
        contact=_contact(top.table("contact")),
        alarm_mail=_alarm_mail(top.table("alarms")),
    )
    _check_across(top, found)
    top.done()
    if top.faults:
        raise MunicipalityError(source, top.faults)
    return found


def _check_across(top: _Table, found: Municipality) -> None:
    """What no single line can show: missing lists, names used twice, a landlord that is not there."""
    for key in ("languages", "areas"):
        if not top.values.get(key):
            top.fault(key, "is missing; write at least one")
    slugs = [landlord.slug for landlord in found.landlords]
    top.known("landlord", [found.landlord] if found.landlord else [], slugs)
    top.unique("landlords", "slug", slugs)
    top.unique("areas", "slug", [area.slug for area in found.areas])
    names = [{name.casefold() for name in (area.name, *area.names)} for area in found.areas]
    top.unique("areas", "name that says which area", [name for each in names for name in sorted(each)])


def _landlord(table: _Table) -> Landlord:
    slug = table.text("slug", SLUG, "small letters, digits and hyphens")
    made = Landlord(slug, table.text("name"), table.text("url", URL, "an https:// address", default=""))
    table.done()
    return made


def _area(table: _Table, landlords: list[str]) -> AreaInfo:
    made = AreaInfo(
        slug=table.text("slug", SLUG, "small letters, digits and hyphens, like hallunda-norsborg"),
        name=table.text("name"),
        at=table.position("at"),
        north=table.flag("north"),
        names=table.texts("names"),
        landlords=table.texts("landlords", SLUG, "slugs of [[landlords]]"),
        population=table.whole("population", 1, default=0) or None,
    )
    table.known("landlords", made.landlords, landlords)
    table.done()
    return made


def _week(table: _Table, timezone: str, country: str) -> WeekPlan:
    """The week's plan; a slot that is not given has its usual time."""
    before = len(table.faults)
    times = [table.slot_time(job, usual) for job, usual in USUAL.items()]
    table.done()
    usual = [_slot_time(each) for each in USUAL.values()]
    try:
        return _plan(times if len(table.faults) == before else usual, timezone, country)
    except ValueError as error:
        table.faults.extend(f"week: {fault}" for fault in str(error).split("; "))
    return _plan(usual, "UTC", "SE")


def _plan(times: Sequence[SlotTime], timezone: str, country: str) -> WeekPlan:
    prompt, nudge, cutoff, digest, meeting, feedback = times
    return WeekPlan(prompt, nudge, cutoff, digest, meeting, feedback, timezone, country)


def _slot_time(text: str) -> SlotTime:
    """A time of the week from words like "monday 17:00"."""
    day, clock = text.casefold().split(" ")
    return SlotTime(WEEKDAYS.index(day), time.fromisoformat(clock))


def _links(table: _Table) -> Mapping[str, str]:
    return MappingProxyType({key: table.text(key, URL, "an https:// address") for key in table.values})


def _alarm_mail(table: _Table) -> tuple[str, ...]:
    found = table.texts("mail", MAILBOX, "e-mail addresses")
    table.done()
    return found


def _contact(table: _Table) -> Contact:
    made = Contact(
        name=table.text("name", default=""),
        email=table.text("email", MAILBOX, "an e-mail address", default=""),
        phone=table.text("phone", r"\+?[0-9][0-9 -]{2,}", "a phone number", default=""),
        url=table.text("url", URL, "an https:// address", default=""),
    )
    table.done()
    return made


class _Table:
    """Reads one table of the file; what is wrong goes into `faults`, and a harmless value is read instead."""

    def __init__(self, values: Mapping[str, object], at: str = "", faults: list[str] | None = None) -> None:
        self.values, self._at = values, at
        self.faults: list[str] = [] if faults is None else faults
        self._asked: set[str] = set()

    def fault(self, key: str, what: str) -> None:
        self.faults.append(f"{self._at}{key}: {what}")

    def _read(self, key: str, kind: type[T], what: str, fits: Callable[[T], bool]) -> T | None:
        """The value where it is there and fits, else None; `what` says how to write it."""
        self._asked.add(key)
        value = self.values.get(key)
        if isinstance(value, kind) and (kind is bool or not isinstance(value, bool)) and fits(value):
            return value
        if value is not None:
            self.fault(key, f"{value!r} won't do; write {what}")
        return None

    def text(self, key: str, pattern: str = FILLED, what: str = "a text", default: str | None = None) -> str:
        if default is None and self.values.get(key) is None:
            self.fault(key, f"is missing; write {what}")
        found = self._read(key, str, what, lambda text: text == default or _fully(pattern, text))
        return found if found is not None else default or ""

    def texts(self, key: str, pattern: str = FILLED, what: str = "texts") -> tuple[str, ...]:
        what = f"a list of {what}, each in quotes"
        found = self._read(key, list, what, lambda texts: all(_fully(pattern, each) for each in texts))
        self.unique(key, "entry", found or [])
        return tuple(found or ())

    def whole(self, key: str, least: int, default: int) -> int:
        found = self._read(key, int, f"a whole number from {least} up", lambda number: number >= least)
        return default if found is None else found

    def flag(self, key: str) -> bool:
        return self._read(key, bool, "true or false, without quotes", lambda _: True) or False

    def position(self, key: str) -> tuple[float, float] | None:
        what = "[latitude, longitude] in degrees, like [59.2394, 17.8456]"
        found = self._read(key, list, what, _is_position)
        return (float(found[0]), float(found[1])) if found else None

    def slot_time(self, key: str, usual: str) -> SlotTime:
        what = f'a weekday and a time, like "{usual}"'
        return _slot_time(self.text(key, SLOT_TIME, what, default=usual))

    def table(self, key: str) -> _Table:
        found = self._read(key, dict, f"it as a table, under [{key}]", lambda _: True)
        return _Table(found or {}, f"{self._at}{key}.", self.faults)

    def tables(self, key: str) -> list[_Table]:
        what = f"each under its own [[{key}]]"
        found = self._read(key, list, what, lambda rows: all(isinstance(row, dict) for row in rows)) or []
        return [_Table(row, f"{key}[{row.get('slug', n)}].", self.faults) for n, row in enumerate(found, 1)]

    def unique(self, key: str, what: str, values: Sequence[str]) -> None:
        for value, times in Counter(values).items():
            if times > 1:
                self.fault(key, f"{value!r} is there {times} times; each {what} may be there once")

    def known(self, key: str, slugs: Sequence[str], landlords: Sequence[str]) -> None:
        for slug in slugs:
            if slug not in landlords:
                self.fault(key, f"{slug!r} is not among the [[landlords]]: {', '.join(landlords) or 'none'}")

    def done(self) -> None:
        """Names the keys that nobody asked for."""
        for key in sorted(self.values.keys() - self._asked):
            near = get_close_matches(key, self._asked, 1)
            self.fault(key, f"is not a key here; {f'did you mean {near[0]}?' if near else 'take it away'}")


def _fully(pattern: str, value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(pattern, value) is not None


def _is_position(value: list[object]) -> bool:
    match value:
        case [bool(), _] | [_, bool()]:
            return False
        case [int() | float() as lat, int() | float() as lon]:
            return abs(lat) <= 90 and abs(lon) <= 180
    return False
