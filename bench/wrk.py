"""wrk, a load generator in C: it posts forms that were signed beforehand, each once, over kept-alive connections."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from bench.forms import DOOR, FORM
from bench.processes import Failed

CONNECTIONS = 64
_SCRIPT = f"""
local ready, at = {{}}, 0
function init(arguments)
  local headers = {{ ["Content-Type"] = "{FORM}", ["User-Agent"] = "TwilioProxy/1.1" }}
  local number, from, till = 0, tonumber(arguments[2]), tonumber(arguments[3])
  for line in io.lines(arguments[1]) do
    number = number + 1
    if number > from and number <= till then
      local signature, body = line:match("^(%S+) (.*)$")
      headers["X-Twilio-Signature"] = signature
      ready[#ready + 1] = wrk.format("POST", "{DOOR}", headers, body)
    end
  end
end
function request()
  at = at + 1
  return ready[at] or error("out of forms")
end
function done(summary, latency, requests)
  local e = summary.errors
  local bad = e.connect + e.read + e.write + e.status + e.timeout
  io.write(string.format("%d %d %d %d\\n", summary.requests, summary.duration, bad, latency:percentile(95)))
end
"""


@dataclass(frozen=True, slots=True)
class Load:
    """What came of it: good answers, seconds, and the 95th percentile in milliseconds."""

    answers: int
    seconds: float
    p95: float


def write(forms: Iterable[tuple[str, str]], file: Path) -> None:
    file.write_text("".join(f"{signature} {body}\n" for signature, body in forms))


def post(port: int, forms: Path, between: tuple[int, int], seconds: float) -> Load:
    """Post the forms of these lines for so long, as fast as they are answered."""
    script = forms.with_name("post.lua")
    script.write_text(_SCRIPT)
    command = [_wrk(), "-t1", f"-c{CONNECTIONS}", f"-d{ceil(seconds)}s", "-s", str(script), f"http://127.0.0.1:{port}"]
    command += ["--", str(forms), *map(str, between)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode or "out of forms" in done.stderr + done.stdout:
        raise Failed(f"wrk: {done.stderr[-500:]} {done.stdout[-500:]}")
    answers, microseconds, bad, p95 = map(int, done.stdout.strip().splitlines()[-1].split())
    if bad:
        raise Failed(f"{bad} of {answers} requests were not answered well")
    return Load(answers, microseconds / 1e6, p95 / 1000)


def _wrk() -> str:
    found = shutil.which("wrk")
    if not found:
        raise Failed("wrk is not installed: `apt-get install wrk` (`make bench` does so if it may)")
    return found
