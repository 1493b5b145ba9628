"""How the Bot API writes its requests and refusals down. It knows nothing of what they mean."""

from __future__ import annotations

import json
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse

Json = dict[str, Any]

NESTED = {"reply_markup", "allowed_updates", "commands", "link_preview_options", "entities", "scope"}
"""Parameters that a form carries as JSON: https://core.telegram.org/bots/api#making-requests."""


class Refused(Exception):
    """The Bot API says no: an HTTP status, its description and, for some, `parameters` such as retry_after."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters

    def response(self) -> JSONResponse:
        answer: Json = {"ok": False, "error_code": self.status, "description": self.description}
        if self.parameters:
            answer["parameters"] = self.parameters
        return JSONResponse(answer, self.status)


async def parameters(request: Request) -> Json:
    """A request's parameters, from the address, a form or JSON alike, with nested objects decoded; a file is its
    octets."""
    given: Json = dict(request.query_params)
    if request.headers.get("content-type", "").startswith("application/json"):
        given |= await request.json()
    else:
        async with request.form() as form:
            for key, value in form.items():
                given[key] = await value.read() if isinstance(value, UploadFile) else value
    return {key: _decoded(key, value) for key, value in given.items()}


def _decoded(key: str, value: Any) -> Any:
    if key not in NESTED or not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise Refused(400, f"Bad Request: can't parse {key} JSON object") from None
