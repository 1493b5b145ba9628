"""What the tests want of the machine beside Python: Debian's Chromium, for the pages, strace, which sees the syncs, and
faketime, which sets the clock of one process. `python tests/machine.py` gets them where that can be done, else says
how; under CI their absence is an error."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

WANTED = {
    "chromium": ("chromium", "chromium-browser", "google-chrome"),
    "strace": ("strace",),
    "faketime": ("faketime",),
}
"""Debian's packages, and the commands by any of which each is there."""


def find(package: str) -> str | None:
    """The command's path, or None."""
    return next((path for name in WANTED[package] if (path := shutil.which(name))), None)


def how(package: str) -> str:
    return f"install {package} for the tests: sudo apt-get install {package}"


def at_hand(package: str) -> str:
    """The command's path; RuntimeError, which says how to get it, if it is not there."""
    path = find(package)
    if path is None:
        raise RuntimeError(how(package))
    return path


def install() -> int:
    """Get what is missing by apt when root; the exit status."""
    missing = [package for package in WANTED if find(package) is None]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", *missing]):
            subprocess.run(command, check=False, stdout=subprocess.DEVNULL)  # noqa: S603
        missing = [package for package in missing if find(package) is None]
    for package in missing:
        sys.stderr.write(f"{how(package)}\n")
    return 1 if missing and os.environ.get("CI") else 0


if __name__ == "__main__":
    sys.exit(install())
