"""Encryption at rest and the blind index: what the key opens, and that nothing else does."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.secrets import CannotUnseal, Vault

VAULT = Vault(bytes(range(32)))
anything = st.text(st.characters(), max_size=200)


@given(anything, st.text(max_size=20))
def test_what_is_sealed_opens_again(text: str, context: str) -> None:
    """Any string at all, half a surrogate pair too, comes back as it was, for the context it was sealed for."""
    assert VAULT.open(VAULT.seal(text, context), context) == text


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | anything,
        lambda j: st.lists(j) | st.dictionaries(anything, j),
    )
)
def test_json_comes_back_as_it_was(value: object) -> None:
    """Whatever is plain JSON comes back equal; its whole numbers have 64 bits, as all of ours."""
    assert VAULT.open_json(VAULT.seal_json(value, "a.b"), "a.b") == value


@given(anything, st.data())
def test_any_change_is_noticed(text: str, data: st.DataObject) -> None:
    """One octet changed, wherever, or one cut off, and it does not open."""
    sealed = VAULT.seal(text, "tip.text")
    at = data.draw(st.integers(0, len(sealed) - 1))
    changed = sealed[:at] + bytes([sealed[at] ^ data.draw(st.integers(1, 255))]) + sealed[at + 1 :]
    for octets in (changed, sealed[:at], sealed + b"\0"):
        with pytest.raises(CannotUnseal):
            VAULT.open(octets, "tip.text")


def test_another_context_does_not_open_it() -> None:
    """What was sealed as one column can't be read as another: rows can't be moved about to be shown."""
    with pytest.raises(CannotUnseal, match=r"tip\.place"):
        VAULT.open(VAULT.seal("Albyvägen 12", "tip.text"), "tip.place")


def test_another_key_does_not_open_it_and_says_so() -> None:
    """The error names the column and the id of the key that is missing, and neither key nor text."""
    other = Vault(os.urandom(32))
    with pytest.raises(CannotUnseal, match=f"tip.text: sealed with another key .{VAULT.key_id.hex()}") as caught:
        other.open(VAULT.seal("Albyvägen 12", "tip.text"), "tip.text")
    assert "Alby" not in str(caught.value)


def test_sealing_twice_looks_different_and_shows_nothing() -> None:
    """Nonces are fresh, and no word stands in what is sealed."""
    seals = {VAULT.seal("Albyvägen", "tip.text") for _ in range(100)}
    assert len(seals) == 100
    assert all(b"Alby" not in sealed and sealed[:5] == b"\x01" + VAULT.key_id for sealed in seals)


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_key_is_thirty_two_octets(length: int) -> None:
    """A shorter or longer key is refused."""
    with pytest.raises(ValueError, match="32 octets"):
        Vault(bytes(length))


@given(anything, anything, st.sampled_from(["address", "echo"]))
def test_the_index_finds_equal_values_and_only_those(one: str, other: str, kind: str) -> None:
    """Equal values of a kind have equal indexes under a key, others never; another kind and another key differ."""
    assert (VAULT.index(kind, one) == VAULT.index(kind, other)) == (one == other)
    assert VAULT.index(kind, one) == Vault(bytes(range(32))).index(kind, one)
    assert VAULT.index(kind, one) != VAULT.index("invitation", one)
    assert VAULT.index(kind, one) != Vault(bytes(32)).index(kind, one)
    assert len(VAULT.index(kind, one)) == 32


def test_the_same_key_has_the_same_id_and_no_other() -> None:
    """The key's id tells keys apart, and is no part of the key."""
    assert Vault(bytes(range(32))).key_id == VAULT.key_id != Vault(bytes(32)).key_id
    assert VAULT.key_id not in bytes(range(32))
