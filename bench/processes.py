"""Processes of the bench's own: each side of a comparison runs alone in one, and ends with it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
_ERROR_LINES = 2000  # characters


class Failed(Exception):
    """A side did not do what it should; its figures would mean nothing."""


def locked(package: str) -> bool:
    """Whether the product is installed with it."""
    return f"\n{package}==" in "\n" + (ROOT / "requirements.lock").read_text()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


@contextmanager
def folder() -> Iterator[Path]:
    """A folder of our own on the disk that the repository is on: /tmp may be memory, where nothing is durable."""
    build = ROOT / "build"
    build.mkdir(exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix="bench-", dir=build))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    """Only what a process needs: no setting of the operator's reaches it, and no package that the product lacks."""
    absent = [] if locked("httptools") else [ROOT / "bench" / "absent"]
    path = os.pathsep.join(map(str, (*absent, ROOT, ROOT / "tests")))
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return {**kept, "PYTHONPATH": path, "PYTHONUNBUFFERED": "1", **more}


@contextmanager
def running(command: Sequence[str], cwd: Path, environment: Mapping[str, str] | None = None) -> Iterator[int]:
    """A process until the block ends; yields its id. What it writes goes to a file in `cwd`, read only if it dies."""
    said = cwd / f"{time.monotonic_ns()}.log"
    with said.open("wb") as file:
        process = subprocess.Popen(command, cwd=cwd, env=_environment(environment or {}), stdout=file, stderr=file)  # noqa: S603
        try:
            yield process.pid
            if process.poll() is not None:
                raise Failed(f"{command[:4]} ended with {process.returncode}: {said.read_text()[-_ERROR_LINES:]}")
        finally:
            _end(process)


@contextmanager
def answering(command: Sequence[str], cwd: Path) -> Iterator[Callable[[Mapping[str, float]], dict[str, float]]]:
    """A process that answers each line of JSON with another; yields how to ask it."""
    said = cwd / f"{time.monotonic_ns()}.log"
    with said.open("wb") as file:
        process = subprocess.Popen(  # noqa: S603
            command, cwd=cwd, env=_environment({}), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=file
        )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdout.readline()  # it is ready

    def ask(what: Mapping[str, float]) -> dict[str, float]:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(what).encode() + b"\n")
        process.stdin.flush()
        line = process.stdout.readline()
        if not line:
            raise Failed(f"{command[:4]} ended: {said.read_text()[-_ERROR_LINES:]}")
        answer: dict[str, float] = json.loads(line)
        return answer

    try:
        yield ask
    finally:
        _end(process)
        process.stdin.close()
        process.stdout.close()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def python(module: str, *arguments: object) -> list[str]:
    """The command for a module of ours."""
    return [sys.executable, "-m", module, *map(str, arguments)]


def told(command: Sequence[str], cwd: Path, environment: Mapping[str, str], timeout: float = 600) -> str:
    """Run to its end, and give the last line it wrote."""
    done = subprocess.run(  # noqa: S603
        command, cwd=cwd, env=_environment(environment), capture_output=True, text=True, timeout=timeout, check=False
    )
    if done.returncode:
        raise Failed(f"{command[:4]} ended with {done.returncode}: {done.stderr[-_ERROR_LINES:]}")
    return done.stdout.strip().splitlines()[-1]


def until_open(port: int, within: float = 30) -> None:
    """Wait until somebody listens there."""
    until = time.monotonic() + within
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if time.monotonic() > until:
            raise Failed(f"nobody listens on port {port}")
        time.sleep(0.01)


def memory(pid: int) -> tuple[float, float]:
    """Resident memory at its highest and now, in MB of 10⁶ octets (VmHWM, VmRSS)."""
    status = Path(f"/proc/{pid}/status").read_text()
    highest, now = (re.search(rf"{name}:\s+(\d+) kB", status) for name in ("VmHWM", "VmRSS"))
    if not (highest and now):
        raise Failed("the kernel does not tell how much memory a process has")
    return int(highest[1]) * 1024 / 1e6, int(now[1]) * 1024 / 1e6


def cpu_seconds(pid: int) -> float:
    """Processor time a process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
