"""Poster places: a code in a QR on a stairwell wall stands for an area and a spot in it."""

from __future__ import annotations

from sqlalchemy import select

from storage.codes import ALPHABET
from storage.database import Work
from storage.models import place
from storage.rows import upsert


def add(work: Work, area: str, words: str) -> str:
    """Keep a place; returns the code for its poster, eight letters."""
    code = "".join(work.random.choices(ALPHABET, k=8))
    values = {"area": area, "sealed": work.vault.seal(words, "place.text"), "created_at": work.now}
    upsert(work, place, {"code": code}, values)
    return code


def find(work: Work, code: str) -> tuple[str, str] | None:
    """(area, words) of a poster's code, or None."""
    row = work.conn.execute(select(place).where(place.c.code == code.upper())).first()
    return (row.area, work.vault.open(row.sealed, "place.text")) if row else None
