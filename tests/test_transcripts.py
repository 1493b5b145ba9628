"""Each transcript is a test: exact words, on each telephone in exact order, nothing more; and what it claims to have
left behind."""

from __future__ import annotations

from pathlib import Path

import pytest
from transcript import FOLDER, play, rewrite

ALL = sorted(FOLDER.glob("*.txt"))
SAMPLE = (
    "ask-telegram",
    "ask-unanswered",
    "tip-sms-complete",
    "tip-telegram",
    "answers",
    "week",
    "pause-deputy",
    "pulse-sms",
    "report-late",
    "review-two",
    "tip-life",
    "tip-inbox",
    "tip-which",
    "tip-times",
    "forward-police",
    "pass-sms",
    "take-part-two",
    "broadcast",
    "broadcast-night",
)
ON_POSTGRES = [path for path in ALL if path.stem in SAMPLE]
WEEKS = (  # lived hour by hour, which takes half as long again when each line is noted
    "action-follow-up",
    "ask-unanswered",
    "pause-alone",
    "pause-deputy",
    "pulse-monthly",
    "silent-weeks",
    "training-reminder",
)
ON_SQLITE = [pytest.param(path, marks=pytest.mark.no_cover) if path.stem in WEEKS else path for path in ALL]


@pytest.mark.parametrize("path", ON_SQLITE, ids=lambda path: path.stem)
async def test_sqlite(path: Path, sqlite_url: str, request: pytest.FixtureRequest) -> None:
    """What is said on the telephones is what the transcript says."""
    steps = await play(path, sqlite_url)
    if request.config.getoption("--update"):
        rewrite(path, steps)
        return
    for step in steps:
        assert step.actual == step.expected, f"{path.name}:{step.number}: {step.text}"


@pytest.mark.no_cover  # the same lines as on SQLite
@pytest.mark.parametrize("path", ON_POSTGRES, ids=lambda path: path.stem)
async def test_postgres(path: Path, postgres_url: str) -> None:
    """The same on PostgreSQL, by the same code."""
    for step in await play(path, postgres_url):
        assert step.actual == step.expected, f"{path.name}:{step.number}: {step.text}"


def test_sample_on_postgres_is_there() -> None:
    """The sample that also runs on PostgreSQL names transcripts that exist."""
    assert len(ON_POSTGRES) == len(SAMPLE)
