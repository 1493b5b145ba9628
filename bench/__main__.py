"""`python -m bench [FAMILY …]`: measure all there is, or some of it, and write `bench/results.json`."""

from __future__ import annotations

import argparse
import importlib
import sys
import time

from rich.console import Console

from bench import circumstances, results
from bench.processes import Failed
from bench.sizes import TOY, Sizes

FAMILIES = ("start", "intake", "message", "scale", "digests", "load", "flood", "broadcast")


def main() -> int:
    """Exit status 1 where a row misses its target or could not be measured."""
    asked = _arguments()
    if asked.write_docs:
        results.write_docs()
        return 0
    where, begun = circumstances.look(), time.monotonic()
    found = results.together(measured(name, TOY if asked.toy else Sizes()) for name in asked.families or FAMILIES)
    if not asked.toy:
        results.keep(found, where)
    results.show(found, where)
    print(f"{time.monotonic() - begun:.0f} s")
    return 0 if all(row.met for row in found.rows) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("families", nargs="*", choices=[[], *FAMILIES], help="which rows; all, if none is named")
    parser.add_argument("--toy", action="store_true", help="only show that it runs: the figures mean nothing")
    parser.add_argument("--write-docs", action="store_true", help="only put the last figures into docs/performance.md")
    return parser.parse_args()


def measured(name: str, sizes: Sizes) -> results.Found:
    """A family's rows. One that can't be measured is said to be so, and the others go on."""
    with Console(stderr=True).status(f"{name} …"):
        try:
            found: results.Found = importlib.import_module(f"bench.{name}").measure(sizes)
        except Failed as failed:
            return results.Found((), (f"{name}: not measured: {failed}",))
    return found


if __name__ == "__main__":
    sys.exit(main())
