"""What a municipality's file comes to, as values: areas and their parts, landlords, partners, groups, week, links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.municipality.partners import Group, Partner
from bot.outlines import Outlines
from bot.picture import policy
from bot.weekly.recipients import Recipient
from bot.weekly.week import WeekPlan


class MunicipalityError(Exception):
    """A municipality's file can't be used. `faults` are the lines of the message: one fault each."""

    def __init__(self, source: str, faults: list[str]) -> None:
        super().__init__("\n".join(f"{source}: {fault}" for fault in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Part:
    """A sub-area: what people call it, and other names, streets and landmarks there."""

    name: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AreaInfo:
    """One area. `at` is (latitude, longitude); `names` are other names, streets and landmarks there, `parts` its
    sub-areas; `landlords` are slugs; `north` marks where the seed asks for more engagement."""

    slug: str
    name: str
    at: tuple[float, float] | None = None
    north: bool = False
    names: tuple[str, ...] = ()
    landlords: tuple[str, ...] = ()
    population: int | None = None
    parts: tuple[Part, ...] = ()

    @property
    def known_by(self) -> tuple[str, ...]:
        """Every name beside its own by which a message tells the area: its parts' among them."""
        return (*self.names, *(name for part in self.parts for name in (part.name, *part.names)))


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
    week; `outlines` go by area; `partners` are who works together here, `groups` the neighbours' watch groups."""

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
    outlines: Outlines = field(default_factory=dict)
    recipients: tuple[Recipient, ...] = ()
    partners: tuple[Partner, ...] = ()
    groups: tuple[Group, ...] = ()

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
        named = {partner.kind: partner.name for partner in reversed(self.partners)}
        return (
            ("municipality", named.get("municipality", self.contact.name)),
            *((landlord.slug, landlord.name) for landlord in self.landlords),
            ("police", named.get("police", "Polisen")),
            ("association", named.get("association", "Grannsamverkan")),
            *((partner.slug, partner.name) for partner in self.partners if partner.kind == "other"),
        )

    def landlord_name(self, slug: str) -> str:
        """What people call the landlord; "" for none."""
        return next((landlord.name for landlord in self.landlords if landlord.slug == slug), "")

    def area_name(self, slug: str | None) -> str:
        """What people call the area, "" for None; KeyError as for `area`."""
        return self.area(slug).name if slug else ""

    def partners_of(self, area: str) -> tuple[Partner, ...]:
        """Who works in the area, those who work everywhere among them."""
        return tuple(partner for partner in self.partners if not partner.areas or area in partner.areas)

    def groups_of(self, area: str) -> tuple[Group, ...]:
        """The area's watch groups, in the order of the file."""
        return tuple(group for group in self.groups if group.area == area)
