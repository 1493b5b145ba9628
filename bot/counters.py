"""What this process has done since it started, counted for Prometheus: by channel and kind, never by person.

A kind is of few: of what comes in, how it was said ("text", "button", "location", "ignored"); of what goes out, the
first word of its purpose ("reply", "tip", "digest" …)."""

from __future__ import annotations

from functools import cache
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram

REGISTRY = CollectorRegistry()
_LAG = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 86400)  # seconds


def _counter(name: str, what: str, *labels: str) -> Counter:
    return Counter(f"ombudet_{name}", what, labels, registry=REGISTRY)


def _lag(name: str, what: str) -> Histogram:
    return Histogram(f"ombudet_{name}_seconds", what, ["channel"], registry=REGISTRY, buckets=_LAG)


_RECEIVED = _counter("received", "Messages taken in, each once", "channel", "kind")
_HANDLED = _counter("handled", "Messages handled, by how that ended", "channel", "kind", "outcome")
_SENT = _counter("sent", "Messages that a provider took", "channel", "kind")
_UNITS = _counter("units_sent", "SMS segments, or messages, that a provider took", "channel")
_FAILED = _counter("failed", "Attempts to send that failed, by why", "channel", "kind", "reason")
_HANDLING = _lag("handling", "From the commit of a message to the commit of what it led to")
_SENDING = _lag("sending", "From when a message was written to when a provider took it")


@cache
def _of(metric: Any, *labels: str) -> Any:
    """The metric for these labels: the library would look them up anew, under a lock, every time."""
    return metric.labels(*labels)


def kind_of(purpose: str) -> str:
    """The first word of a purpose."""
    return purpose.partition(":")[0]


def received(channel: str, kind: str, number: int) -> None:
    _of(_RECEIVED, channel, kind).inc(number)


def handled(channel: str, kind: str, state: str, number: int) -> None:
    _of(_HANDLED, channel, kind, state).inc(number)


def took(channel: str, seconds: float) -> None:
    """How long one of them waited for what it led to."""
    _of(_HANDLING, channel).observe(max(0.0, seconds))


def sent(channel: str, kind: str, units: int, seconds: float) -> None:
    _of(_SENT, channel, kind).inc()
    _of(_UNITS, channel).inc(units)
    _of(_SENDING, channel).observe(max(0.0, seconds))


def failed(channel: str, kind: str, reason: str) -> None:
    _of(_FAILED, channel, kind, reason).inc()
