"""The demo's page and what it may ask for: to write, tap, share a position and move the clock on telephones that are
simulated. It stands open to whoever can reach it, so it is served on this machine alone and holds nothing real."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from babel.dates import format_datetime
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.picture.views import views_of
from bot.simulation.stage import Line, Phone, Stage
from bot.simulation.theatre import Theatre
from bot.web.doors import body_of
from bot.web.entrance import UNCACHED
from bot.web.picture import page_of
from bot.web.site import templates
from bot.web.trends import Past
from bot.weekly.week import due_around, iso_week
from storage.people import Holding

_CODE = re.compile(r"\b[A-Z2-9]{3}-[A-Z2-9]{3}\b")
_LONGEST = 4096  # characters in a message
_PRICE_ORE = 50  # what a segment costs in the demo, about
_NEXT = {
    "prompt": ("ombuden får veckans fråga", "the ombud get the week's question"),
    "nudge": ("de som inte svarat påminns", "those who have not answered are reminded"),
    "cutoff": ("veckan stängs", "the week is closed"),
    "digest": ("partnerna får veckan i korthet", "the partners get the week in brief"),
    "feedback": ("ombud och tipsare får återkoppling", "ombud and tipsters hear back"),
}


def demo_routes(theatre: Theatre) -> list[Route]:
    """GET /demo, its events, and what its buttons do."""
    deeds: dict[str, Callable[[Any], Awaitable[None]]] = {
        "send": theatre_send(theatre),
        "tap": theatre_tap(theatre),
        "location": theatre_location(theatre),
        "clock": theatre_clock(theatre),
        "reset": theatre_reset(theatre),
    }

    async def page(request: Request) -> Response:
        lang = "en" if request.query_params.get("lang") == "en" else "sv"
        phones = [_phone_head(theatre, phone) for phone in theatre.visible]
        return templates.TemplateResponse(request, "demo.html", {"lang": lang, "phones": phones})

    async def events(request: Request) -> Response:
        lang = "en" if request.query_params.get("lang") == "en" else "sv"
        return StreamingResponse(
            _events(theatre, lang), media_type="text/event-stream", headers={"cache-control": "no-store"}
        )

    async def act(request: Request) -> Response:
        if request.headers.get("x-ombudet-demo") != "1":
            raise HTTPException(403)
        asked = _asked(await body_of(request))
        deed = deeds.get(request.path_params["deed"])
        if deed is None:
            raise HTTPException(404)
        try:
            await deed(asked)
        except (KeyError, TypeError, ValueError):
            return JSONResponse({"error": "Det gick inte att göra det."}, 400)
        return Response(status_code=204)

    async def transcript(_: Request) -> Response:
        headers = {"content-disposition": 'attachment; filename="samtal.txt"'}
        return PlainTextResponse(as_transcript(theatre.stage), headers=headers)

    async def picture(request: Request) -> Response:
        """The situation picture as the coordinator has it; here nobody logs in."""
        app = theatre.stage.app
        past = Past(app.desk)
        everything = views_of([Holding("coordinator", None)], [area.slug for area in app.desk.town.areas])
        context = await app.database.run(lambda work: page_of(app.desk, work, request, everything, "demo", past))
        return templates.TemplateResponse(request, "picture.html", context, headers=UNCACHED)

    return [
        Route("/demo", page),
        Route("/demo/events", events),
        Route("/demo/transcript", transcript),
        Route("/demo/lagesbild", picture),
        Route("/demo/{deed}", act, methods=["POST"]),
    ]


def _asked(body: bytes) -> dict[str, Any]:
    try:
        asked = json.loads(body or b"{}")
    except ValueError:
        raise HTTPException(400) from None
    if not isinstance(asked, dict):
        raise HTTPException(400)
    return asked


def theatre_send(theatre: Theatre) -> Callable[[Any], Awaitable[None]]:
    async def send(asked: Any) -> None:
        text = str(asked["text"])[:_LONGEST]
        await theatre.play(lambda: theatre.stage.say(theatre.stage.phones[asked["phone"]], text))

    return send


def theatre_tap(theatre: Theatre) -> Callable[[Any], Awaitable[None]]:
    async def tap(asked: Any) -> None:
        phone = theatre.stage.phones[asked["phone"]]
        button = next(
            button
            for line in theatre.stage.shown_on(phone)
            if line.shown and line.shown.message_id == asked["message_id"]
            for row in line.shown.message.keyboard
            for button in row
            if button.callback == asked["callback"]
        )
        await theatre.play(lambda: theatre.stage.tap(phone, button, asked["message_id"]))

    return tap


def theatre_location(theatre: Theatre) -> Callable[[Any], Awaitable[None]]:
    async def location(asked: Any) -> None:
        phone = theatre.stage.phones[asked["phone"]]
        if phone.channel != "telegram":
            raise ValueError(phone.channel)
        at = theatre.stage.app.desk.areas[0].at or (59.2394, 17.8456)
        await theatre.play(lambda: theatre.stage.share(phone, at[0] + 0.001, at[1] - 0.001))

    return location


def theatre_clock(theatre: Theatre) -> Callable[[Any], Awaitable[None]]:
    async def clock(asked: Any) -> None:
        stage = theatre.stage
        if "minutes" in asked:
            moment = stage.clock() + timedelta(minutes=max(1, min(int(asked["minutes"]), 7 * 24 * 60)))
        else:
            moment = next(at for name, at in coming(stage) if name == asked["to"])
        await theatre.play(lambda: stage.go_to(moment))

    return clock


def theatre_reset(theatre: Theatre) -> Callable[[Any], Awaitable[None]]:
    async def reset(_: Any) -> None:
        await theatre.play(theatre.begin)

    return reset


def coming(stage: Stage) -> list[tuple[str, datetime]]:
    """What the week holds next, in order: each job's next moment."""
    plan = stage.app.desk.town.week
    ahead = [*due_around(stage.clock(), plan), *due_around(stage.clock() + timedelta(days=7), plan)]
    found: dict[str, datetime] = {}
    for slot in ahead:
        if slot.due is not None and slot.due > stage.clock() and slot.job in _NEXT:
            found.setdefault(slot.job, slot.due)
    return sorted(found.items(), key=lambda pair: pair[1])


async def _events(theatre: Theatre, lang: str) -> AsyncIterator[str]:
    """The whole state at every change, and the clock every now and then."""
    seen = -1
    while True:
        if seen != theatre.version:
            seen = theatre.version
        yield f"data: {json.dumps(state_of(theatre, lang), ensure_ascii=False)}\n\n"
        try:
            async with asyncio.timeout(10):
                await theatre.changed(seen)
        except TimeoutError:
            continue


def state_of(theatre: Theatre, lang: str) -> dict[str, Any]:
    """What the page shows."""
    stage = theatre.stage
    local = stage.clock().astimezone(stage.app.desk.zone)
    return {
        "clock": {
            "now": local.isoformat(timespec="seconds"),
            "label": format_datetime(local, "EEEE d MMMM HH:mm", locale=lang),
            "week": iso_week(local.date()),
        },
        "next": [
            {
                "id": name,
                "label": _next_label(stage, name, at, lang),
                "at": at.astimezone(stage.app.desk.zone).isoformat(),
            }
            for name, at in coming(stage)
        ],
        "phones": [_phone(theatre, phone, lang) for phone in theatre.visible],
    }


def _next_label(stage: Stage, name: str, at: datetime, lang: str) -> str:
    day = format_datetime(at.astimezone(stage.app.desk.zone), "EEEE HH:mm", locale=lang).capitalize()
    return f"{day}: {_NEXT[name][lang == 'en']}"


def _phone_head(theatre: Theatre, phone: Phone) -> dict[str, Any]:
    extra = theatre.about[phone.name]
    head = {"id": phone.name, "name": extra.name, "role": extra.role, "channel": phone.channel, "area": extra.area}
    if phone.channel == "sms":
        head["number"] = f"0{phone.address[3:5]}-{phone.address[5:8]} {phone.address[8:10]} {phone.address[10:]}"
    return head


def _phone(theatre: Theatre, phone: Phone, lang: str) -> dict[str, Any]:
    lines = theatre.stage.lines[theatre.curtain :]
    messages = [
        _message(theatre, f"m{n}", line, lang) for n, line in enumerate(lines) if line.phone == phone and not line.tap
    ]
    return {
        **_phone_head(theatre, phone),
        "hint": _hint(theatre, phone),
        "typing": False,
        "messages": messages,
    }


def _message(theatre: Theatre, name: str, line: Line, lang: str) -> dict[str, Any]:
    local = line.at.astimezone(theatre.stage.app.desk.zone)
    shown = line.shown
    message: dict[str, Any] = {
        "id": name,
        "mine": shown is None,
        "text": line.text,
        "time": local.strftime("%H:%M"),
        "day": format_datetime(local, "EEE d MMM", locale=lang),
        "message_id": shown.message_id if shown else "",
        "purpose": _job_at(theatre.stage, line) if shown else "",
    }
    if shown and shown.segments:
        cost = shown.segments
        message |= {
            "segments": cost.count,
            "encoding": cost.encoding,
            "units": cost.units,
            "cost_ore": cost.count * _PRICE_ORE,
        }
    if shown and shown.message.keyboard:
        message["keyboard"] = [
            [{"label": b.label, "callback": b.callback} for b in row] for row in shown.message.keyboard
        ]
    return message


def _job_at(stage: Stage, line: Line) -> str:
    """What of the week brought this about, if it came at its very moment."""
    slots = due_around(line.at, stage.app.desk.town.week)
    return next((slot.job for slot in slots if slot.due == line.at), "")


def _hint(theatre: Theatre, phone: Phone) -> str:
    """What to write next on this telephone: about the latest tip, where there is one to answer."""
    hint = theatre.about[phone.name].hint
    if "{code}" not in hint:
        return hint
    lines = theatre.stage.lines[theatre.curtain :]
    codes = [
        found[0] for line in lines if line.phone == phone and line.shown for found in [_CODE.search(line.text)] if found
    ]
    return hint.format(code=codes[-1]) if codes else ""


def as_transcript(stage: Stage) -> str:
    """The talk so far in the form of tests/transcripts."""
    written = ["# A talk saved from the demo."]
    moment = ""
    for line in stage.lines:
        now = line.at.astimezone(stage.app.desk.zone).strftime("%Y-%m-%d %H:%M")
        if now != moment:
            moment = now
            written.append(f"~ {now}")
        mark = "<" if line.shown else ">"
        first, *rest = line.text.split("\n")
        written += [f"{line.phone.name} {mark} {first}", *(f"    {more}" for more in rest)]
    return "\n".join(written) + "\n"
