"""What is particular to one municipality, read from a TOML file: its areas, landlords, partners, groups, week,
languages and links. Who is the ombud for an area, and whether it is vacant, stands in the database instead."""

from bot.municipality.partners import Group, Partner
from bot.municipality.reading import SHIPPED, load
from bot.municipality.shapes import AreaInfo, Contact, Landlord, Municipality, MunicipalityError, Part

__all__ = [
    "SHIPPED",
    "AreaInfo",
    "Contact",
    "Group",
    "Landlord",
    "Municipality",
    "MunicipalityError",
    "Part",
    "Partner",
    "load",
]
