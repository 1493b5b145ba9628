"""The programs from Debian that the bench needs, got where they are missing and we may: wrk posts, Redis keeps."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

_PACKAGES = {"wrk": "wrk", "redis-server": "redis-server"}


def main() -> int:
    """What can't be had is said; its rows are then not measured, and the others are."""
    missing = [package for program, package in _PACKAGES.items() if not shutil.which(program)]
    apt = shutil.which("apt-get")
    if not missing:
        return 0
    if os.geteuid() or not apt:
        print(f"bench: missing: install {' and '.join(missing)}", file=sys.stderr)
        return 0
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    # A mirror that can't be reached is no reason to give up: the packages may be there already.
    subprocess.run([apt, "update", "-qq"], env=quiet, check=False, stdout=subprocess.DEVNULL)  # noqa: S603
    command = [apt, "install", "--yes", "-qq", "--no-install-recommends", *missing]
    return subprocess.run(command, env=quiet, check=False, stdout=subprocess.DEVNULL).returncode  # noqa: S603


if __name__ == "__main__":
    sys.exit(main())
