"""`ombud serve` as the bench runs it: the settings, and the way it is served."""

from __future__ import annotations

from bench.forms import ACCOUNT, NUMBER, PUBLIC_URL, TOKEN
from bench.processes import locked

KEY = "A" * 43
_NOBODY = "http://127.0.0.1:9"  # a provider that is away


def service(port: int, database_url: str, **more: str) -> dict[str, str]:
    """The environment of a service with SMS on."""
    return {
        "DATABASE_URL": database_url,
        "SECRET_KEY": KEY,
        "PUBLIC_URL": PUBLIC_URL,
        "PORT": str(port),
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_FROM": NUMBER,
        "TWILIO_API_URL": _NOBODY,
        "SMS_COUNTRIES": "+999",
        **more,
    }


def protocol() -> tuple[str, str]:
    """uvicorn's parser and loop as the product's lock has them; both sides are served alike."""
    return "httptools" if locked("httptools") else "h11", "uvloop" if locked("uvloop") else "asyncio"
