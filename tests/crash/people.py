"""Who writes: residents with tips, questions and answers, ombud who answer and report, by SMS and by Telegram. Each
text of theirs holds a mark of its own, by which it is found again in the database."""

from __future__ import annotations

import itertools
import re
import time
from dataclasses import dataclass, field
from random import Random
from typing import Any

from fakes.telegram_api import SentMessage
from served import CODE

from handlers.records import Role

from .post import Post

REPORT_CODE = re.compile(r"\b0 3 \d{4}\b")
REPORTED = re.compile(r"Tack! Rapporten för vecka (\d+)")
MARK = re.compile(r"\bze(?:[bdfgklmnprstv][aeiou]){3}\b")
_SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstv" for vowel in "aeiou"]
_MARKS = ("ze" + "".join(syllables) for syllables in itertools.product(_SYLLABLES, repeat=3))
_PLACES = {
    "alby": "Albyvägen 12",
    "fittja": "Krögarvägen 4",
    "hallunda-norsborg": "Hallundavägen 5",
    "tumba": "Munkhättevägen 8",
}
_TAPPED = ("yes", "right", "nothing", "3")  # what is chosen where it is offered, in this order


@dataclass
class Phone:
    """A person's telephone: a number, or a chat. `codes` are their own tips', `asked` those whose ombud has written,
    `given` those that an ombud has been given, `button` what is to be tapped next."""

    address: str | int
    area: str = ""
    role: Role | None = None
    codes: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    button: tuple[str, int] | None = None
    prompt: str = ""

    def hears(self, text: str, codes: list[str]) -> None:
        """A message has come; what it means for what is written next."""
        if code := REPORT_CODE.search(text):
            self.prompt = code[0]
        elif text.startswith("Ombudet om"):
            self.asked += codes[:1]
        elif text.startswith("Tips ") and self.role:
            self.given += codes[:1]
        elif "Kod " in text:
            self.codes += codes[:1]

    def shown(self, message: SentMessage) -> None:
        keys = {data.partition(":")[2]: data for row in message.keyboard for _, data in row}
        key = next((key for key in _TAPPED if key in keys), None)
        self.button = (keys[key], message.message_id) if key else self.button


class People:
    """`marks` holds the mark of each text that was written, in order; `reported` who was thanked for a
    report, of which week."""

    def __init__(self, post: Post, phones: list[Phone], chance: Random) -> None:
        self._post, self._chance = post, chance
        self.phones = {phone.address: phone for phone in phones}
        self.marks: list[str] = []
        self.reported: set[tuple[str | int, str]] = set()
        self._message_ids = itertools.count(1_000_000)

    def heard(self, address: str | int, text: str) -> Phone:
        phone = self.phones[address]
        if phone.role == "ombud" and (thanks := REPORTED.match(text)):
            self.reported.add((address, thanks[1]))
        phone.hears(text, CODE.findall(text))
        return phone

    def act(self) -> None:
        """Somebody does something."""
        phone = self._chance.choice(list(self.phones.values()))
        if isinstance(phone.address, int) and self._post.waits(phone.address):
            return
        if phone.button is not None:
            self._tap(phone)
        elif phone.prompt:
            self._write(phone, phone.prompt)
            phone.prompt = ""
        elif phone.role is None:
            self._resident(phone)
        elif phone.given:
            self._write(phone, f"svara {phone.given.pop()} Tack, jag tittar på det, {self._mark()}")

    def _resident(self, phone: Phone) -> None:
        if phone.asked:
            code = phone.asked.pop()
            self._write(phone, f"{code if self._chance.random() < 0.5 else 'Ja,'} den är trasig än, {self._mark()}")
        elif phone.codes and self._chance.random() < 0.2:
            self._write(phone, f"status {self._chance.choice(phone.codes)}")
        else:
            tip = f"Lampan är trasig vid {_PLACES[phone.area]}, mörkt på kvällen"
            for _ in range(1 if self._chance.random() < 0.9 or isinstance(phone.address, int) else 2):
                word = "tips: " if self._chance.random() < 0.5 else ""  # without it, it may be added to the last
                self._write(phone, f"{word}{tip}, {self._mark()}")

    def _mark(self) -> str:
        self.marks.append(next(_MARKS))
        return self.marks[-1]

    def _write(self, phone: Phone, text: str) -> None:
        if isinstance(phone.address, str):
            self._post.by_sms(phone.address, text)
        else:
            word, _, rest = text.partition(" ")
            text = f"/{word} {rest}" if word in ("svara", "status") else text
            self._post.by_telegram(phone.address, {"message": self._message(phone.address, text)})

    def _tap(self, phone: Phone) -> None:
        assert isinstance(phone.address, int)
        assert phone.button is not None
        (data, message_id), phone.button = phone.button, None
        carrier = {**self._message(phone.address, "?"), "message_id": message_id}
        person = carrier["from"]
        tap = {"id": str(message_id), "from": person, "chat_instance": "1", "data": data, "message": carrier}
        self._post.by_telegram(phone.address, {"callback_query": tap})

    def _message(self, chat: int, text: str) -> dict[str, Any]:
        person = {"id": chat, "is_bot": False, "first_name": "Test", "language_code": "sv"}
        private = {"id": chat, "type": "private", "first_name": "Test"}
        now = int(time.time())
        return {"message_id": next(self._message_ids), "date": now, "from": person, "chat": private, "text": text}


def cast() -> list[Phone]:
    """A small municipality: most tips go to ombud with SMS, for a chat takes one message a second."""
    staff = [
        Phone(7001, "alby", "ombud"),
        Phone(7002, "tumba", "ombud"),
        Phone("+46701740606", "fittja", "ombud"),
        Phone("+46701740607", "hallunda-norsborg", "ombud"),
        Phone("+46701740608", "varsta-grodinge", "ombud"),  # nothing ever happens there: the one-SMS report
        Phone("+46701740609", "alby", "manager"),
        Phone(7003, "", "coordinator"),
        Phone(7004, "", "police"),
    ]
    by_sms = [Phone(f"+467017406{n}", ("fittja", "hallunda-norsborg")[n % 2]) for n in range(10, 39)]
    by_telegram = [Phone(7010 + n, ("fittja", "hallunda-norsborg")[n % 2]) for n in range(11)]
    by_sms, by_telegram = [*by_sms, Phone("+46701740639", "alby")], [*by_telegram, Phone(7021, "tumba")]
    return [*staff, *by_sms, *by_telegram]
