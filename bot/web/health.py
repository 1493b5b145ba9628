"""Whether the service is well: for a load balancer, for a pair of eyes, for Prometheus."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, TypeVar

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot import away
from bot.app import Ombudet
from storage import inbound, outbound
from storage.database import Work
from storage.secrets import CannotUnseal

T = TypeVar("T")
_PATIENCE = 5.0  # seconds for the database to answer
_TOO_OLD = timedelta(minutes=10)  # a queue's oldest message, before it is an alarm


def vitals(app: Ombudet, work: Work) -> dict[str, Any]:
    """What the queues and the week look like now. Ages are in seconds; counts by "channel state"."""
    overdue = _overdue(app, work)
    ages = {
        "oldest_unhandled": _age(work.now, inbound.oldest_waiting(work)),
        "oldest_unsent": _age(work.now, outbound.oldest_unsent(work)),
    }
    received = {" ".join(key): number for key, number in sorted(inbound.counts(work).items())}
    sent = {" ".join(key): number for key, number in sorted(outbound.counts(work).items())}
    failed = sum(number for key, number in received.items() if key.endswith(" failed"))
    alarms = [f"overdue: {line}" for line in overdue]
    alarms += [f"{name} is {age:.0f} s old" for name, age in ages.items() if age > _TOO_OLD.total_seconds()]
    alarms += [f"{failed} messages could not be handled and are set aside"] if failed else []
    lost = outbound.failures(work, work.now - timedelta(days=1))
    alarms += [f"{lost} messages of the last day could not be delivered"] if lost else []
    alarms += away.alarm(work, app.database.wall())
    status = "alarm" if alarms else "ok"
    return {"status": status, "alarms": alarms, "overdue": overdue, **ages, "inbound": received, "outbound": sent}


def _overdue(app: Ombudet, work: Work) -> list[str]:
    """A week that can't be read is an alarm, and no reason to take in nothing."""
    try:
        return app.schedule.overdue(work)
    except CannotUnseal:
        return ["the week can't be read: something in the database was written with another key"]


def _age(now: datetime, since: datetime | None) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0


def health_routes(app: Ombudet) -> list[Route]:
    """GET /health: 503 only if this process can't take in messages. GET /health/week: 503 while a prompt or digest
    is overdue. GET /metrics: Prometheus. A database that does not answer is a 503 for each."""

    async def asked(question: Callable[[Work], T]) -> T | Response:
        try:
            async with asyncio.timeout(_PATIENCE):
                return await app.database.run(question)
        except Exception:
            return JSONResponse({"status": "down", "alarms": ["the database can't be reached"]}, 503)

    async def health(_: Request) -> Response:
        found = await asked(lambda work: vitals(app, work))
        return found if isinstance(found, Response) else JSONResponse(found)

    async def week(_: Request) -> Response:
        overdue = await asked(app.schedule.overdue)
        if isinstance(overdue, Response):
            return overdue
        return JSONResponse({"status": "overdue" if overdue else "ok", "overdue": overdue}, 503 if overdue else 200)

    async def metrics(_: Request) -> Response:
        found = await asked(lambda work: vitals(app, work))
        if isinstance(found, Response):
            return found
        registry = CollectorRegistry()
        registry.register(_Vitals(found))
        return Response(generate_latest(registry), media_type="text/plain; version=0.0.4")

    return [Route("/health", health), Route("/health/week", week), Route("/metrics", metrics)]


class _Vitals:
    """One reading of the vitals, as metrics."""

    def __init__(self, found: dict[str, Any]) -> None:
        self._found = found

    def collect(self) -> Iterator[Metric]:
        for name in ("inbound", "outbound"):
            family = GaugeMetricFamily(f"ombudet_{name}", f"Messages {name}, by state", labels=["channel", "state"])
            for key, number in self._found[name].items():
                family.add_metric(key.split(" "), number)
            yield family
        for name in ("oldest_unhandled", "oldest_unsent"):
            yield GaugeMetricFamily(f"ombudet_{name}_seconds", "Age of the oldest such message", self._found[name])
        yield GaugeMetricFamily("ombudet_week_overdue", "Prompts and digests overdue", len(self._found["overdue"]))
