"""Reads a municipality's TOML file. Every fault in it is named at once, with its key and what to write instead."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from bot import outlines
from bot.municipality import partners, plan
from bot.municipality.shapes import AreaInfo, Contact, Landlord, Municipality, MunicipalityError, Part
from bot.picture import policy
from bot.toml_table import PHONE, SLUG, URL, TomlTable
from bot.weekly import recipients
from bot.weekly.recipients import MAILBOX

SHIPPED = Path(__file__).parent.parent / "municipalities"
LANGUAGE = r"[a-z]{2,3}(-[A-Za-z]{2,4})?"


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
        week=plan.read(top.table("week"), timezone, top.text("country", default="SE")),
        min_cell=top.whole("min_cell", 2, default=3),
        landlord=top.text("landlord", SLUG, "the slug of one of the [[landlords]]"),
        landlords=landlords,
        links=_links(top.table("links")),
        contact=_contact(top.table("contact")),
        alarm_mail=_alarm_mail(top.table("alarms")),
        policy=policy.read(top.table("policy")),
        outlines=outlines.read(top, folder, [area.slug for area in areas]),
        recipients=recipients.read(top, [area.slug for area in areas]),
        partners=partners.read_partners(top, [area.slug for area in areas], slugs),
        groups=partners.read_groups(top, [area.slug for area in areas]),
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
    names = [{name.casefold() for name in (area.name, *area.known_by)} for area in found.areas]
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
        parts=tuple(_part(part) for part in table.tables("parts")),
    )
    table.known("landlords", made.landlords, landlords)
    table.done()
    return made


def _part(table: TomlTable) -> Part:
    made = Part(table.text("name"), table.texts("names"))
    table.done()
    return made


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
        phone=table.text("phone", PHONE, "a phone number", default=""),
        url=table.text("url", URL, "an https:// address", default=""),
    )
    table.done()
    return made
