"""The bench: its rows say what they should, and each family that needs nothing of its own environment runs as a toy."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from bench import __main__ as command
from bench import results, start
from bench.forms import PUBLIC_URL, TOKEN, form, signed
from bench.peers import floor
from bench.processes import ROOT, folder, python
from bench.results import Circumstances, Found, Row
from bench.sizes import TOY
from bench.talk import STEPS, going_on, opening, said_before
from bench.timing import in_turn, percentile
from bot.channels.sms_signed import signed as twilio_agrees
from bot.web.doors import _form

HERE = Circumstances("2026-11-19 12:00 UTC", "a machine", "a disk", "versions")
RATIO = Row("faster than theirs", 300.0, 100.0, 2, "messages/s")
LIMIT = Row("soon enough", 149.0, None, 150, "ms", "lower")


def test_ratio_is_ours_over_theirs() -> None:
    """With a reference the target is about the ratio, without one about our own figure."""
    assert RATIO.ratio == 3
    assert RATIO.met
    assert LIMIT.ratio is None
    assert LIMIT.met
    assert not Row("too slow", 151.0, None, 150, "ms", "lower").met
    assert not Row("slower than theirs", 30.0, 100.0, 0.5, "messages/s").met


def test_results_file(tmp_path: Path) -> None:
    """The file is a list of {name, ours, reference, ratio, target, unit}; rows not measured again stay."""
    file = tmp_path / "results.json"
    results.keep(Found((RATIO,)), HERE, file)
    results.keep(Found((LIMIT,)), HERE, file)
    first, second = json.loads(file.read_text())
    assert first == {
        "name": "faster than theirs",
        "ours": 300.0,
        "reference": 100.0,
        "ratio": 3.0,
        "target": 2,
        "unit": "messages/s",
    }
    assert set(second) == set(first)


def test_docs_get_the_figures(tmp_path: Path) -> None:
    """All that was kept, however many runs it took, stands between the two marks; around them nothing changes."""
    file, docs = tmp_path / "results.json", tmp_path / "performance.md"
    docs.write_text(f"before\n{results.BEGIN}\nold\n{results.END}\nafter\n")
    results.keep(Found((RATIO,), ("intake: a remark",)), HERE, file)
    results.keep(Found((LIMIT,), ("load: another",)), HERE, file)
    results.write_docs(file, docs)
    text = docs.read_text()
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    assert "| faster than theirs | messages/s | 300 | 100 | 3 | ≥ 2 × | ✓ |" in text
    assert "| soon enough | ms | 149 | – | – | ≤ 150 ms | ✓ |" in text
    assert "- intake: a remark\n- load: another" in text
    assert "old" not in text


def test_docs_have_the_marks() -> None:
    """`python -m bench --write-docs` finds where the figures belong."""
    text = results.DOCS.read_text()
    assert text.count(results.BEGIN) == text.count(results.END) == 1


def test_sides_are_measured_in_turn() -> None:
    """Ours, theirs, ours, theirs: and of each the median."""
    order: list[str] = []
    figures = {"ours": iter((1.0, 9.0, 2.0)), "theirs": iter((5.0, 4.0, 6.0))}

    def measured(name: str) -> float:
        order.append(name)
        return next(figures[name])

    taken = in_turn({"ours": lambda: measured("ours"), "theirs": lambda: measured("theirs")}, 3)
    assert taken == {"ours": 2.0, "theirs": 5.0}
    assert order == ["ours", "theirs"] * 3


def test_percentile() -> None:
    """Of a hundred values, 95 are no greater than the 95th percentile."""
    assert percentile(range(1, 101), 0.95) == 95
    assert percentile([7.0], 0.95) == 7.0


def test_signatures_are_twilio_s() -> None:
    """What the bench signs, Twilio's own validator accepts."""
    signature, body = signed(form(1, 2, "Lampan är trasig"))
    assert twilio_agrees(f"{PUBLIC_URL}/webhooks/twilio/sms", _form(body.encode()), signature, TOKEN)


def test_everybody_is_in_the_middle() -> None:
    """After the opening each has said one to four things, and goes on from there without a gap."""
    before = list(opening(8))
    after = list(going_on(8, 16))
    for person in range(8):
        numbers = [one.number for one in (*before, *after) if one.person == person]
        assert numbers == list(range(said_before(person) + 2))
        assert 0 < said_before(person) < STEPS
    assert len({one.id for one in (*before, *after)}) == len(before) + len(after)


def test_our_side_runs() -> None:
    """The whole message is measured through the service itself, by SMS and by Telegram."""
    from bench.message import run

    for channel in ("sms", "telegram"):
        with folder() as where:
            figures = run(python("bench.ours", channel, 4, 8), where, f"sqlite:///{where}/ombud.db")
        assert figures["rate"] > 0
        assert figures["cpu"] > 0


def test_big_database_runs() -> None:
    """A database that was filled in bulk holds conversations that go on, and tips that can be read."""
    from bench.message import run
    from bench.processes import told

    with folder() as where:
        url = f"sqlite:///{where}/ombud.db"
        told(python("bench.seeding", 40, 60), where, {"DATABASE_URL": url})
        assert run(python("bench.ours", "sms", 40, 20, 0), where, url)["rate"] > 0


def test_partners_run() -> None:
    """In a database that was filled in bulk all digests of a week are written, and the page shows it."""
    from bench.processes import free_port, told
    from bench.service import service

    with folder() as where:
        surroundings = service(free_port(), f"sqlite:///{where}/ombud.db")
        told(python("bench.seeding", 20, 60, 8), where, surroundings)
        told(python("bench.partners", "prepare"), where, surroundings)
        few = python("bench.partners", "digests", surroundings["DATABASE_URL"])
        assert set(json.loads(told(few, where, surroundings))) == {"many", "few"}
        assert json.loads(told(python("bench.partners", "page"), where, surroundings))["ms"] > 0


def test_floor_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The floor is two rows and a commit for each message."""
    monkeypatch.chdir(tmp_path)
    floor.main(3)
    assert json.loads(capsys.readouterr().out)["rate"] > 0


@pytest.mark.parametrize("family", ["load", "flood", "broadcast"])
def test_family_runs(family: str) -> None:
    """With the real service as a process each row comes to a figure."""
    found = command.measured(family, TOY)
    assert found.rows, found.remarks
    for row in found.rows:
        assert row.ours >= 0
        assert all(row.cells())


def test_start_runs() -> None:
    """The start is measured until /health answers."""
    (row,) = start.measure(TOY).rows
    assert 0 < row.ours < 30


def test_what_is_missing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """A family whose programs are absent is not measured, and says so; the others go on."""
    monkeypatch.setattr(shutil, "which", lambda _: None)
    found = command.measured("intake", TOY)
    assert not found.rows
    assert "apt-get install wrk" in found.remarks[0]


def test_a_target_of_make() -> None:
    """`make bench` is there, and has an environment of its own."""
    text = (ROOT / "Makefile").read_text()
    assert "\nbench: $(BENCH)/runs\n" in text
    assert "requirements-bench.lock" in text
