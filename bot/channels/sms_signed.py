"""Whether a form is from Twilio."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from contextlib import suppress

from starlette.datastructures import ImmutableMultiDict
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]


def signed(url: str, form: Mapping[str, str] | Iterable[tuple[str, str]], signature: str, auth_token: str) -> bool:
    """Whether Twilio signed this form for this public URL, exactly as configured there (scheme, slash).

    `form` must hold every field, blank ones too; a multidict or a list of pairs keeps those that come twice.
    Never raises: what can't be checked is not signed.
    """
    if not (auth_token and signature):
        return False
    with suppress(TypeError, ValueError, AttributeError):
        fields, validator = ImmutableMultiDict(form), RequestValidator(auth_token)
        given = fields if len(fields) < len(fields.multi_items()) else _Fields(fields)
        as_told = validator.compute_signature(url, given)  # `validate` also tries other ports, each time
        same = hmac.compare_digest(as_told.encode(), signature.encode())
        return same or bool(validator.validate(url, fields, signature))
    return False


class _Fields(dict[str, str]):
    """A form in which no field comes twice, as `RequestValidator` looks it up without trying other ways first."""

    def getall(self, name: str) -> list[str]:
        return [self[name]]
