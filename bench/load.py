"""How long a reply is in coming at half of what the whole service can do, and how much memory it has by then: real
HTTP in and out, arrivals by chance that wait for nobody, and Twilio's status callbacks for each reply."""

from __future__ import annotations

from statistics import median

from bench.processes import cpu_seconds, memory
from bench.results import Found, Row
from bench.serving import served
from bench.sizes import Sizes


def measure(sizes: Sizes) -> Found:
    capacities, p95s, p99s, spent, after = [], [], [], [], 0
    with served(sizes.people) as world:
        for _ in range(sizes.times):
            burst = max(sizes.messages // 2, 1)
            worked = cpu_seconds(world.pid)
            rate = world.measure(people=sizes.people, after=after, messages=burst, rate=1e6)["rate"]
            spent.append(1e6 * (cpu_seconds(world.pid) - worked) / burst)
            world.quiet()
            after += burst
            count = max(int(rate / 2 * sizes.under_load), 10)
            found = world.measure(people=sizes.people, after=after, messages=count, rate=rate / 2)
            world.quiet()
            after += count
            capacities.append(rate)
            p95s.append(found["p95"])
            p99s.append(found["p99"])
        highest, now = memory(world.pid)
    return Found(
        (
            Row("p95 from webhook to the reply handed to the provider, at half the capacity",
                median(p95s), None, 150, "ms", "lower"),
            Row("resident memory of `ombud serve` under that load, at its highest", highest, None, 150, "MB", "lower"),
        ),
        (
            f"whole service: capacity {median(capacities):,.0f} messages/s, webhook to reply and its two status "
            f"callbacks; processor time {median(spent):,.0f} µs each; p99 at half of it {median(p99s):,.0f} ms; "
            f"memory afterwards {now:.0f} MB",
        ),
    )  # fmt: skip
