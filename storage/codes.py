"""The codes people read and type: without letters and digits that are mistaken for one another."""

from __future__ import annotations

from random import Random

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def receipt_code(random: Random) -> str:
    """Like K7M-4QX. It identifies a tip, and opens nothing."""
    letters = "".join(random.choices(ALPHABET, k=6))
    return f"{letters[:3]}-{letters[3:]}"


def invitation_code(random: Random) -> str:
    """Twelve letters, 60 bits: not to be guessed while it lasts."""
    letters = "".join(random.choices(ALPHABET, k=12))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def moving_code(random: Random) -> str:
    """Like K7M4-QX2P, 40 bits for ten minutes, to be read aloud or copied from one telephone to another. It has a
    digit, so that no word is taken for one."""
    while True:
        letters = "".join(random.choices(ALPHABET, k=8))
        if any(letter.isdigit() for letter in letters):
            return f"{letters[:4]}-{letters[4:]}"


def digits(random: Random) -> str:
    """Four digits that confirm an SMS, never beginning with 0 so that no phone drops it."""
    return str(random.randint(1000, 9999))
