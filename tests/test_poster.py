"""`ombud poster`: what hangs on a stairwell wall."""

from __future__ import annotations

import io
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
import structlog
from fakes.telegram_api import BOT, telegram_api
from pdf_words import words
from test_start import SMS
from typer.testing import CliRunner

from bot.__main__ import ombud
from bot.app import Ombudet
from bot.i18n import Voices
from bot.operating.posters import NoPoster, made
from bot.picture import poster
from bot.serve import service
from bot.settings import keygen, load_settings
from handlers.reading.place import find_area
from storage import places

NUMBER = SMS["TWILIO_FROM"]
AT = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture(autouse=True)
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of its own, a database and a key; the log is put back as it was."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'ombud.db'}")
    monkeypatch.setenv("SECRET_KEY", keygen())
    handlers, level = logging.root.handlers[:], logging.root.level
    yield tmp_path
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def by_sms(monkeypatch: pytest.MonkeyPatch) -> None:
    """SMS is on, Telegram is not."""
    for name, value in SMS.items():
        monkeypatch.setenv(name, value)


@asynccontextmanager
async def served() -> AsyncIterator[Ombudet]:
    """The service as the environment wants it."""
    app = service(load_settings(serving=True))
    yield app
    await app.close()


def alternatives(pdf: bytes) -> list[str]:
    """What is said instead of each figure."""
    with pikepdf.open(io.BytesIO(pdf)) as made_of:
        found = [one for one in made_of.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure"]
        return [str(one.get("/Alt", "")) for one in found]


def fault(*told: str) -> str:
    """The one line in which the command says why there is no poster."""
    result = CliRunner().invoke(ombud, ["poster", *told])
    assert result.exit_code == 1, result.output
    (line,) = result.stderr.splitlines()
    return line


def test_a_poster_speaks_several_languages_side_by_side(by_sms: None, environment: Path) -> None:
    """Where to write, that it is no alarm, in each language; A4 on one page, PDF/UA-1."""
    told = ["--area", "alby", "--place", "Tingstorget", "--languages", "sv,ar", "--out", "affisch.pdf"]
    result = CliRunner().invoke(ombud, ["poster", *told])
    assert (result.exit_code, result.stdout) == (0, "affisch.pdf\n"), result.output
    pdf = (environment / "affisch.pdf").read_bytes()
    said = words(pdf)
    for part in ("Känns det otryggt? Berätta för ombudet.", "Tingstorget, Alby", "Vid fara, ring 112.", NUMBER):
        assert part in said
    assert all(letter in said for letter in "طوارئ")
    with pikepdf.open(io.BytesIO(pdf)) as made_of, made_of.open_metadata() as data:
        assert data["pdfuaid:part"] == "1"
        assert len(made_of.pages) == 1
    assert alternatives(pdf) == [f"QR-kod: SMSTO:{NUMBER}:Tips, Tingstorget, Alby: "]


async def test_what_the_code_begins_by_sms_tells_where(by_sms: None) -> None:
    """The area is read from the words that stand in the message already."""
    async with served() as app:
        assert find_area("Tips, Tingstorget, Alby: lampan är trasig", app.desk.areas) == "alby"


def test_nothing_is_half_translated(by_sms: None) -> None:
    """A language that has not all of the words is refused, and those that have are named; no area, no poster."""
    line = fault("--area", "alby", "--languages", "sv,de", "--out", "affisch.pdf")
    assert "no poster in de: choose among sv, en, ar" in line
    assert "no area 'stockholm'" in fault("--area", "stockholm", "--out", "affisch.pdf")
    assert "affisch.pdf" in fault("--area", "alby", "--out", "no/such/affisch.pdf")


def test_a_poster_needs_somewhere_to_write() -> None:
    """With neither Telegram nor SMS there is nothing for a code to open."""
    assert "TELEGRAM_BOT_TOKEN" in fault("--area", "alby", "--out", "affisch.pdf")


async def test_with_telegram_the_code_opens_the_bot_at_the_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """The place has a code of its own, as `ombud areas place` makes it; without a place the area is answered."""
    async with telegram_api() as api:
        monkeypatch.setenv("TELEGRAM_BOT_TOKEN", api.token)
        monkeypatch.setenv("TELEGRAM_API_URL", api.url)
        async with served() as app:
            (at_place,) = alternatives(await made(app, "alby", "Tingstorget", ["sv"], ""))
            (at_area,) = alternatives(await made(app, "alby", "", ["sv"], NUMBER))
            link, code = at_place.removeprefix("QR-kod: ").split("?start=")
            with app.database.begin() as work:
                assert places.find(work, code) == ("alby", "Tingstorget")
    assert link == f"https://t.me/{BOT['username']}"
    assert at_area.endswith("?start=alby")


async def test_a_telegram_that_does_not_answer_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """No poster is printed with another way than the one that is on."""
    async with telegram_api() as api:
        monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "7001:another-token")
        monkeypatch.setenv("TELEGRAM_API_URL", api.url)
        async with served() as app:
            with pytest.raises(NoPoster, match="Telegram"):
                await made(app, "alby", "", ["sv"], NUMBER)


@pytest.mark.parametrize("many", range(1, 8))
def test_any_number_of_languages_fits_on_a_page(many: int) -> None:
    """One to seven, and a long place with what no font has."""
    languages = ["sv", "en", "ar", "tr", "so", "es", "fi"][:many]
    way = poster.by_telegram("OmbudetBot", "ABCD2345", NUMBER)
    where, say = "Gångvägen bakom Hallunda centrum 漢, Hallunda", Voices().say
    pdf = poster.pdf(way, "Botkyrka", where, languages, say, AT)
    with pikepdf.open(io.BytesIO(pdf)) as made_of:
        assert len(made_of.pages) == 1
    assert pdf == poster.pdf(
        way, "Botkyrka", "Gångvägen bakom Hallunda centrum 漢, Hallunda", languages, Voices().say, AT
    )
