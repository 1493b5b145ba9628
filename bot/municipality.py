"""What is particular to one municipality, read from a TOML file: its areas, landlords, week, languages and links.

Every fault in the file is named at once, with its key and what to write instead. Who is the ombud for an area, and
whether it is vacant, is not configuration: that is in the database.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path
from types import MappingProxyType

from bot import outlines, recipients
from bot.picture import policy
from bot.recipients import MAILBOX, Recipient
from bot.toml_table import TomlTable
from bot.week import SlotTime, WeekPlan

SHIPPED = Path(__file__).parent / "municipalities"
SLUG = r"[a-z0-9]+(-[a-z0-9]+)*"
LANGUAGE = r"[a-z]{2,3}(-[A-Za-z]{2,4})?"
URL = r"https://[^\s/]+\.[^\s/]+(/\S*)?"
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
    gets a mail when the service ails, `recipients` who gets the digest by mail; `policy` what each role is shown of a
    week; `outlines` go by area."""

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
    policy: policy.Policy = field(default_factory=lambda: policy.USUAL)
    outlines: outlines.Outlines = field(default_factory=dict)
    recipients: tuple[Recipient, ...] = ()

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
    return _municipality(TomlTable(table), name_or_path, path.parent)


def _municipality(top: TomlTable, source: str, folder: Path) -> Municipality:
    timezone = top.text("timezone", default="Europe/Stockholm")
    landlords = tuple(_landlord(table) for table in top.tables("landlords"))
    slugs = [landlord.slug for landlord in landlords]
    areas = tuple(_area(table, slugs) for table in top.tables("areas"))
    found = Municipality(
        slug=top.text("slug", SLUG, "small letters, digits and hyphens, like botkyrka"),
        name=top.text("name"),
        languages=top.texts("languages", LANGUAGE, "codes like sv or ar"),
        timezone=timezone,
        areas=areas,
        week=_week(top.table("week"), timezone, top.text("country", default="SE")),
        min_cell=top.whole("min_cell", 2, default=3),
        landlord=top.text("landlord", SLUG, "the slug of one of the [[landlords]]"),
        landlords=landlords,
        links=_links(top.table("links")),
        contact=_contact(top.table("contact")),
        alarm_mail=_alarm_mail(top.table("alarms")),
        policy=policy.read(top.table("policy")),
        outlines=outlines.read(top, folder, [area.slug for area in areas]),
        recipients=recipients.read(top, [area.slug for area in areas]),
    )
    _check_across(top, found)
    top.done()
    if top.faults:
        raise MunicipalityError(source, top.faults)
    return found


def _check_across(top: TomlTable, found: Municipality) -> None:
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


def _landlord(table: TomlTable) -> Landlord:
    slug = table.text("slug", SLUG, "small letters, digits and hyphens")
    made = Landlord(slug, table.text("name"), table.text("url", URL, "an https:// address", default=""))
    table.done()
    return made


def _area(table: TomlTable, landlords: list[str]) -> AreaInfo:
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


def _week(table: TomlTable, timezone: str, country: str) -> WeekPlan:
    """The week's plan; a slot that is not given has its usual time."""
    before = len(table.faults)
    times = [_slot(table, job, usual) for job, usual in USUAL.items()]
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


def _slot(table: TomlTable, job: str, usual: str) -> SlotTime:
    return _slot_time(table.text(job, SLOT_TIME, f'a weekday and a time, like "{usual}"', default=usual))


def _slot_time(text: str) -> SlotTime:
    """A time of the week from words like "monday 17:00"."""
    day, clock = text.casefold().split(" ")
    return SlotTime(WEEKDAYS.index(day), time.fromisoformat(clock))


def _links(table: TomlTable) -> Mapping[str, str]:
    return MappingProxyType({key: table.text(key, URL, "an https:// address") for key in table.values})


def _alarm_mail(table: TomlTable) -> tuple[str, ...]:
    found = table.texts("mail", MAILBOX, "e-mail addresses")
    table.done()
    return found


def _contact(table: TomlTable) -> Contact:
    made = Contact(
        name=table.text("name", default=""),
        email=table.text("email", MAILBOX, "an e-mail address", default=""),
        phone=table.text("phone", r"\+?[0-9][0-9 -]{2,}", "a phone number", default=""),
        url=table.text("url", URL, "an https:// address", default=""),
    )
    table.done()
    return made
