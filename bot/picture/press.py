"""Digests are typeset in a process of their own, one at a time, which takes its memory with it (typst and the fonts
need 40 MB) and knows no secret. What was printed last is kept for whoever gets the same.

Run as a module: an order as `order` makes it on standard input, the page on standard output.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from bot.desk import Desk
    from bot.picture.shapes import Digest

Form = Literal["pdf", "png"]
ROOT = Path(__file__).parents[2]
SECONDS = 20.0
_KEPT = 4  # pages; a picture is 200 kB


class CannotPrint(Exception):
    """The page did not come; the message holds no word of what was to stand on it."""


def order(desk: Desk, digest: Digest, form: Form, language: str) -> bytes:
    """All that the other process needs to know."""
    from bot.picture.shapes import as_json

    places = {area.slug: area.at for area in desk.town.areas if area.at}
    wanted = {"form": form, "language": language, "town": desk.town.name, "places": places, "digest": as_json(digest)}
    return json.dumps(wanted).encode()


class Press:
    """Prints what is ordered; the same order again is answered from what is kept."""

    def __init__(self) -> None:
        self._printed: dict[bytes, asyncio.Task[bytes]] = {}
        self._one_at_a_time = asyncio.Lock()

    async def printed(self, wanted: bytes) -> bytes:
        """The page. Raises CannotPrint. Whoever stops waiting for it takes it from nobody else."""
        task = self._printed.get(wanted)
        if task is None or (task.done() and (task.cancelled() or task.exception())):
            task = self._printed[wanted] = asyncio.create_task(self._print(wanted))
            task.add_done_callback(self._forget)
        return await asyncio.shield(task)

    def _forget(self, _: object) -> None:
        """Of what is done only the latest is kept."""
        done = [known for known, task in self._printed.items() if task.done()]
        for known in done[:-_KEPT]:
            del self._printed[known]

    async def _print(self, wanted: bytes) -> bytes:
        async with self._one_at_a_time:
            press = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", __name__),
                cwd=ROOT,
                env={"PYTHONUTF8": "1"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            try:
                async with asyncio.timeout(SECONDS):
                    page, _ = await press.communicate(wanted)
            except TimeoutError:
                press.kill()
                await press.wait()
                raise CannotPrint("it took too long") from None
            if press.returncode or not page:
                raise CannotPrint(f"exit status {press.returncode}")
            return page


def _main(wanted: bytes) -> bytes:
    from bot.i18n import Voices
    from bot.picture import paper

    told, voices = json.loads(wanted), Voices()
    plain, language = told["digest"], told["language"]
    places = {area: (at[0], at[1]) for area, at in told["places"].items()}
    page = paper.sheet(plain, places, told["town"], language, lambda text: voices.say(text, language))
    return (paper.pdf if told["form"] == "pdf" else paper.png)(page, paper.dated(plain["week"]))


if __name__ == "__main__":
    sys.stdout.buffer.write(_main(sys.stdin.buffer.read()))
