"""Poster places: a code in a QR on a stairwell wall stands for an area and a spot in it."""

from __future__ import annotations

from sqlalchemy import select

from storage.codes import ALPHABET
from storage.database import Work
from storage.models import place
from storage.rows import add_once


def add(work: Work, area: str, words: str) -> str:
    """Keep a place; returns the code for its poster, eight letters."""
    values = {"area": area, "sealed": work.vault.seal(words, "place.text"), "created_at": work.now}
    while True:
        code = "".join(work.random.choices(ALPHABET, k=8))
        if add_once(work, place, {"code": code, **values}):
            return code


def find(work: Work, code: str) -> tuple[str, str] | None:
    """(area, words) of a poster's code, or None; anything may be asked for, also what no database takes as text."""
    if not set(code.upper()) <= set(ALPHABET):
        return None
    row = work.conn.execute(select(place).where(place.c.code == code.upper())).first()
    return (row.area, work.vault.open(row.sealed, "place.text")) if row else None
