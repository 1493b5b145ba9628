"""Who works together in a municipality, as its file says: the partner organisations with what each is for, and the
neighbours' watch groups. Of persons there is nothing here: a group's contact ombud is told by number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, cast

from bot.toml_table import PHONE, SLUG, URL, TomlTable
from bot.weekly.recipients import MAILBOX

Kind = Literal["landlord", "municipality", "police", "association", "other"]
KINDS = ("landlord", "municipality", "police", "association", "other")


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation. `role` is what people turn to it for, in words; `areas` are slugs, none for all of them;
    `phone`, `url` and `mail` are public ways to reach it, "" for what is not filled in."""

    slug: str
    name: str
    kind: Kind
    role: str
    areas: tuple[str, ...] = ()
    phone: str = ""
    url: str = ""
    mail: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A watch group (grannsamverkan) in an area. `contact` says which of the area's contact ombud keeps it together,
    counted in the order of joining, 0 for none yet; `join` is how a neighbour joins, in words."""

    name: str
    area: str
    join: str
    contact: int = 0


def read_partners(top: TomlTable, areas: Sequence[str], landlords: Sequence[str]) -> tuple[Partner, ...]:
    """The tables under [[partners]]; what is wrong with them goes into the file's faults."""
    found = tuple(_partner(table, areas, landlords) for table in top.tables("partners"))
    top.unique("partners", "slug", [partner.slug for partner in found])
    return found


def _partner(table: TomlTable, areas: Sequence[str], landlords: Sequence[str]) -> Partner:
    made = Partner(
        slug=table.text("slug", SLUG, "small letters, digits and hyphens"),
        name=table.text("name"),
        kind=cast("Kind", table.text("kind", "|".join(KINDS), f"one of {', '.join(KINDS)}")),
        role=table.text("role", what="what people turn to them for"),
        areas=table.texts("areas", SLUG, "slugs of [[areas]]"),
        phone=table.text("phone", PHONE, "a phone number", default=""),
        url=table.text("url", URL, "an https:// address", default=""),
        mail=table.text("mail", MAILBOX, "an e-mail address", default=""),
    )
    table.known("areas", made.areas, areas, "areas")
    if made.kind == "landlord":
        table.known("slug", [made.slug], landlords)
    elif made.slug in (*KINDS, *landlords) and made.slug != made.kind:
        table.fault("slug", f"{made.slug!r} means another organisation here; choose another")
    table.done()
    return made


def read_groups(top: TomlTable, areas: Sequence[str]) -> tuple[Group, ...]:
    """The tables under [[groups]]; what is wrong with them goes into the file's faults."""
    found = tuple(_group(table, areas) for table in top.tables("groups"))
    top.unique("groups", "name in an area", [f"{group.name} in {group.area}" for group in found])
    return found


def _group(table: TomlTable, areas: Sequence[str]) -> Group:
    made = Group(
        name=table.text("name"),
        area=table.text("area", SLUG, "the slug of one of the [[areas]]"),
        join=table.text("join", what="how a neighbour joins, in a sentence"),
        contact=table.whole("contact", 1, default=0),
    )
    table.known("area", [made.area] if made.area else [], areas, "areas")
    table.done()
    return made
