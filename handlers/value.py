"""Values: records that are equal when their fields are, and that nobody changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

_Value = TypeVar("_Value")


@dataclass_transform(frozen_default=True)
def value(cls: type[_Value]) -> type[_Value]:
    """A dataclass with slots, hashed by its fields. That nothing is assigned to them the type checker sees to: what
    `dataclass(frozen=True)` does for it at run time makes each record cost four times as much to create, and a message
    creates some eighty (docs/performance.md)."""
    return dataclass(slots=True, unsafe_hash=True)(cls)
