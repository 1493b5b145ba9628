"""What python-telegram-bot's failures mean for what was to be sent: each becomes a `SendError`, without the library's
own words, which could hold the token."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.channels import NeverAgain, PersonStopped, SendError, TryLater, Unknown

UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
REFUSALS = {
    "chat not found": "chat_not_found",
    "is too long": "too_long",
    "text is empty": "empty",
    "button": "bad_button",
    "reply markup": "bad_button",
}


@contextmanager
def named(*, repeatable: bool = False) -> Iterator[None]:
    """Any failure inside becomes a `SendError`, without the library's error, whose text could hold the token.

    `repeatable`: doing it twice is doing it once, so what is unknown may simply be tried again.
    """
    try:
        yield
    except Exception as error:
        reason = _reason(error)
        if repeatable and isinstance(reason, Unknown):
            reason = TryLater(reason.reason)
        raise reason from None


def _reason(error: Exception) -> SendError:
    """Which kind of failure an error of python-telegram-bot 22.8 is. The order matters: BadRequest is a
    NetworkError. An answer that can't be read leaves open whether the message was sent."""
    if type(error.__cause__) is TelegramError:
        return TryLater("not_telegram")
    match error:
        case RetryAfter():
            return TryLater("flood", _seconds(error), everyone=True)
        case Forbidden():
            return PersonStopped("blocked" if "blocked" in error.message else "forbidden")
        case InvalidToken():
            return TryLater("unauthorized", everyone=True)
        case Conflict():
            return TryLater("conflict", everyone=True)
        case ChatMigrated():
            return NeverAgain("chat_migrated")
        case BadRequest():
            return NeverAgain(_refusal(error.message.lower()))
        case NetworkError():
            return _transport(error.__cause__)
    return Unknown("unreadable_answer")


def _refusal(description: str) -> str:
    """A fixed code: Telegram's own words may quote the message."""
    return next((code for phrase, code in REFUSALS.items() if phrase in description), "bad_request")


def _transport(cause: BaseException | None) -> SendError:
    """Without a cause there was an answer: a 5xx, or a proxy's 429. A RuntimeError is a closed client, a
    ValueError a text that UTF-8 can't encode."""
    match cause:
        case None:
            return TryLater("server_error")
        case RuntimeError():
            return TryLater("closed")
        case ValueError():
            return NeverAgain("malformed")
        case httpx.TransportError() if isinstance(cause, UNSENT):
            return TryLater("unreachable")
        case httpx.TimeoutException():
            return Unknown("timed_out")
    return Unknown("connection_lost")


def _seconds(error: RetryAfter) -> float:
    after = error.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)
