"""Holidays come from a process of their own."""

from __future__ import annotations

import sys
from datetime import date

import pytest

from bot.weekly.calendars import UnknownCountry, holidays_of


def test_the_eves_are_among_the_holidays() -> None:
    year = holidays_of("SE", 2026)
    assert {date(2026, 6, 19), date(2026, 12, 24), date(2026, 12, 31), date(2026, 5, 14)} <= set(year)
    assert all(day.year == 2026 for day in year)


def test_a_country_without_a_calendar_is_unknown() -> None:
    with pytest.raises(UnknownCountry):
        holidays_of("XX", 2026)


def test_a_process_that_fails_for_another_reason_is_not_an_unknown_country(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(RuntimeError, match="can't be read"):
        holidays_of("NO", 2026)
