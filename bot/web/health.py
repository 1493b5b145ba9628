"""Whether the service is well: for a load balancer, for a pair of eyes, for Prometheus."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, TypeVar

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot import counters
from bot.alarms import Limits, found_in, in_words
from bot.app import Ombudet
from bot.vitals import Vitals, fault_of
from storage import alarms, vitals
from storage.alarms import Open
from storage.database import Work

T = TypeVar("T")
PATIENCE = 5.0  # seconds for the database to answer


def health_routes(app: Ombudet, price: Decimal = Decimal(0)) -> list[Route]:
    """GET /health: 503 only if this process can't take in messages. GET /health/week: 503 while a prompt or digest
    is overdue. GET /metrics: Prometheus; `price` is what an SMS segment costs, in öre. A database that does not answer
    is a 503 for each."""
    looks = _Looks(app)

    async def health(_: Request) -> Response:
        found = await looks.at(lambda work: _state(app, work))
        return found if isinstance(found, Response) else JSONResponse(found)

    async def week(_: Request) -> Response:
        overdue = await looks.at(app.schedule.overdue)
        if isinstance(overdue, Response):
            return overdue
        return JSONResponse({"status": "overdue" if overdue else "ok", "overdue": overdue}, 503 if overdue else 200)

    async def metrics(_: Request) -> Response:
        found = await looks.at(lambda work: (app.watch.look(work), alarms.open_now(work)))
        if isinstance(found, Response):
            return found
        registry = CollectorRegistry()
        registry.register(_Gauges(*found, price))
        said = generate_latest(counters.REGISTRY) + generate_latest(registry)
        return Response(said, media_type="text/plain; version=0.0.4")

    return [Route("/health", health), Route("/health/week", week), Route("/metrics", metrics)]


class _Looks:
    """Asks the database, one question of a kind at a time: what it can't answer is not asked over and over."""

    def __init__(self, app: Ombudet) -> None:
        self._app = app
        self._probe: asyncio.Future[None] | None = None

    async def at(self, question: Callable[[Work], T]) -> T | Response:
        try:
            async with asyncio.timeout(PATIENCE):
                if self._app.intake.fault is not None:
                    await self._write()
                return await self._app.database.run(question)
        except Exception as error:
            return self._down(error)

    async def _write(self) -> None:
        """After a failed intake, reading may work and writing not. What is written shows that it does again."""
        if self._probe is None or self._probe.done():
            self._probe = asyncio.ensure_future(self._app.database.run(vitals.probe))
            self._probe.add_done_callback(_heard)
        await asyncio.shield(self._probe)
        self._app.intake.worked()

    def _down(self, error: Exception) -> Response:
        intake = self._app.intake
        fault = fault_of(error)
        if intake.fault is not None and fault.code in ("no-answer", "other"):
            fault = intake.fault
        since = intake.since or self._app.database.clock()
        told = {"code": fault.code, "words": fault.words, "remedy": fault.remedy, "since": since.isoformat()}
        kept = f"Nothing has been acknowledged since {since:%Y-%m-%d %H:%M} UTC: what is written now comes again."
        return JSONResponse({"status": "down", "fault": told, "alarms": [f"{fault.words} {fault.remedy} {kept}"]}, 503)


def _heard(probe: asyncio.Future[None]) -> None:
    """An error that nobody waits for any more is no news."""
    if not probe.cancelled():
        probe.exception()


def _state(app: Ombudet, work: Work) -> dict[str, Any]:
    """The queues and the week. Ages are in seconds; alarms in English, each with what to do."""
    look = app.watch.look(work)
    found = found_in(look, Limits(sms_cap=app.limits.sms_cap))  # a silent provider is one only after a while
    keys = dict.fromkeys([*found, *(one.key for one in alarms.open_now(work))])
    return {
        "status": "alarm" if keys else "ok",
        "alarms": [" ".join(in_words(app.desk.voices, key)) for key in keys],
        "overdue": [str(late) for late in look.late],
        "oldest_unhandled": look.age(look.unhandled.oldest),
        "oldest_unsent": look.oldest_unsent,
        "unhandled": look.unhandled.count,
        "unsent": {channel: queue.count for channel, queue in look.unsent.items()},
        "set_aside": look.set_aside.count,
        "undelivered": dict(look.undelivered),
    }


class _Gauges:
    """One look, as metrics."""

    def __init__(self, look: Vitals, open_now: list[Open], price: Decimal) -> None:
        self._look, self._open, self._price = look, open_now, price

    def collect(self) -> Iterator[Metric]:
        found = self._look
        yield _gauge("oldest_unhandled_seconds", "Age of the oldest such message", found.age(found.unhandled.oldest))
        yield _gauge("oldest_unsent_seconds", "Age of the oldest such message", found.oldest_unsent)
        yield _gauge("unhandled", "Messages that wait to be handled", found.unhandled.count)
        yield _by_channel("unsent", "Messages that wait to go out", {c: q.count for c, q in found.unsent.items()})
        yield _gauge("set_aside", "Messages that could not be handled", found.set_aside.count)
        yield _by_channel("undelivered", "Messages of the last day that failed for good", found.undelivered)
        yield _gauge("week_overdue", "Prompts and digests overdue", len(found.late))
        for job, at in found.last.items():
            yield _gauge(f"last_{job}_timestamp_seconds", f"When the latest {job} was", at.timestamp() if at else 0)
        yield _gauge("sms_segments_month", "SMS segments sent this month", found.segments)
        yield _gauge("sms_ore_month", "What they cost, in öre", float(found.segments * self._price))
        yield _gauge("alarms", "Open alarms", len(self._open))


def _gauge(name: str, what: str, value: float) -> Metric:
    return GaugeMetricFamily(f"ombudet_{name}", what, value)


def _by_channel(name: str, what: str, values: Any) -> Metric:
    family = GaugeMetricFamily(f"ombudet_{name}", what, labels=["channel"])
    for channel, value in values.items():
        family.add_metric([channel], value)
    return family
