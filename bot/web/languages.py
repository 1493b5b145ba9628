"""In which of the pages' two languages somebody reads: as they ask for, else as their browser is set."""

from __future__ import annotations

from starlette.requests import Request


def language_of(request: Request) -> str:
    """ "sv" or "en"; Swedish where neither is wanted."""
    asked = request.query_params.get("lang")
    if asked in ("sv", "en"):
        return asked
    wanted = sorted(request.headers.get("accept-language", "").lower().split(","), key=_weight, reverse=True)
    return next((code for part in wanted if (code := part.strip()[:2]) in ("sv", "en")), "sv")


def _weight(part: str) -> float:
    try:
        return float(part.partition(";q=")[2] or 1)
    except ValueError:
        return 0
