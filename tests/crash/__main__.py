"""`python -m crash`: the whole crash test, or one set-up of it; the figures on standard output and in a file."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path
from random import SystemRandom

from .report import as_json, as_text, write_docs
from .run import SET_UPS, run


def main() -> int:
    given = argparse.ArgumentParser(prog="crash", description=__doc__)
    given.add_argument("set_ups", nargs="*", choices=[*SET_UPS, []], help="which set-ups; all, if none is named")
    given.add_argument("--kills", type=int, default=200, help="in each set-up")
    given.add_argument("--seed", type=int, default=SystemRandom().randrange(1_000_000))
    given.add_argument("--out", type=Path, default=Path("build/crash.json"))
    given.add_argument("--write-docs", action="store_true", help="only put the figures kept in --out into the document")
    wanted = given.parse_args()
    if wanted.write_docs:
        write_docs(json.loads(wanted.out.read_text("utf-8")), Path("docs/reliability.md"))
        return 0
    reports = []
    for name in wanted.set_ups or SET_UPS:
        folder = wanted.out.parent.resolve() / f"crash-{name}"
        reports.append(asyncio.run(run(SET_UPS[name], wanted.kills, wanted.seed, folder)))
        sys.stdout.write(f"{as_text(reports[-1])}\n")
        sys.stdout.flush()
        wanted.out.write_text(json.dumps([as_json(report) for report in reports], indent=1) + "\n")
    return 1 if any(report.ledger.faults for report in reports) else 0


if __name__ == "__main__":
    sys.exit(main())
