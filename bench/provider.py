"""Twilio and the people behind it, as fast as Python allows, for measuring: a process of its own that posts signed
webhooks at given moments, whatever the answers are doing, takes the replies, and knows how long each was in coming.

Correctness is for `tests/fakes/twilio_api.py`; this one only has to be no bottleneck.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from bench.forms import ACCOUNT, DOOR, FORM, form, number_of, signed
from bench.talk import Said, going_on, opening
from bench.timing import percentile

FLOODER = number_of(9_999_999)
_LINES = 64  # connections to the service
_numbers = itertools.count(1)
_CREATED = {"account_sid": ACCOUNT, "api_version": "2010-04-01", "status": "queued", "num_segments": "1", "price": None}


@dataclass(slots=True)
class Post:
    """One webhook: when it is due (seconds from the beginning), what it says, whose reply it waits for."""

    due: float
    request: bytes
    number: str = ""


@dataclass(slots=True)
class Seen:
    """What happened: when each number's message was due, how long its reply took (seconds), answers other than 200."""

    due: dict[str, float] = field(default_factory=dict)
    took: list[float] = field(default_factory=list)
    awaited: int = 0
    bad: int = 0
    last: float = 0.0

    def reply(self, to: str, now: float) -> str:
        """A reply has been handed to us; returns its id."""
        due = self.due.pop(to, None)
        if due is not None:
            self.took.append(now - due)
        if not to.startswith(FLOODER):
            self.awaited += 1
            self.last = now
        return f"SM{next(_numbers):032x}"


class Api(asyncio.Protocol):
    """POST …/Messages.json and GET …/Messages.json, and status callbacks as Twilio makes them."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._came = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._came += data
        while b"\r\n\r\n" in self._came:
            head, _, rest = self._came.partition(b"\r\n\r\n")
            length = _length(head)
            if len(rest) < length:
                return
            self._came = rest[length:]
            self._transport.write(self._answer(head, rest[:length]))

    def _answer(self, head: bytes, body: bytes) -> bytes:
        if head.startswith(b"GET"):
            return _response(200, {"messages": [], "next_page_uri": None, "page": 0})
        given = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        sid = self._world.seen.reply(given["To"], time.monotonic())
        if "StatusCallback" in given:
            for status in ("sent", "delivered"):
                self._world.callbacks.put_nowait(_callback(sid, given["To"], status))
        return _response(201, {**_CREATED, "sid": sid, "to": given["To"], "body": given["Body"]})


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


def _response(status: int, answer: dict[str, object]) -> bytes:
    body = json.dumps(answer).encode()
    head = f"HTTP/1.1 {status} OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def request(given: dict[str, str], path: str = DOOR) -> bytes:
    """A webhook as octets."""
    signature, body = signed(given, path)
    head = (
        f"POST {path} HTTP/1.1\r\nHost: ombud.example\r\nContent-Type: {FORM}\r\nUser-Agent: TwilioProxy/1.1\r\n"
        f"X-Twilio-Signature: {signature}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return (head + body).encode()


def _callback(sid: str, to: str, status: str) -> bytes:
    given = {"MessageSid": sid, "SmsSid": sid, "MessageStatus": status, "SmsStatus": status, "To": to}
    return request({**given, "AccountSid": ACCOUNT, "ApiVersion": "2010-04-01"}, "/webhooks/twilio/status")


class Lines:
    """Kept-alive connections to the service; who wants one waits for it, and its wait is part of what is measured."""

    def __init__(self, port: int, seen: Seen) -> None:
        self._port, self._seen = port, seen
        self._free: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()

    async def open(self, number: int) -> None:
        for _ in range(number):
            self._free.put_nowait(await asyncio.open_connection("127.0.0.1", self._port))

    def close(self) -> None:
        while not self._free.empty():
            self._free.get_nowait()[1].close()

    async def post(self, octets: bytes) -> None:
        reader, writer = await self._free.get()
        writer.write(octets)
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(_length(head))
        self._seen.bad += not head.startswith(b"HTTP/1.1 200")
        self._free.put_nowait((reader, writer))


class World:
    """The provider for as long as the process lives; each `act` is one measurement."""

    def __init__(self, ours: int) -> None:
        self._ours = ours
        self.seen, self.callbacks = Seen(), asyncio.Queue[bytes]()

    async def listen(self, theirs: int) -> None:
        loop = asyncio.get_running_loop()
        await loop.create_server(lambda: Api(self), "127.0.0.1", theirs)

    async def act(self, posts: list[Post], awaited: int, patience: float) -> tuple[Seen, float]:
        """Post each when it is due, then wait until so many replies have come, or for `patience` seconds. Returns what
        was seen, and the seconds until the last reply."""
        self.seen, self.callbacks = Seen(), asyncio.Queue[bytes]()
        lines, back = Lines(self._ours, self.seen), Lines(self._ours, self.seen)
        await lines.open(_LINES)
        await back.open(_LINES // 4)
        reporting = [asyncio.create_task(self._report(back)) for _ in range(_LINES // 4)]
        begun = time.monotonic()
        await _post(lines, self.seen, posts, begun)
        await self._replied(awaited, time.monotonic() + patience)
        for task in reporting:
            task.cancel()
        lines.close()
        back.close()
        return self.seen, self.seen.last - begun

    async def _replied(self, awaited: int, until: float) -> None:
        """Looked for, not told: a signal for each reply would cost more than the looks."""
        while (self.seen.awaited < awaited or not self.callbacks.empty()) and time.monotonic() < until:  # noqa: ASYNC110
            await asyncio.sleep(0.02)

    async def _report(self, lines: Lines) -> None:
        while True:
            await lines.post(await self.callbacks.get())


async def _post(lines: Lines, seen: Seen, posts: list[Post], begun: float) -> None:
    tasks = set()
    for post in posts:
        wait = begun + post.due - time.monotonic()
        if wait > 0:
            await asyncio.sleep(wait)
        if post.number:
            seen.due[post.number] = begun + post.due
        tasks.add(asyncio.create_task(lines.post(post.request)))
    await asyncio.gather(*tasks)


def arrivals(said: Iterable[Said], rate: float, chance: random.Random) -> list[Post]:
    """At `rate` a second, with gaps as chance has them (a Poisson process)."""
    posts, at = [], 0.0
    for one in said:
        posts.append(Post(at, request(form(one.id, one.person, one.text("sms"))), number_of(one.person)))
        at += chance.expovariate(rate)
    return posts


def flood(rate: float, seconds: float, round_: int) -> list[Post]:
    """One person who says something else so often, for so long; nobody waits for the replies."""
    posts = []
    for number in range(int(rate * seconds)):
        given = form(
            10**9 + round_ * 10**6 + number, 0, f"Det händer något vid torget igen, nu för gång {round_}:{number}"
        )
        posts.append(Post(number / rate, request({**given, "From": FLOODER})))
    return posts


async def measure(world: World, asked: dict[str, float]) -> dict[str, float]:
    """One measurement: of `people`, the messages `after` so many, `messages` of them, at `rate`; with `flood` a second
    from one more. Without `messages`: what opens everybody's conversation."""
    people, after, messages = (int(asked.get(name, 0)) for name in ("people", "after", "messages"))
    said = (
        list(itertools.islice(going_on(people, after + messages), after, None)) if messages else list(opening(people))
    )
    posts = arrivals(said, asked["rate"], random.Random(after))  # noqa: S311
    if asked.get("flood"):
        posts = sorted([*posts, *flood(asked["flood"], posts[-1].due, after)], key=lambda post: post.due)
    seen, seconds = await world.act(posts, len(said), asked.get("patience", 120))
    took = seen.took or [float("inf")]
    shares = {f"p{share}": 1000 * percentile(took, share / 100) for share in (50, 95, 99)}
    counts = {"asked": len(said), "replied": seen.awaited, "bad": seen.bad}
    return {**counts, **shares, "rate": seen.awaited / seconds if seconds > 0 else 0.0}


async def main(ours: int, theirs: int) -> None:
    """Each line read is what is asked; each line written what came of it."""
    world = World(ours)
    await world.listen(theirs)
    print("ready", flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        print(json.dumps(await measure(world, json.loads(line))), flush=True)


if __name__ == "__main__":
    asyncio.run(main(*map(int, sys.argv[1:])))
