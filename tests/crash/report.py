"""What a run came to, to be read by people and by programs."""

from __future__ import annotations

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
