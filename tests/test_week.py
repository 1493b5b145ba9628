"""The week: exactly one slot for each job and week, in order, never on a holiday, whatever the clocks do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.weekly.calendars import holidays_of
from bot.weekly.week import JOBS, Slot, SlotTime, WeekPlan, due_around, iso_week, monday, shift, slots

STOCKHOLM = ZoneInfo("Europe/Stockholm")
PLAN = WeekPlan(
    prompt=SlotTime(0, time(17)),
    nudge=SlotTime(1, time(17)),
    cutoff=SlotTime(2, time(12)),
    digest=SlotTime(2, time(15)),
    meeting=SlotTime(3, time(9)),
    feedback=SlotTime(4, time(15)),
    timezone="Europe/Stockholm",
)
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
SPRING, AUTUMN = date(2028, 3, 26), date(2026, 10, 25)  # the nights when the clocks change


def weeks(first: str, last: str) -> Iterator[str]:
    while first <= last:
        yield first
        first = shift(first, 1)


every_year = pytest.mark.parametrize("year", range(2026, 2037))


def weeks_of(year: int) -> Iterator[str]:
    return weeks(f"{year}-W01", f"{year}-W{date(year, 12, 28).isocalendar().week}")


def local(moment: datetime) -> datetime:
    return moment.astimezone(STOCKHOLM)


def by_job(week: str, plan: WeekPlan = PLAN) -> dict[str, Slot]:
    return {slot.job: slot for slot in slots(week, plan)}


def shown(slot: Slot) -> str:
    """A slot as the tables below write it: "Mon 17", or "-" where it was dropped."""
    return f"{DAYS[local(slot.due).weekday()]} {local(slot.due).hour}" if slot.due else "-"


def plan_of(minutes: list[int], timezone: str = "Europe/Stockholm") -> WeekPlan:
    times = [SlotTime(minute // 1440, time(minute // 60 % 24, minute % 60)) for minute in minutes]
    prompt, nudge, cutoff, digest, meeting, feedback = times
    return WeekPlan(prompt, nudge, cutoff, digest, meeting, feedback, timezone)


def firings(plan: WeekPlan, start: datetime, end: datetime) -> Counter[tuple[str, str]]:
    """What a ticker that looks every minute and remembers nothing would fire, and how often."""
    fired: Counter[tuple[str, str]] = Counter()
    now = start
    while now < end:
        fired.update(
            (slot.job, slot.week)
            for slot in due_around(now, plan)
            if slot.due and slot.due <= now < slot.due + timedelta(minutes=1)
        )
        now += timedelta(minutes=1)
    return fired


minutes_of_a_week = st.lists(st.integers(0, 7 * 1440 - 1), min_size=6, max_size=6, unique=True).map(sorted)
around_a_clock_change = st.lists(st.integers(5 * 1440, 7 * 1440 - 1), min_size=6, max_size=6, unique=True).map(sorted)

# Reported week: prompt, nudge, cut-off, digest, meeting, feedback, and what was in the way.
TRICKY = {
    "2026-W46": ("Mon 17", "Tue 17", "Wed 12", "Wed 15", "Thu 9", "Fri 15", set()),
    "2026-W51": ("Mon 17", "-", "Tue 12", "Tue 15", "Wed 9", "Wed 15", {"Christmas Eve", "Christmas Day"}),
    "2026-W52": ("Mon 17", "-", "Tue 12", "Tue 15", "Wed 9", "Wed 15", {"New Year's Eve", "New Year's Day"}),
    "2026-W53": ("Mon 17", "-", "Tue 12", "Tue 15", "Thu 9", "Fri 15", {"Epiphany"}),
    "2026-W13": ("Mon 17", "Tue 17", "Wed 12", "Wed 15", "Thu 9", "Thu 15", {"Good Friday"}),
    "2026-W14": ("Tue 17", "-", "Wed 12", "Wed 15", "Thu 9", "Fri 15", {"Easter Monday"}),
    "2026-W17": ("Mon 17", "Tue 17", "Wed 12", "Wed 15", "Thu 9", "Thu 15", {"May Day"}),
    "2027-W17": ("Mon 17", "-", "Tue 12", "Tue 15", "Wed 9", "Fri 15", {"Ascension Day"}),
    "2027-W24": ("Mon 17", "Tue 17", "Wed 12", "Wed 15", "Thu 9", "Thu 15", {"Midsummer Eve"}),
    "2028-W51": (
        "Wed 17",
        "-",
        "Thu 12",
        "Thu 15",
        "Fri 9",
        "Fri 15",
        {"Christmas Day", "Second Day of Christmas"},
    ),
    "2029-W22": ("Mon 17", "-", "Tue 12", "Tue 15", "Thu 9", "Fri 15", {"National Day"}),
    "2029-W51": (
        "Thu 17",
        "-",
        "Fri 12",
        "Fri 15",
        "Sat 9",
        "Sat 15",
        {"Christmas Eve", "Second Day of Christmas"},
    ),
    "2031-W51": (
        "Mon 17",
        "-",
        "Tue 12",
        "Tue 15",
        "Sat 9",
        "Sat 15",
        {"Christmas Eve", "Christmas Day", "Second Day of Christmas"},
    ),
    "2035-W17": ("Mon 17", "-", "Wed 12", "Wed 15", "Fri 9", "Fri 15", {"Ascension Day"}),
}


@pytest.mark.parametrize("week", TRICKY)
def test_tricky_weeks_come_out_as_written_by_hand(week: str) -> None:
    """Christmas, Easter, Ascension, Midsummer and the like give the days that a person would choose."""
    found = slots(week, PLAN)
    assert tuple(map(shown, found)) == TRICKY[week][:6]
    assert {slot.reason.removeprefix("holiday:") for slot in found} - {"", "no-room"} == TRICKY[week][6]


@every_year
def test_every_week_has_each_job_once_in_order_and_off_holidays(year: int) -> None:
    """Each job has one slot, in week N+1, in order, never on a holiday or eve; or a recorded drop."""
    for week in weeks_of(year):
        found = slots(week, PLAN)
        placed = [slot for slot in found if slot.due]
        assert tuple(slot.job for slot in found) == JOBS
        assert {slot.week for slot in found} == {week}
        assert all((slot.due is None) == (slot.reason == "no-room") for slot in found)
        days = [local(slot.due).date() for slot in placed if slot.due]
        assert {iso_week(day) for day in days} == {shift(week, 1)}
        assert not any(day in holidays_of("SE", day.year) for day in days)
        assert [slot.due for slot in placed] == sorted({slot.due for slot in placed if slot.due})


@every_year
def test_only_a_nudge_is_ever_dropped_from_the_default_week(year: int) -> None:
    """In eleven years no prompt, cut-off, digest, meeting or feedback is lost to a holiday."""
    for week in weeks_of(year):
        assert {slot.job for slot in slots(week, PLAN) if slot.due is None} <= {"nudge"}


def test_saturday_is_the_last_resort() -> None:
    """Only the meeting and its feedback ever reach a Saturday, in five Christmas weeks of eleven years."""
    on_saturday = {
        (slot.week, slot.job)
        for week in weeks("2026-W01", "2036-W52")
        for slot in slots(week, PLAN)
        if slot.due and local(slot.due).weekday() > 4
    }
    christmas = ("2029-W51", "2030-W51", "2031-W51", "2035-W51", "2036-W51")
    assert on_saturday == {(week, job) for week in christmas for job in ("meeting", "feedback")}


@every_year
def test_each_slot_ends_after_it_begins(year: int) -> None:
    """Prompt and nudge make sense until the cut-off, the cut-off until the digest, the rest for longer."""
    for week in weeks_of(year):
        found = by_job(week)
        assert all(slot.due < slot.until for slot in found.values() if slot.due)
        assert found["prompt"].until == found["nudge"].until == found["cutoff"].due
        assert found["cutoff"].until == found["digest"].due
        assert found["meeting"].until == found["feedback"].due
        sunday_night = datetime.combine(monday(shift(week, 2)), time(), STOCKHOLM)
        assert found["digest"].until == found["feedback"].until == sunday_night


@settings(max_examples=150, deadline=None)
@given(minutes_of_a_week, st.integers(0, 572))
def test_any_plan_keeps_the_rules_in_any_week(minutes: list[int], offset: int) -> None:
    """Whatever days and minutes an operator chooses, one slot a job, in order, in its week, off holidays."""
    plan, week = plan_of(minutes), shift("2026-W01", offset)
    found = by_job(week, plan)
    placed = [slot.due for slot in found.values() if slot.due]
    assert placed[:-1] == sorted(set(placed[:-1]))
    assert all(iso_week(local(due).date()) == shift(week, 1) for due in placed)
    assert not any(local(due).date() in holidays_of("SE", local(due).year) for due in placed)
    assert found["digest"].due is not None
    assert all(slot.due < slot.until for slot in found.values() if slot.due)


@settings(max_examples=100, deadline=None)
@given(minutes_of_a_week)
def test_an_ordinary_week_is_the_plan_itself(minutes: list[int]) -> None:
    """Without a holiday or a clock change each slot is at the wall time that was asked for."""
    found = slots("2026-W46", plan_of(minutes))
    first = datetime.combine(monday("2026-W47"), time(), STOCKHOLM)
    assert [local(slot.due).replace(tzinfo=None) for slot in found if slot.due] == [
        first.replace(tzinfo=None) + timedelta(minutes=minute) for minute in minutes
    ]


@settings(max_examples=12, deadline=None)
@given(around_a_clock_change, st.sampled_from([SPRING, AUTUMN]))
def test_a_ticker_fires_each_slot_once_across_a_clock_change(minutes: list[int], night: date) -> None:
    """Minute by minute through the weekend of a clock change, each slot that has room fires exactly once."""
    plan, week = plan_of(minutes), shift(iso_week(night), -1)
    start = datetime.combine(night - timedelta(days=1), time(), STOCKHOLM).astimezone(UTC)
    fired = firings(plan, start, start + timedelta(hours=54))
    expected = {(slot.job, slot.week): 1 for slot in slots(week, plan) if slot.due and slot.due >= start}
    assert {key: count for key, count in fired.items() if key[1] == week} == expected


@pytest.mark.parametrize(("minute", "night"), [(30, SPRING), (150, SPRING), (30, AUTUMN), (150, AUTUMN)])
def test_half_past_midnight_and_half_past_two_fire_once_on_a_clock_change(minute: int, night: date) -> None:
    """00:30 is not skipped and 02:30 neither skipped nor fired twice on the nights the clocks change."""
    sunday = 6 * 1440
    plan = plan_of([0, 1, 2, sunday + minute, sunday + 600, sunday + 660])
    start = datetime.combine(night - timedelta(days=6), time(), STOCKHOLM).astimezone(UTC)
    week = shift(iso_week(night), -1)
    assert firings(plan, start, start + timedelta(days=8))["digest", week] == 1


def test_a_skipped_time_moves_forward_and_a_repeated_one_is_the_first() -> None:
    """02:30 becomes 03:30 in spring, and in autumn the earlier of the two 02:30."""
    sunday = 6 * 1440
    plan = plan_of([0, 1, 2, 3, sunday + 150, sunday + 600])
    autumn = by_job(shift(iso_week(AUTUMN), -1), plan)["meeting"].due
    assert autumn == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    spring = by_job(shift(iso_week(SPRING), -1), plan)["meeting"].due
    assert spring == datetime(2028, 3, 26, 1, 30, tzinfo=UTC)


def test_a_vanished_hour_never_breaks_the_order() -> None:
    """Where the skipped hour would carry a slot past the next one, it takes another day and says so."""
    sunday = 6 * 1440
    plan = plan_of([0, 1, sunday + 60, sunday + 150, sunday + 190, sunday + 200])
    found = by_job(shift(iso_week(SPRING), -1), plan)
    assert found["meeting"].due == datetime(2028, 3, 26, 1, 10, tzinfo=UTC)
    assert found["digest"].due == datetime(2028, 3, 24, 1, 30, tzinfo=UTC)
    assert found["digest"].reason == "clock"


def test_a_change_of_year_is_fired_once_a_week() -> None:
    """From December into January, with a week 53 between, nothing of any week is met twice or missed."""
    start, end = datetime(2026, 12, 13, 23, tzinfo=UTC), datetime(2027, 1, 17, 23, tzinfo=UTC)
    expected = {(slot.job, week) for week in weeks("2026-W50", "2026-W53") for slot in slots(week, PLAN) if slot.due}
    expected |= {(job, "2027-W01") for job in JOBS}
    assert firings(PLAN, start, end) == dict.fromkeys(expected, 1)


def test_what_is_around_a_moment_is_this_week_and_the_last_in_order() -> None:
    """On a Monday in W48 the slots about W46 and W47 are met, earliest first, dropped ones too."""
    around = due_around(datetime(2026, 11, 23, 16, 30, tzinfo=UTC), PLAN)
    assert [(slot.job, slot.week) for slot in around] == [
        (job, week) for week in ("2026-W46", "2026-W47") for job in JOBS
    ]
    assert Counter(slot.job for slot in due_around(datetime(2026, 12, 29, tzinfo=UTC), PLAN)) == dict.fromkeys(JOBS, 2)


def test_the_week_turns_at_local_midnight() -> None:
    """Sunday 23:30 UTC is already Monday in Stockholm, so the new week's slots are met."""
    before, after = datetime(2026, 11, 22, 22, 59, tzinfo=UTC), datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert {slot.week for slot in due_around(before, PLAN)} == {"2026-W45", "2026-W46"}
    assert {slot.week for slot in due_around(after, PLAN)} == {"2026-W46", "2026-W47"}


def test_a_naive_now_is_refused() -> None:
    """A moment without a timezone is an error, never a guess."""
    with pytest.raises(ValueError, match="aware"):
        due_around(datetime(2026, 11, 23), PLAN)  # noqa: DTZ001


def test_a_week_without_working_days_drops_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where every day is a holiday each slot is recorded as dropped, none is moved out of its week."""
    monday_first = monday("2026-W48")
    everything = {monday_first + timedelta(days=n): "Feast" for n in range(7)}
    monkeypatch.setattr("bot.weekly.week.holidays_of", lambda *_: everything)
    slots.cache_clear()
    found = slots("2026-W47", PLAN)
    slots.cache_clear()
    assert [(slot.due, slot.reason) for slot in found] == [(None, "no-room")] * 6


def test_plain_sundays_are_no_holiday_but_easter_sunday_is() -> None:
    """The calendar names holidays and eves in English and leaves out plain Sundays."""
    year = holidays_of("SE", 2026)
    assert year[date(2026, 12, 24)] == "Christmas Eve"
    assert year[date(2026, 4, 5)] == "Easter Sunday"
    assert date(2026, 11, 22) not in year


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)))
def test_a_week_is_written_and_read_back(day: date) -> None:
    """A day lies in its week's seven days, and shifting there and back changes nothing."""
    week = iso_week(day)
    assert monday(week) <= day < monday(week) + timedelta(days=7)
    assert shift(shift(week, 53), -53) == week


def test_week_53_and_the_year_change() -> None:
    """2026 has a week 53, which holds the first days of 2027."""
    assert iso_week(date(2027, 1, 3)) == "2026-W53"
    assert shift("2026-W53", 1) == "2027-W01"
    assert monday("2026-W53") == date(2026, 12, 28)


@pytest.mark.parametrize("text", ["2026-W54", "2027-W53", "2026-W00", "2026-47", "W47", "", "2026-W47 ", "٢٠٢٦-W47"])
def test_a_week_that_does_not_exist_is_refused(text: str) -> None:
    """A malformed or impossible week is a ValueError."""
    with pytest.raises(ValueError, match=r"week|ISO"):
        monday(text)


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"prompt": SlotTime(1, time(18))}, "nudge must come after prompt"),
        ({"cutoff": SlotTime(2, time(15))}, "digest must come after cutoff"),
        ({"meeting": SlotTime(2, time(9))}, "meeting must come after digest"),
        ({"feedback": SlotTime(3, time(8))}, "feedback must come after meeting"),
        ({"feedback": SlotTime(7, time(8))}, "feedback has weekday 7"),
        ({"timezone": "Europe/Botkyrka"}, "timezone 'Europe/Botkyrka' is unknown"),
        ({"country": "XX"}, "country 'XX' has no holiday calendar"),
    ],
)
def test_a_plan_that_cannot_be_kept_is_refused(changed: dict[str, SlotTime], fault: str) -> None:
    """An order, weekday, timezone or country that makes no sense is named when the plan is made."""
    with pytest.raises(ValueError, match=fault):
        replace(PLAN, **changed)  # type: ignore[arg-type]


def test_feedback_may_share_the_meetings_minute() -> None:
    """Feedback at the meeting's own time is allowed; then the meeting makes sense until the week's end."""
    plan = replace(PLAN, feedback=PLAN.meeting)
    found = by_job("2026-W46", plan)
    assert found["feedback"].due == found["meeting"].due
    assert found["meeting"].until == found["feedback"].until


def test_another_country_without_eves_works() -> None:
    """A country whose calendar knows no de facto holidays still gives a week."""
    assert slots("2026-W46", replace(PLAN, country="DE"))[3].due == datetime(2026, 11, 18, 14, tzinfo=UTC)
