"""Encryption at rest and the blind index, both derived from SECRET_KEY; the key itself is never stored.

What is sealed can be read only with the key and only as what it was sealed for (its `context` is authenticated).
The blind index finds an address without revealing it: equal values have equal indexes under the same key.
"""

from __future__ import annotations

import hashlib
import json
import os
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_VERSION = b"\x01"
_HEAD = 5  # version, then four octets of key id
_NONCE = 12  # octets; NIST SP 800-38D, section 8.2.2


class CannotUnseal(Exception):
    """Stored octets that this key, or this context, does not open."""


class Vault:
    """Seals and opens with AES-256-GCM; `key_id` (four octets) stands in front of everything it seals."""

    def __init__(self, secret_key: bytes) -> None:
        if len(secret_key) != 32:
            raise ValueError("SECRET_KEY is 32 octets")
        sealing = _derive(secret_key, b"ombudet seal v1")
        self._aead = AESGCM(sealing)
        self._index = HMAC(_derive(secret_key, b"ombudet blind index v1"), SHA256())
        self.key_id = hashlib.sha256(b"ombudet key id" + sealing).digest()[:4]
        self._head = _VERSION + self.key_id

    def seal(self, text: str, context: str) -> bytes:
        """`text` encrypted for `context` (table and column)."""
        return self._seal(_octets(text), context)

    def _seal(self, octets: bytes, context: str) -> bytes:
        nonce = os.urandom(_NONCE)
        return self._head + nonce + self._aead.encrypt(nonce, octets, context.encode())

    def open(self, sealed: bytes, context: str) -> str:
        """The text again; raises CannotUnseal for another key, another context, or changed octets."""
        return self._open(sealed, context).decode(errors="surrogatepass")

    def _open(self, sealed: bytes, context: str) -> bytes:
        if sealed[:_HEAD] != self._head:
            raise CannotUnseal(f"{context}: sealed with another key ({sealed[1:_HEAD].hex()})")
        try:
            nonce, rest = sealed[_HEAD : _HEAD + _NONCE], sealed[_HEAD + _NONCE :]
            return self._aead.decrypt(nonce, rest, context.encode())
        except (InvalidTag, ValueError):
            raise CannotUnseal(f"{context}: the stored octets have been changed") from None

    def seal_json(self, value: Any, context: str) -> bytes:
        return self._seal(_encoded(value), context)

    def open_json(self, sealed: bytes, context: str) -> Any:
        return _decoded(self._open(sealed, context))

    def index(self, kind: str, value: str) -> bytes:
        """The blind index of `value` among values of one `kind`: HMAC-SHA256, 32 octets."""
        mac = self._index.copy()  # the key is prepared once: half of what a short value costs
        mac.update(_octets(f"{kind}\0{value}"))
        return mac.finalize()


def _encoded(value: Any) -> bytes:
    """JSON in UTF-8; with half a surrogate pair in it, which UTF-8 has no octets for, in ASCII."""
    try:
        return orjson.dumps(value)
    except TypeError:
        return json.dumps(value, separators=(",", ":")).encode()


def _decoded(octets: bytes) -> Any:
    try:
        return orjson.loads(octets)
    except orjson.JSONDecodeError:
        return json.loads(octets)


def _octets(text: str) -> bytes:
    """Any string at all, half a surrogate pair too: what comes in is taken in before it is cleaned."""
    return text.encode(errors="surrogatepass")


def _derive(secret_key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret_key)
