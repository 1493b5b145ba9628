"""A word to a thousand chats through a Telegram that keeps to its documented limits: how much of the thirty messages a
second is reached. A single 429 and it counts for nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from statistics import median

from bench.ours import service as service_on
from bench.processes import Failed, answering, folder, free_port, python, running
from bench.results import Found, Row
from bench.service import KEY
from bench.serving import until_well
from bench.sizes import Sizes
from bench.talk import FIRST_CHAT
from handlers.text import verbatim
from storage import people
from storage.outbound import Priority

_LIMIT = 30.0  # messages a second: https://core.telegram.org/bots/faq#broadcasting-to-users
_TOKEN = "7000:synthetic-token"  # noqa: S105
_PATIENCE = 2.0  # times as long as the limit allows


def measure(sizes: Sizes) -> Found:
    rates, refused = zip(*(_once(sizes.chats) for _ in range(sizes.times)), strict=True)
    rate = 0.0 if any(refused) else median(rates)
    row = Row(
        f"broadcast to {sizes.chats:,} chats, against Telegram's limit, without a 429", rate, _LIMIT, 0.95, "messages/s"
    )
    return Found((row,), (f"broadcast: {sum(refused)} × 429",))


def _once(chats: int) -> tuple[float, float]:
    """Messages a second, and how many were refused."""
    ours, theirs = free_port(), free_port()
    with folder() as where, answering(python("bench.chats", theirs, chats), where) as ask:
        url = f"sqlite:///{where}/ombud.db"
        _write(url, chats)
        with running(python("bot", "serve"), where, _settings(ours, theirs, url)):
            until_well(ours)
            found = _sent(ask, chats)
    return (found["sent"] - 1) / found["seconds"], found["refused"]


def _write(url: str, chats: int) -> None:
    """What is to go out, in the outbox."""
    app = service_on(url)
    with app.database.begin() as work:
        for chat in range(chats):
            person = people.meet(work, "telegram", str(FIRST_CHAT + chat), "sv")
            app.desk.tell(work, person, verbatim(f"Välkommen till torget, {chat}"), f"news:{chat}", Priority.BROADCAST)
    app.database.close()


def _settings(ours: int, theirs: int, url: str) -> dict[str, str]:
    return {
        "DATABASE_URL": url,
        "SECRET_KEY": KEY,
        "PUBLIC_URL": "https://ombud.example",
        "PORT": str(ours),
        "TELEGRAM_BOT_TOKEN": _TOKEN,
        "TELEGRAM_WEBHOOK_SECRET": "bench",
        "TELEGRAM_API_URL": f"http://127.0.0.1:{theirs}",
    }


def _sent(ask: Callable[[Mapping[str, float]], dict[str, float]], chats: int) -> dict[str, float]:
    until = time.monotonic() + _PATIENCE * chats / _LIMIT + 30
    while (found := ask({}))["sent"] < chats:
        if time.monotonic() > until:
            raise Failed(f"the broadcast does not end: {found}")
        time.sleep(0.2)
    return found
