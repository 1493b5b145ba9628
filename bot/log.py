"""Logs in JSON lines on standard error: ids and reasons, never texts, numbers or tokens.

What providers' libraries log holds addresses and tokens, so of theirs only warnings pass, without their texts.
"""

from __future__ import annotations

import logging
import os
import sys
from typing import Any

import structlog

_TALKATIVE = ("httpx", "httpcore", "twilio", "telegram", "uvicorn.access", "apscheduler")


def set_up(level: str) -> None:
    """Send our events and the libraries' warnings the same way."""
    chain: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _name_the_error,
        structlog.processors.JSONRenderer(ensure_ascii=False),
        *([_for_the_journal] if _is_journal() else []),
    ]
    structlog.configure(
        processors=chain,
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=logging.WARNING, handlers=[_Library()], force=True)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


_PRIORITY = {"debug": 7, "info": 6, "warning": 4, "error": 3, "exception": 3, "critical": 2}


def _is_journal() -> bool:
    """Whether standard error goes to systemd's journal (https://systemd.io/JOURNAL_NATIVE_PROTOCOL)."""
    try:
        stream = os.fstat(sys.stderr.fileno())
    except (OSError, ValueError):
        return False
    return os.environ.get("JOURNAL_STREAM") == f"{stream.st_dev}:{stream.st_ino}"


def _for_the_journal(_: object, level: str, line: Any) -> str:
    """With the priority in front, as sd-daemon(3) has it, so that `journalctl -p warning` finds what it should."""
    return f"<{_PRIORITY.get(level, 6)}>{line}"


def _name_the_error(_: object, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """An exception is logged by its type and where it rose: its message may hold what somebody wrote."""
    error = event.pop("error", None)
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        frame = error.__traceback__
        while frame is not None and frame.tb_next is not None:
            frame = frame.tb_next
        if frame is not None:
            event["at"] = f"{frame.tb_frame.f_globals.get('__name__', '?')}:{frame.tb_lineno}"
    return event


class _Library(logging.Handler):
    """A library's warning: who warned, where, and the type of the error, without the words."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        where = f"{record.module}:{record.lineno}"
        structlog.get_logger().warning("library", logger=record.name, at=where, error=error)
