"""The browser that the page tests drive: Debian's Chromium. `--install` gets it where that can be done, else says
how; under CI its absence is an error."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
HOW = "install Chromium for the page tests: sudo apt-get install chromium"


def find() -> str | None:
    """Chromium's path, or None."""
    return next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )


def install() -> int:
    """Get Chromium by apt when root; the exit status."""
    if find() is None and os.geteuid() == 0 and shutil.which("apt-get"):
        for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]):
            subprocess.run(command, check=False, stdout=subprocess.DEVNULL)  # noqa: S603
    if find() is not None:
        return 0
    sys.stderr.write(f"{HOW}\n")
    return 1 if os.environ.get("CI") else 0


if __name__ == "__main__":
    sys.exit(install())
