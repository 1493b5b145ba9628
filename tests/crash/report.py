"""What a run came to, to be read by people and by programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from .run import Report


def as_json(report: Report) -> dict[str, Any]:
    """Everything that was counted; `faults` is empty where all came out even."""
    flat = {**vars(report), **vars(report.ledger)}
    del flat["ledger"]
    return flat


def as_text(report: Report) -> str:
    ledger = report.ledger
    lines = [
        f"{report.name} (seed {report.seed})",
        f"  {report.kills} kills and {report.power_cuts} power cuts in {report.seconds:.0f} s,"
        f" {report.simulated_days:.0f} days by the service's clock; {report.fell} ended by themselves;"
        f" providers went wrong {report.faults_met} times",
        f"  in:   {report.written} messages, delivered {report.deliveries} times, {ledger.taken} acknowledged;"
        f" {ledger.effects} effects",
        f"  out:  {ledger.replies} answers; {ledger.sms} SMS, none twice; {ledger.chat_messages} chat messages,"
        f" of them twice {ledger.again.total()}{_why(ledger.again)}",
        f"  week: {ledger.fired['prompt']} prompts, {ledger.fired['digest']} digests,"
        f" of them twice in a chat {ledger.weekly_again}",
    ]
    return "\n".join([*lines, *(f"  WRONG {fault}" for fault in ledger.faults)])


def _why(again: dict[str, int]) -> str:
    return f" ({', '.join(f'{number} {why}' for why, number in sorted(again.items()))})" if again else ""


def as_table(reports: Sequence[Mapping[str, Any]], day: date) -> str:
    """The same for docs/reliability.md, from what `as_json` gave."""
    rows = [
        ("seed", "seed"),
        ("kills", "kills"),
        ("power cuts", "power_cuts"),
        ("days by the service's clock", "simulated_days"),
        ("times that a provider went wrong", "faults_met"),
        ("messages", "written"),
        ("of them acknowledged (the rest: Twilio's log)", "taken"),
        ("deliveries", "deliveries"),
        ("effects", "effects"),
        ("SMS out, none twice", "sms"),
        ("chat messages out", "chat_messages"),
        ("of them a second time", "again"),
        ("prompts and digests", "fired"),
        ("seconds", "seconds"),
        ("**not accounted for**", "faults"),
    ]
    lines = [f"Measured {day}.", "", "| | " + " | ".join(report["name"] for report in reports) + " |"]
    lines.append("|---|" + "--:|" * len(reports))
    lines += [f"| {label} | " + " | ".join(_cell(report[key]) for report in reports) + " |" for label, key in rows]
    return "\n".join(lines)


def _cell(value: Any) -> str:
    if isinstance(value, Mapping):
        return str(sum(value.values()))
    if isinstance(value, list):
        return str(len(value))
    return f"{value:.0f}"


def write_docs(reports: Sequence[Mapping[str, Any]], page: Path) -> None:
    """Put the table between its marks."""
    begin, end = "<!-- figures: begin -->", "<!-- figures: end -->"
    before, _, rest = page.read_text("utf-8").partition(begin)
    after = rest.partition(end)[2]
    page.write_text(f"{before}{begin}\n{as_table(reports, datetime.now(UTC).date())}\n{end}{after}", "utf-8")
