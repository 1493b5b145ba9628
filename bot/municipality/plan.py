"""The municipality's week in its file: a slot that is not given has its usual time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from bot.toml_table import TomlTable
from bot.weekly.week import SlotTime, WeekPlan

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SLOT_TIME = rf"(?i:{'|'.join(WEEKDAYS)}) ([01][0-9]|2[0-3]):[0-5][0-9]"
# The week where the file does not say otherwise (DOMAIN: EST meets on Thursdays; the hours are ours).
USUAL = {
    "prompt": "monday 17:00",
    "nudge": "tuesday 17:00",
    "cutoff": "wednesday 12:00",
    "digest": "wednesday 15:00",
    "meeting": "thursday 09:00",
    "feedback": "friday 15:00",
}


def read(table: TomlTable, timezone: str, country: str) -> WeekPlan:
    """The week's plan; a slot that is not given has its usual time."""
    before = len(table.faults)
    times = [_slot(table, job, usual) for job, usual in USUAL.items()]
    table.done()
    usual = [_slot_time(each) for each in USUAL.values()]
    try:
        return _plan(times if len(table.faults) == before else usual, timezone, country)
    except ValueError as error:
        table.faults.extend(f"week: {fault}" for fault in str(error).split("; "))
    return _plan(usual, "UTC", "SE")


def _plan(times: Sequence[SlotTime], timezone: str, country: str) -> WeekPlan:
    prompt, nudge, cutoff, digest, meeting, feedback = times
    return WeekPlan(prompt, nudge, cutoff, digest, meeting, feedback, timezone, country)


def _slot(table: TomlTable, job: str, usual: str) -> SlotTime:
    return _slot_time(table.text(job, SLOT_TIME, f'a weekday and a time, like "{usual}"', default=usual))


def _slot_time(text: str) -> SlotTime:
    """A time of the week from words like "monday 17:00"."""
    day, clock = text.casefold().split(" ")
    return SlotTime(WEEKDAYS.index(day), time.fromisoformat(clock))
