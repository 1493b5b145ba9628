"""Every page of every conversation, every notice and every digest, in each language and on each channel.

A walker answers each question in each way there is; what differs only in words that no later page repeats is
walked once. What a limit does not hold for stands in a table with its reason.
"""

from __future__ import annotations

import inspect
import itertools
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache

import pytest
from babel.messages.pofile import read_po

from bot import facts
from bot.channels.gsm7 import segments, to_gsm
from bot.desk import Desk
from bot.i18n import FOLDER, Voices
from bot.municipality import load
from bot.pages import LONGEST, Message, present
from bot.picture.counts import AreaWeek, Week
from bot.picture.disclosure import Told, release
from bot.picture.policy import ALL_AREAS
from bot.picture.render import as_text
from handlers import action_notices, forward_notices, notices, review, tip_notices, week_notices
from handlers import broadcast_notices as news
from handlers import patrol_notices as of_patrols
from handlers.car import KINDS, told
from handlers.days import day
from handlers.dialogue import Answers, Json, Page, Question, Reply, State, read
from handlers.flows import FLOWS
from handlers.forward import NAMES, STATES
from handlers.join import named
from handlers.patrol_records import PassSeen
from handlers.records import LESSONS, PATROL_LESSONS, ROLES, Observation, Place, Role
from handlers.report import opening
from handlers.text import Text, lines, verbatim
from storage.forwards import ANSWERS
from storage.people import Holding, Person

pytestmark = pytest.mark.no_cover  # thousands of pages of what the transcripts run through

SITE = "https://ombudet.example"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
URL = f"{SITE}/integritet"
DESK = Desk(load("botkyrka"), Voices(), SITE)
VOICES = DESK.voices
CHANNELS = ("telegram", "sms")
GSM_LANGUAGES = {"sv", "en", "so", "fi"}  # whose letters are in the SMS alphabet; others pay for their own
GSM_SPOKEN = tuple(code for code in VOICES.languages if code in GSM_LANGUAGES)
LATE = 9_999_999  # a conversation's turn, as long as it may get in a button
LONG_AREA = "Hallunda-Norsborg"  # the longest name in the municipality
WORDS = "Lampan är trasig, mörkt på kvällen"
LONG_WORDS = f"{WORDS}. Det har varit så i flera veckor, och många går en omväg för att slippa tunneln."
CODE = "K7M-4QX"

everywhere = pytest.mark.parametrize(
    ("language", "channel"), [(language, channel) for language in VOICES.languages for channel in CHANNELS]
)

# What may cost more than one segment by SMS, how many, and why: (flow, key of the question) or a notice's name.
PAGES_OVER: dict[tuple[str, str], tuple[int, str]] = {
    ("tip", "send"): (2, "quotes the person's own words and place"),
    ("report", "finish"): (2, "quotes the ombud's own words"),
    ("forward", "to"): (2, "of a suspected crime says what is the police's"),
    ("forward", "words"): (2, "quotes the tip"),
    ("consent", "yes"): (2, "quotes the tip"),
    ("inbox", "which"): (3, "names five tips"),
    ("unclear", "what"): (3, "names the tips that wait for an answer"),
    ("open_tip", "do"): (4, "quotes the tip and what has been said"),
    ("review", "decision"): (3, "quotes the ombud's own words"),
    ("members", "who"): (6, "names everyone who holds a role"),
    ("take_part", "when"): (2, "names the area's watch groups"),
    ("application", "answer"): (2, "quotes the applicant's own words"),
    ("training", "part"): (2, "teaches, and asks"),
    ("training", "patrol"): (2, "teaches, and asks"),
    ("training", "apart"): (2, "teaches, and asks"),
    ("training", "written"): (2, "teaches, and asks"),
    ("training", "est"): (2, "teaches, and asks"),
    ("training", "week"): (2, "teaches, and asks"),
    ("ask", "send"): (2, "quotes the ombud's own words"),
    ("ask_more", "send"): (2, "quotes the ombud's own words"),
    ("answering", "words"): (2, "quotes the ombud's own words"),
    ("broadcast_check", "send"): (3, "quotes the news in each language"),
    ("broadcast_approve", "answer"): (3, "quotes the news in each language"),
    ("report", "change"): (6, "names each of the week's observations, seldom many"),
}
NOTICES_OVER: dict[str, tuple[int, str]] = {
    "history": (4, "an ombud asks what has happened to a tip, line by line"),
    "bundle": (2, "names the tips"),
}


# The walker


@dataclass(frozen=True)
class Start:
    """Where a conversation begins: a flow with the facts and answers it may be opened with, on these channels.
    With `alike`, pages that read the same are walked on from once: later pages tell nothing of how one came there."""

    name: str
    flow: str
    facts: dict[str, Json] = field(default_factory=dict)
    answers: Answers = ()
    channels: tuple[str, ...] = CHANNELS
    alike: bool = False


def tip_starts() -> Iterator[Start]:
    menu, free = {"free": False, "sms": False}, {"free": True, "sms": False}
    yield Start("tip by menu", "tip", {**menu})
    yield Start("tip by menu, sms", "tip", {**menu, "sms": True}, channels=("sms",))
    yield Start("tip in own words", "tip", {**free}, (("what", WORDS),), channels=("telegram",))
    yield Start("tip in one sms", "tip", {"free": True, "sms": True}, (("what", WORDS),), channels=("sms",))
    yield Start("tip by poster", "tip", {**menu}, (("where", {"text": "Porten 4"}), ("area", "alby")))
    yield Start("tip by poster of an area", "tip", {**menu}, (("area", "alby"),))
    yield Start("tip by position", "tip", {**menu}, (("where", {"text": "", "at": [59.24, 17.845]}),))


def report_starts() -> Iterator[Start]:
    one: list[Json] = [["skadegorelse", "Albyvägen 12", "evening", 1]]
    several: list[Json] = [*one, ["otrygg_plats", "", "night", 3], ["personal", "Hallunda centrum", "", 8]]
    for (name, tips), last, code in itertools.product(
        {"no tips": [], "a tip": one, "tips": several, "many tips": several * 7}.items(), (None, 2), (None, "4829")
    ):
        known: dict[str, Json] = {
            "week": "2026-W47",
            "area": "alby",
            "area_name": LONG_AREA,
            "tips": tips,
            "last": last,
        }
        if code:
            known["code"] = code
        yield Start(
            f"report, {name}, last {last}, code {code}",
            "report",
            known,
            channels=("sms",) if code else CHANNELS,
            alike=True,
        )


def other_starts() -> Iterator[Start]:
    for role in (None, *ROLES):
        person = Person(1, "sv", True, "", "telegram", 1, "1", NOW, (Holding(role, "alby"),) if role else ())
        yield Start(f"menu for {role}", "menu", dict(facts.for_menu(person).facts))
    yield Start("language", "language", dict(facts.for_language(DESK).facts))
    for role, area in itertools.product(ROLES, (LONG_AREA, "")):
        invited: dict[str, Json] = {"code": "ABCD-EFGH-JKLM", "role": role, "area_name": area, "url": URL}
        yield Start(f"join as {role} {area}", "join", invited)
    yield Start("reply", "reply", {"code": CODE})
    yield Start("answer", "answer", {"code": CODE, "words": "Tack! Vid vilken port är det?"})
    yield Start("unclear", "unclear", {"words": WORDS})
    yield from pause_starts()
    yield from action_starts()
    yield from tip_life_starts()


def tip_life_starts() -> Iterator[Start]:
    by_sms: dict[str, Json] = {"code": "4829", "confirms": "inbox"}
    talks: list[Json] = [[f"K7M-4Q{last}", "otrygg_plats", "Krögarvägen 8"] for last in "XYZ23"]
    listed: list[Json] = [[f"K7M-4Q{last}", "otrygg_plats", "Krögarvägen 8", 3, "new"] for last in "XYZ23"]
    yield Start("inbox, one", "inbox", {"tips": listed[:1], "page": 1, "pages": 1, "count": 1})
    yield Start("inbox, a page", "inbox", {"tips": listed, "page": 2, "pages": 3, "count": 13})
    one: dict[str, Json] = {
        "code_of_tip": CODE,
        "area_name": LONG_AREA,
        "category": "otrygg_plats",
        "place": "Krögarvägen 8",
        "what": WORDS,
        "days": 3,
        "status": "reopened",
        "talk": [["ombud", WORDS], ["resident", "Port 4"]],
        "alike": 1,
        "merged": 1,
    }
    yield Start("a tip", "open_tip", one)
    yield Start("a tip by sms", "open_tip", {**one, **by_sms}, channels=("sms",))
    yield Start("a tip, bare", "open_tip", {**one, "place": "", "talk": [], "alike": 0, "merged": 0, "days": 0})
    two: dict[str, Json] = {
        "tip": CODE,
        "others": [["K7M-4QY", "Krögarvägen 8"]],
        "merged": [["K7M-4QZ", "Krögarvägen 8"]],
    }
    yield from forward_starts()
    yield Start("alike", "alike", two)
    yield Start("alike by sms", "alike", {**two, **by_sms}, channels=("sms",))
    yield Start("tip times", "tip_times", {"how": "instant"})
    yield Start("tip times by sms", "tip_times", {**by_sms, "how": "daily"}, channels=("sms",))
    for status in ("handled", "closed"):
        yield Start(f"settled, {status}", "settled", {"code": CODE, "category": "otrygg_plats", "status": status})
    yield Start("belongs", "belongs", {"free": True, "words": WORDS, "code": CODE})
    yield Start("unclear, with talks", "unclear", {"words": WORDS, "tips": talks})
    yield from patrol_starts()
    yield from joining_starts()
    yield from broadcast_starts()


def forward_starts() -> Iterator[Start]:
    url = "https://www.polisen.se/tipsa"
    shared: dict[str, Json] = {"area_name": LONG_AREA, "place": "Krögarvägen 8"}
    known: dict[str, Json] = {**shared, "code_of_tip": CODE, "what": WORDS, "police_url": url, "fault_url": url}
    for category, to in (("otrygg_plats", ["coordinator"]), ("narkotika", ["landlord", "coordinator", "police"])):
        one: dict[str, Json] = {**known, "category": category, "to": list(to), "there": ["coordinator"]}
        yield Start(f"forward, {category}", "forward", one)
        yield Start(f"forward by sms, {category}", "forward", {**one, "there": [], "code": "4829"}, channels=("sms",))
    for words in (WORDS, ""):
        asked_of: dict[str, Json] = {**shared, "category": "vald_hot", "words": words}
        yield Start(f"consent, {words}", "consent", {**asked_of, "code": CODE, "tip": CODE})
        yield Start(f"forwarded, {words}", "forwarded", {**asked_of, "receipt": CODE})
        yield Start(
            f"forwarded by sms, {words}", "forwarded", {**asked_of, "receipt": CODE, "code": "4829"}, channels=("sms",)
        )


def joining_starts() -> Iterator[Start]:
    yield Start("take part", "take_part", {"open": [], "town": "Botkyrka"}, alike=True)
    groups: list[Json] = [[g.area, g.name, g.join] for g in DESK.town.groups]
    near: dict[str, Json] = {"open": [], "town": "Botkyrka", "groups": groups}
    yield Start("take part, near groups", "take_part", near, (("kind", "contact"), ("area", "alby")), alike=True)
    yield Start("take part, one is open", "take_part", {"open": ["patrol"], "town": "Botkyrka"}, alike=True)
    one: dict[str, Json] = {"application": 17, "receipt": CODE, "kind": "patrol", "area_name": LONG_AREA, "when": ""}
    for when in ("", "kvällar efter sju, och helst inte på tisdagar eller torsdagar"):
        yield Start(f"application, {when}", "application", {**one, "when": when}, channels=("telegram",))
        by_sms: dict[str, Json] = {**one, "when": when, "code": "4829", "confirms": "application:17"}
        yield Start(f"application by sms, {when}", "application", by_sms, channels=("sms",))
    yield Start("applicant", "applicant", {"application": 17, "receipt": CODE, "words": "Kan du komma på torsdag?"})
    yield Start("whose", "whose", {"area": None})
    yield Start("groups", "groups", {"area": None})
    yield Start("whose, area known", "whose", {"area": "alby"})
    for number, lesson in enumerate(dict.fromkeys((*LESSONS, *PATROL_LESSONS)), 1):
        yield Start(f"lesson {lesson}", "training", {"lesson": lesson, "number": number, "of": 5, "again": False})


def patrol_starts() -> Iterator[Start]:
    known: dict[str, Json] = {"code_name": "G-101", "crew": ["G-12", "G-102"], "busy": ["G-103"]}
    named: Answers = (("second_1", "G-12"), ("areas_1", LONG_AREA), ("areas_2", "done"))
    yield Start("patrol", "patrol", known, (("areas_1", "alby"), ("areas_2", "done")))
    yield Start("patrol, areas", "patrol", known, (("second_1", "themselves"),), alike=True)
    for wrong in ("G-103", "G-999", "ingen aning"):
        yield Start(f"patrol, {wrong}", "patrol", known, (("second_1", wrong),), alike=True)
    yield Start("patrol by sms", "patrol", {**known, "code": "4829"}, named, channels=("sms",))
    out: dict[str, Json] = {"pass": 7, "since": "13:05", "own": ["hallunda-norsborg"], "seen": 0, "alone": False}
    on: dict[str, Json] = {**known, **out, "faults": [], "sms": False}
    yield Start("patrolling", "patrolling", on, alike=True)
    more: dict[str, Json] = {**on, "own": ["alby", "fittja"], "seen": 2, "alone": True, "faults": [[17, "glass"]]}
    yield Start("patrolling alone, by sms", "patrolling", {**more, "sms": True}, channels=("sms",), alike=True)
    for number, words in enumerate(("G-12", "klotter", "slut 34 bromsarna", "bilen", "fel repor", "ångra", "inget")):
        yield Start(f"patrolling, {number}", "patrolling", more, (("said", words),), alike=True)
    yield Start("crew", "crew", {"pass": 7, "code_name": "G-101"})
    for kind in KINDS:
        fault: dict[str, Json] = {"fault": 17, "kind": kind, "words": "", "day": "2026-09-23"}
        yield Start(f"car fault, {kind}", "car_fault", fault)
        yield Start(f"car fault, {kind}, by sms", "car_fault", {**fault, "code": "4829"}, channels=("sms",))


def action_starts() -> Iterator[Start]:
    known: dict[str, Json] = {
        "own": [["alby", "Alby"], ["hallunda-norsborg", LONG_AREA]],
        "owners": [list(owner) for owner in DESK.town.organisations],
        "dues": [["week", "2026-12-01"], ["two_weeks", "2026-12-08"], ["month", "2026-12-24"], ["open", ""]],
        "follow_up": {"week": "2026-12-15", "two_weeks": "2026-12-22", "month": "2027-01-07", "open": "2026-12-24"},
        "follow_ups": [["two_weeks", "2026-12-08"], ["month", "2026-12-24"], ["quarter", "2027-02-23"], ["never", ""]],
        "actions": [],
    }
    one: list[Json] = [[17, LONG_AREA, "nedskrapning", "Krögarvägen 8", "reopened"]]
    yield Start("action", "action", known, alike=True)
    yield Start("action by sms", "action", {**known, "actions": one, "code": "4829"}, channels=("sms",), alike=True)
    yield Start("better", "better", {"action": 17, "code": CODE, "category": "otrygg_plats"})


def pause_starts() -> Iterator[Start]:
    others: list[Json] = [[4711, f"{LONG_AREA}, ombud 4711"], [12, "Alby, ombud 12"]]
    away: dict[str, Json] = {"today": "2026-09-23", "others": others, "standing": None}
    days: Answers = (("when_1", "2026-09-23 - 2026-09-30"),)
    by_sms: dict[str, Json] = {**away, "code": "4829", "confirms": "pause"}
    yield Start("pause, days said", "pause", {**away, "standing": ["2026-09-23", "2026-09-30"]}, days)
    yield Start("pause by sms", "pause", by_sms, days, channels=("sms",))
    facts_: dict[str, Json] = {"pause": 1, "area_name": LONG_AREA, "first": "2026-09-23", "last": "2026-09-30"}
    yield Start("step in", "step_in", facts_)
    yield Start("pulse", "pulse", {"area": None})
    yield Start("pulse, area known", "pulse", {"area": "alby"})
    yield Start("pulse, more", "pulse_more", {"week": "2026-W47", "answer": 4})
    yield Start("pulse, wish", "pulse_more", {"week": "2026-W47", "answer": 1})
    yield Start("word", "word", {"person": 1, "area_name": LONG_AREA})
    yield from review_starts()
    yield from member_starts()
    yield from ask_starts()


def member_starts() -> Iterator[Start]:
    held: list[Json] = [
        [1, "coordinator", "", "", ""],
        [2, "ombud", "hallunda-norsborg", f"{LONG_AREA}, ombud 12", "threat"],
        [3, "manager", "alby", "Alby", "stopped"],
        [4, "ombud", "alby", "Alby, ombud 1", ""],
    ]
    known: dict[str, Json] = {"today": "2026-11-19", "deputies": {"4": [[2, f"{LONG_AREA}, ombud 12"]]}}
    own: list[Json] = [["ombud", "alby", "Alby"], ["coordinator", "", ""]]
    by_sms: dict[str, Json] = {"code": "4829", "confirms": "members"}
    for name, signed, channels in (("", {}, CHANNELS), (" by sms", by_sms, ("sms",))):
        yield Start(f"invite{name}", "invite", signed, channels=channels)
        yield Start(f"members{name}", "members", {"members": held, **known, **signed}, channels=channels)
        yield Start(f"leave one{name}", "leave", {"own": own[:1], "person": 1, **signed}, channels=channels)
        yield Start(f"leave{name}", "leave", {"own": own, "person": 1, **signed}, channels=channels)


def ask_starts() -> Iterator[Start]:
    """Every page, with the words that are quoted long and the longest of names."""
    known: dict[str, Json] = {"owner": "ombud", "landlord_name": "Botkyrkabyggen"}
    own: list[Json] = [["hallunda-norsborg", LONG_AREA], ["alby", "Alby"]]
    open_: list[Json] = [[7, CODE, "police", LONG_AREA, "asked"], [8, "AB2-CD3", "manager", "Alby", "answered"]]
    by_sms: dict[str, Json] = {"code": "4829", "confirms": "ask"}
    for name, signed, channels in (("", {}, CHANNELS), (" by sms", by_sms, ("sms",))):
        asking: dict[str, Json] = {**known, **signed, "own": own, "open": []}
        yield Start(f"ask{name}", "ask", asking, channels=channels, alike=True)
        yield Start(
            f"ask further{name}", "ask", {**asking, "own": own[:1], "open": open_}, channels=channels, alike=True
        )
    about: dict[str, Json] = {**known, "thread": 7, "receipt": CODE, "partner": "manager", "area_name": LONG_AREA}
    for owner in ("ombud", "coordinator"):
        yield Start(f"ask more, {owner}", "ask_more", {**about, "owner": owner})
        yield Start(f"answering, {owner}", "answering", {**about, "owner": owner, "words": LONG_WORDS})
    threads: list[Json] = [[7, CODE, LONG_AREA], [8, "AB2-CD3", "Alby"]]
    yield Start("which thread", "which_thread", {"words": WORDS, "threads": threads})
    waiting: list[Json] = [[CODE, LONG_AREA], ["AB2-CD3", "Alby"]]
    yield Start("unclear, threads", "unclear", {"words": WORDS, "threads": waiting})


def review_starts() -> Iterator[Start]:
    words: dict[str, Json] = {"source": "report", "number": 7, "kind": "wish_landlord", "text": LONG_WORDS, "turn": 0}
    known: dict[str, Json] = {**words, "area_name": LONG_AREA, "landlord_name": "Botkyrkabyggen", "left": 12}
    decided: list[Json] = [
        ["action:7:what", LONG_AREA, "what", "", "withheld"],
        ["report:7:good", "Alby", "good", "", "edited"],
    ]
    yield Start("review", "review", known)
    yield Start("review by sms", "review", {**known, "code": "4829", "confirms": "review"}, channels=("sms",))
    changed: dict[str, Json] = {**known, "decision": "edited", "told": WORDS, "left": 0}
    yield Start("review, edited before", "review", changed)
    yield Start("review, withheld before", "review", {**changed, "decision": "withheld", "told": ""})
    yield Start("review, an action's", "review", {**known, "source": "action", "kind": "what", "left": 1})
    yield Start("review, all is decided", "review", {"decided": decided})


def broadcast_starts() -> Iterator[Start]:
    """News to many: begun with nothing or something under way, looked at, and approved, with and without a code."""
    languages: list[Json] = [["sv", "Svenska"], ["en", "English"]]
    under_way: list[Json] = [[7, LONG_AREA, "waiting", "approve"], [8, "Alby", "sending", "stop"]]
    own: dict[str, Json] = {"own": [["alby", "Alby"], ["all", "Hela kommunen"]], "languages": languages}
    code: dict[str, Json] = {"code": "4829", "confirms": "broadcast"}
    seen: list[Json] = [["Svenska", f"{LONG_AREA}: {LONG_WORDS}"], ["English", WORDS]]
    costs: dict[str, Json] = {"telegram": 120, "sms": 80, "segments": 160, "ore": "8000", "left": 0, "why_not": ""}
    known: dict[str, Json] = {**costs, "previews": seen, "languages": languages}
    words = f'["alby", {{"sv": "{WORDS}", "en": "{WORDS}"}}]'
    for secret, channels in (({}, CHANNELS), (code, ("sms",))):
        by = "by code" if secret else "by tap"
        yield Start(f"broadcast, {by}", "broadcast", {"open": [], **own, **secret}, channels=channels)
        yield Start(f"broadcasts under way, {by}", "broadcast", {"open": under_way, **own, **secret}, channels=channels)
        checked: dict[str, Json] = {**known, "words": words, **secret}
        yield Start(f"broadcast check, {by}", "broadcast_check", checked, channels=channels)
        approved: dict[str, Json] = {**known, "broadcast": 7, "area_name": LONG_AREA, **secret}
        yield Start(f"broadcast to approve, {by}", "broadcast_approve", approved, channels=channels)
    for why in ("cap", "nobody"):
        refused: dict[str, Json] = {**known, "words": '["all", {"sv": "x"}]', "why_not": why, "ore": ""}
        yield Start(f"broadcast check, {why}", "broadcast_check", refused)


STARTS = (*tip_starts(), *report_starts(), *other_starts())
from_each = pytest.mark.parametrize("start", STARTS, ids=lambda start: start.name)
from_each_everywhere = pytest.mark.parametrize(
    ("start", "language", "channel"),
    [
        pytest.param(start, language, channel, id=f"{start.name}, {language}, {channel}")
        for start in STARTS
        for language in VOICES.languages
        for channel in start.channels
    ],
)


def turn(start: Start, answers: Answers) -> Page[object]:
    return DESK.turn_page(State(start.flow, answers, start.facts))


def replies(question: Question) -> list[Json]:
    """Every way to answer: each option, and for words and places a sample of each kind."""
    samples: dict[str, list[Json]] = {
        "choice": [],
        "text": [WORDS, LONG_WORDS],
        "place": [{"text": "Krögarvägen 8"}, {"text": "bakom kiosken"}, {"text": "", "at": [59.2394, 17.8456]}],
    }
    return [*(option.key for option in question.options), *samples[question.kind]]


FIRST_HAND = re.compile(r"(happened|assessment|finish)|(category|where|when|again|then)_\d+")


def onward(start: Start, page: Page[object]) -> list[Json]:
    """The replies to go on with: of a report one thing is added or changed, and of what it lists the first."""
    assert page.question is not None
    found = replies(page.question)
    if start.flow != "report":
        return found
    if page.question.key == "finish" and not all(FIRST_HAND.fullmatch(key) for key, _ in page.answers):
        return ["yes", "no"]
    return found[:4] if page.question.key == "change" else found


def sameness(start: Start, page: Page[object]) -> object:
    """What makes two pages one to the walker."""
    keys = frozenset(key for key, _ in page.answers)
    return (
        page.said,
        page.question,
        keys if start.alike else frozenset((key, str(value)) for key, value in page.answers),
    )


@cache
def _walked(number: int) -> tuple[Page[object], ...]:
    start = STARTS[number]
    found: dict[object, Page[object]] = {}
    waiting = deque([start.answers])
    while waiting:
        page = turn(start, waiting.popleft())
        if sameness(start, page) in found:
            continue
        found[sameness(start, page)] = page
        if page.question and not page.question.key.endswith("_3"):
            waiting.extend((*page.answers, (page.question.key, value)) for value in onward(start, page))
    return tuple(found.values())


def walked(start: Start) -> tuple[Page[object], ...]:
    """Every page that a conversation can come to; loops are gone through twice."""
    return _walked(STARTS.index(start))


def asked(start: Start) -> Iterator[tuple[Page[object], Question]]:
    return ((page, page.question) for page in walked(start) if page.question)


def shown(page: Page[object], language: str, channel: str) -> Message:
    return present(VOICES, language, channel, LATE, page.said, page.question)


# The rules


def cost(text: str) -> int:
    return segments(to_gsm(text)).count


def leaves(text: Text) -> Iterator[Text]:
    """The translatable sentences in a text, values and short form too."""
    for part in (*text.parts, *(value for _, value in text.values if isinstance(value, Text))):
        yield from leaves(part)
    if text.short:
        yield from leaves(text.short)
    if re.search(r"\w", re.sub(r"{\w*}", "", text.msgid)):
        yield text


def untranslated(text: Text, language: str) -> list[str]:
    """The sentences that a language other than English says in English, though its catalogue has not decided so."""
    return [leaf.msgid for leaf in leaves(text) if leaf.msgid not in translated(language)]


@cache
def translated(language: str) -> frozenset[str]:
    """The message ids that a language's catalogue has decided about."""
    with (FOLDER / language / "LC_MESSAGES" / "ombud.po").open("rb") as file:
        decided = [message for message in read_po(file, locale=language) if message.string]
    return frozenset(m.id[0] if isinstance(m.id, tuple) else str(m.id) for m in decided)


def texts_of(page: Page[object]) -> Iterator[Text]:
    yield from page.said
    if page.question:
        yield page.question.text
        yield from (option.label for option in page.question.options)


def test_every_flow_is_walked() -> None:
    """A new conversation has to be walked here before it is green."""
    assert {start.flow for start in STARTS} == set(FLOWS)


def test_the_walker_reaches_every_question() -> None:
    """Each question that the flows' code asks by name is met on some page."""
    met = {plain(question) for start in STARTS for _, question in asked(start)}
    source = "".join(
        inspect.getsource(inspect.getmodule(entry.flow) or test_every_flow_is_walked) for entry in FLOWS.values()
    )
    written = set(re.findall(r'd\.(?:choose|place|text|confirm)\(\s*f?"(\w+?)(?:_\{number\})?"', source))
    assert {"category", "where", "assessment", "accept"} <= written <= met


def test_every_conversation_can_end() -> None:
    """From each beginning there is a way to an end that does something."""
    assert [start.name for start in STARTS if not any(page.record for page in walked(start))] == []


@from_each_everywhere
def test_a_page_is_the_same_twice(start: Start, language: str, channel: str) -> None:
    """The same answers come to the same page, and the page to the same message."""
    for page in walked(start):
        assert turn(start, page.answers) == page
        assert shown(page, language, channel) == shown(page, language, channel)


@from_each
def test_a_page_says_nothing_in_english_to_others(start: Start) -> None:
    """Each sentence of a page has a translation in each language that is offered."""
    said = {text for page in walked(start) for text in texts_of(page)}
    for language in set(VOICES.languages) - {"en"}:
        assert [leak for text in said for leak in untranslated(text, language)] == []


@from_each_everywhere
def test_a_page_keeps_to_the_channels_limits(start: Start, language: str, channel: str) -> None:
    """By SMS a page is one segment, on Telegram one message whose buttons Telegram accepts."""
    for page in walked(start):
        message = shown(page, language, channel)
        assert "{" not in message.text
        if channel == "sms":
            most, _ = PAGES_OVER.get((start.flow, plain(page.question)), (1, ""))
            assert within(message.text, language, most), message.text
        else:
            assert len(message.text) <= LONGEST["telegram"]
            assert all(len(b.callback.encode()) <= 64 and b.label for row in message.keyboard for b in row)


def plain(question: Question | None) -> str:
    """A question's key, without its number in a loop."""
    return re.sub(r"_\d+$", "", question.key) if question else ""


def within(text: str, language: str, most: int) -> bool:
    """Whether an SMS costs at most `most` segments; the rule is for the languages that the SMS alphabet can write."""
    return language not in GSM_LANGUAGES or (segments(to_gsm(text)).encoding == "GSM-7" and cost(text) <= most)


@from_each_everywhere
def test_what_is_shown_can_be_chosen(start: Start, language: str, channel: str) -> None:
    """Each option has a number of its own, and is picked by that number, by its button and by its label; of what a
    code confirms the label picks nothing."""
    for page, question in asked(start):
        message = shown(page, language, channel)
        assert message.asked is not None
        options = message.asked.options
        assert len({option.number for option in options}) == len(options) == len(question.options)
        for option in options:
            ways = Reply(str(option.number)), Reply(option=option.key), Reply(option.label)
            picked = [read(message.asked, way) for way in ways]
            assert picked == [option.key, option.key, None if option.secret else option.key], option
        tapped = [button.callback.partition(":")[2] for row in message.keyboard for button in row]
        assert tapped == ([option.key for option in options] if channel == "telegram" else [])


@from_each
def test_a_page_survives_being_kept(start: Start) -> None:
    """The question as shown reads a reply the same after a night in the database."""
    for page, _ in asked(start):
        kept = State(start.flow, page.answers, start.facts, shown(page, "sv", "sms").asked)
        assert State.from_json(kept.to_json()) == kept


# What the service says on its own


def spoken_of_tips() -> Iterator[tuple[str, Text]]:
    area, kind, place = verbatim(LONG_AREA), "otrygg_plats", "Krögarvägen 8"
    events = [("2026-11-24 12:00", what, area) for what in tip_notices.HAPPENED]
    yield "history", tip_notices.history(CODE, events)
    for status in ("handled", "closed"):
        yield f"settled, {status}", tip_notices.settled(CODE, status, 2)
        yield f"already, {status}", tip_notices.already(CODE, status)
        yield f"settled_when_busy, {status}", tip_notices.settled_when_busy(CODE, status, kind)
    yield "is_settled", tip_notices.is_settled(CODE)
    yield "reopened", tip_notices.reopened(CODE, area, kind, place)
    yield "reopened_thanks", tip_notices.reopened_thanks(CODE)
    yield "merged", tip_notices.merged(CODE, "K7M-4QY")
    yield "taken_as_answer", tip_notices.taken_as_answer(CODE)
    yield "taken_as_addition", tip_notices.taken_as_addition(CODE)
    yield "place_right", tip_notices.place_right(CODE)
    one = tip_notices.in_bundle(CODE, area, kind, place, WORDS)
    yield "in_bundle", one
    yield "bundle", tip_notices.bundle([one, one, one])


def spoken_of_forwards() -> Iterator[tuple[str, Text]]:
    for about_tip in ("asked_tipster", "consent_refused", "consent_lapsed"):
        yield about_tip, getattr(forward_notices, about_tip)(CODE)
    yield "consent_given", forward_notices.consent_given(CODE, CODE)
    for state in STATES:
        yield f"already, {state}", forward_notices.already(CODE, CODE, "police", state)
        yield f"same_as_before, {state}", forward_notices.same_as_before(CODE, state)
        for to in NAMES:
            yield f"where_it_is, {to} {state}", forward_notices.where_it_is(CODE, to, state)
            yield f"where_yours_is, {to} {state}", forward_notices.where_yours_is(to, state)
    for to in NAMES:
        yield f"passed_on, {to}", forward_notices.passed_on(CODE, CODE, to)
        yield f"nobody_there, {to}", forward_notices.nobody_there(to, "https://www.botkyrkabyggen.se")
        yield f"told_tipster, {to}", forward_notices.told_tipster(CODE, "skadegorelse", to)
        yield f"told_tipster, {to}, words", forward_notices.told_tipster(CODE, "skadegorelse", to, words=True)
        yield f"escalated, {to}", forward_notices.escalated(CODE, to, 17)
        yield f"ombud_told, {to}", forward_notices.ombud_told(CODE, to, 17)
        yield f"wrote, {to}", forward_notices.wrote(CODE, CODE, to, WORDS)
        for state in ANSWERS:
            yield f"came_back, {to} {state}", forward_notices.came_back(CODE, CODE, to, state, "")
            yield f"tipster_hears, {to} {state}", forward_notices.tipster_hears(CODE, to, state, "Kommunens lampa")
    yield "moved", tip_notices.moved(WORDS)
    yield "reminder", forward_notices.reminder(CODE, 17)
    yield "when_busy", forward_notices.when_busy(forward_notices.reminder(CODE, 17), CODE)
    yield "consent_when_busy", forward_notices.consent_when_busy(verbatim("Stöld, Krögarvägen 8"), CODE)


def spoken_notices() -> Iterator[tuple[str, Text]]:
    """Every notice with what it is said with in earnest, by name; a name's first word is the function's."""
    area, place = verbatim(LONG_AREA), Place("Krögarvägen 8")
    everyone = tuple(verbatim(a.name) for a in DESK.town.areas)
    yield "welcome", notices.welcome(DESK.town.name, URL)
    yield "help_text", notices.help_text(DESK.town.name, URL)
    yield "notice", notices.notice(URL)
    yield "notice, before a receipt", notices.notice(URL, asks=True)
    yield from ((f"removed, {kind}", notices.removed((kind,))) for kind in notices.REMOVED)
    yield "removed, all", notices.removed(tuple(notices.REMOVED))
    yield "receipt", notices.receipt(CODE, area, vacant=False)
    yield "receipt, vacant", notices.receipt(CODE, area, vacant=True)
    yield "restored", notices.restored("2026-11-24 03:00", "2026-11-24 17:30")
    yield "receipt_unread", notices.receipt_unread(CODE)
    yield "tip_for_ombud", notices.tip_for_ombud(CODE, area, "skadegorelse", place, WORDS)
    yield "tip_for_ombud, position", notices.tip_for_ombud(CODE, area, "personal", Place("", (59.24, 17.84)), WORDS)
    yield "tip_for_ombud, no place", notices.tip_for_ombud(CODE, area, "ovrigt", Place(), WORDS)
    yield "ombud_says", notices.ombud_says(CODE, "Tack! Vid vilken port är det?")
    yield "tipster_says", notices.tipster_says(CODE, "Vid port 4, längst in")
    for about_code in (notices.passed_on, notices.not_reached, notices.no_such_code):
        yield about_code.__name__, about_code(CODE)
    yield "feedback_to_tipster", week_notices.feedback_to_tipster(CODE, shown=True)
    yield "feedback_to_tipster, not shown", week_notices.feedback_to_tipster(CODE, shown=False)
    yield "my_data", notices.my_data("Botkyrka kommun", "https://www.botkyrka.se")
    yield "who_reads", notices.who_reads("https://ombudet.example/i")
    yield from spoken_of_tips()
    yield from spoken_of_forwards()
    for status in tip_notices.STATUSES:
        yield f"status_of, {status}", tip_notices.status_of(CODE, status)
        yield f"status_of_own, {status}", tip_notices.status_of_own(CODE, status, "otrygg_plats", "2026-11-23")
    yield from ((f"invitation_refused, {why}", notices.invitation_refused(why)) for why in notices.REFUSALS)
    for role, where in itertools.product(ROLES, (LONG_AREA, "")):
        yield f"welcome_as, {role} {where}", notices.welcome_as(role, named(role, where))
    for reason in notices.STOP_REASONS.values():
        yield f"unreachable, {reason.msgid}", notices.unreachable(named("police", LONG_AREA), reason)
    yield "code_spent", notices.code_spent()
    yield "write_the_code", notices.write_the_code("4110", "godkänn", ("2", "0"))
    yield "closed_for_you", notices.closed_for_you()
    yield "prompt", week_notices.prompt("4829")
    yield "prompt_when_busy", week_notices.prompt_when_busy("2026-W47")
    yield "nudge", week_notices.nudge("2026-W47", area)
    yield "nudge_by_sms", week_notices.nudge_by_sms("2026-W47", area, "4829")
    yield "report_kept", week_notices.report_kept("2026-W47", area, closed=False)
    yield "report_kept, closed", week_notices.report_kept("2026-W47", area, closed=True)
    yield "report_carried", week_notices.report_carried("2026-W47", "2026-W48")
    yield "report_too_late", week_notices.report_too_late("2026-W47", "2026-W48")
    yield "goes_into_next", week_notices.goes_into_next("2026-W47", "2026-W48")
    yield "half_way", week_notices.half_way(everyone[:2])
    yield "cutoff", week_notices.cutoff("2026-W47", 7, 7, ())
    yield "cutoff, one missing", week_notices.cutoff("2026-W47", 6, 7, everyone[:1])
    yield "cutoff, all missing", week_notices.cutoff("2026-W47", 0, len(everyone), everyone)
    yield "feedback_to_ombud", week_notices.feedback_to_ombud("2026-W47", area, 5, 7)
    areas = lines(*(verbatim(area.name) for area in DESK.town.areas), separator=", ")
    yield "first_picture", notices.first_picture(day("2026-11-25"), "15:00")
    yield "which_view", notices.which_view(areas)
    yield "no_such_view", notices.no_such_view(areas)
    yield "way_in", notices.way_in(f"{SITE}/in/{chr(75) * 22}")
    yield "changed", action_notices.changed(12)
    yield "decided", action_notices.decided("nedskrapning", "Krögarvägen 8", "Botkyrkabyggen")
    yield "done", action_notices.done(CODE, "otrygg_plats")
    yield "open_again", action_notices.open_again(area, "otrygg_plats", "Krögarvägen 8")


SPEAKING = (notices, tip_notices, forward_notices, week_notices, action_notices)
CONSTANTS = {name: value for module in SPEAKING for name, value in vars(module).items() if isinstance(value, Text)}
NOTICES = {**CONSTANTS, **dict(spoken_notices())}


def test_every_notice_is_looked_at() -> None:
    """A new notice has to be said here before it is green."""
    written = {
        name
        for module in SPEAKING
        for name, made in inspect.getmembers(module, inspect.isfunction)
        if made.__module__ == module.__name__
    }
    assert written == {name.partition(",")[0] for name in NOTICES} - set(CONSTANTS)


@pytest.mark.parametrize("name", NOTICES)
def test_a_notice_is_translated(name: str) -> None:
    """Each sentence of a notice has a translation in each language that is offered."""
    for language in set(VOICES.languages) - {"en"}:
        assert untranslated(NOTICES[name], language) == []


@pytest.mark.parametrize("name", NOTICES)
@everywhere
def test_a_notice_keeps_to_the_channels_limits(name: str, language: str, channel: str) -> None:
    """By SMS a notice is one segment, on Telegram one message."""
    said = VOICES.say(NOTICES[name], language, channel)
    assert said == VOICES.say(NOTICES[name], language, channel)
    assert 0 < len(said) <= LONGEST["telegram"]
    assert "{" not in said
    if channel == "sms":
        most, _ = NOTICES_OVER.get(name, (1, ""))
        assert within(said, language, most), said


def test_what_is_said_about_a_review_is_one_segment_in_each_language() -> None:
    """Each sentence to a reviewer has a translation, and by SMS is one segment."""
    made = {value for value in vars(review).values() if isinstance(value, Text)} | set(review.DONE.values())
    made |= {review.already(decision) for decision in review.DECISIONS}
    made |= {review.left_out_after(decision) for decision in ("approved", "edited")}
    made |= {review.waiting(12), review.too_late("2026-W47"), review.left_behind("2026-W47", 12)}
    for text, language in itertools.product(made, VOICES.languages):
        assert language == "en" or untranslated(text, language) == []
        assert within(VOICES.say(text, language, "sms"), language, 1)


def patrol_notices_spoken() -> Iterator[Text]:
    """Every notice about passes and the car, with what it is said with in earnest."""
    yield from (value for value in vars(of_patrols).values() if isinstance(value, Text))
    about_code = (of_patrols.your_code, of_patrols.asked_when_busy, of_patrols.is_with_you, of_patrols.other_ended)
    for said in (*about_code, of_patrols.is_not_with_you, of_patrols.no_such_crew):
        yield said("G-101")
    yield from (of_patrols.started("G-101", second) for second in ("G-102", ""))
    seen = PassSeen(7, "vald_hot", "alby", "tunneln vid Hallunda centrum", to_police=True)
    yield of_patrols.noted(seen, verbatim(LONG_AREA))
    yield of_patrols.noted(PassSeen(7, "personal", "alby", ""), verbatim(LONG_AREA))
    for minutes, km, number in ((155, 134, 12), (60, None, 1), (5, 0, 0)):
        yield of_patrols.ended(minutes, km, number)
    yield of_patrols.km_missing()
    yield of_patrols.km_added(134)
    yield of_patrols.forgotten("13:05")
    yield of_patrols.closed_at_midnight("2026-09-23")
    yield told("other", "Luktar bränt i kupén när värmen är på, värst i backar", "2026-09-23")


@pytest.mark.parametrize("said", tuple(patrol_notices_spoken()), ids=lambda said: said.msgid[:40])
def test_what_is_said_about_a_pass_is_one_segment_in_each_language(said: Text) -> None:
    """Each sentence to a crew has a translation, and by SMS is one segment."""
    for language in VOICES.languages:
        assert language == "en" or untranslated(said, language) == []
        assert within(VOICES.say(said, language, "sms"), language, 1)


def test_what_is_said_about_news_to_many_is_short_in_each_language() -> None:
    """Each sentence about a broadcast has a translation; what comes by SMS is one segment, a receipt at most two."""
    area = verbatim(LONG_AREA)
    made = {value for value in vars(news).values() if isinstance(value, Text)}
    made |= {news.waits(12), news.approve_when_busy(area), news.refused(area), news.expired(area)}
    made |= {news.taken_back(area), news.stopped(area, 1200, 3400), news.why_not("cap", 12)}
    made |= {news.already(state) for state in news.ENDED} | {news.begun(area, 1200, later=at) for at in (True, False)}
    receipts = {news.receipt(area, state, 1200, 3, 45) for state in ("sent", "stopped", "capped")}
    for text, language in itertools.product(made | receipts, VOICES.languages):
        assert language == "en" or untranslated(text, language) == []
        assert within(VOICES.say(text, language, "sms"), language, 2 if text in receipts else 1)


def test_an_exception_stands_only_as_long_as_it_is_needed() -> None:
    """Whatever may cost more than one segment does, in some language: else its exception goes."""
    over = {name for name, text in NOTICES.items() if costs_more(VOICES.say(text, code, "sms") for code in GSM_SPOKEN)}
    assert over == set(NOTICES_OVER)
    for flow, key in PAGES_OVER:
        pages = [page for start in STARTS if start.flow == flow for page, q in asked(start) if plain(q) == key]
        assert costs_more(shown(page, code, "sms").text for page in pages for code in GSM_SPOKEN)


def costs_more(texts: Iterable[str]) -> bool:
    """Whether any of these costs more than one segment."""
    return any(cost(text) > 1 for text in texts)


# What goes out together


def by_sms(language: str, *said: Text, question: Question | None = None) -> str:
    return present(VOICES, language, "sms", 1, said, question).text


@pytest.mark.parametrize("language", VOICES.languages)
@pytest.mark.parametrize("vacant", [False, True])
def test_a_first_tip_costs_one_segment_back(language: str, vacant: bool) -> None:
    """The receipt of a first tip, code, 112 and the line about one's data: all in one segment."""
    text = by_sms(language, notices.receipt(CODE, verbatim(LONG_AREA), vacant=vacant), notices.notice(URL))
    assert within(text, language, 1), text
    assert all(words in text for words in (CODE, "112", URL))


@pytest.mark.parametrize("language", VOICES.languages)
@pytest.mark.parametrize("tips", [0, 1, 12])
def test_the_weekly_prompt_costs_one_segment(language: str, tips: int) -> None:
    """How to answer in one line, the week so far and what can be answered: all in one segment."""
    start = next(s for s in STARTS if s.name == "report, no tips, last None, code 4829")
    listed: list[Json] = [["skadegorelse", "Albyvägen 12", "evening", tips]] if tips else []
    known: dict[str, Json] = {**start.facts, "tips": listed}
    page = DESK.turn_page(State("report", (), known))
    assert page.question is not None
    assert page.question.text == opening(known)
    lead = () if tips else (week_notices.prompt("4829"),)  # tips speak against a quiet week
    text = by_sms(language, *lead, question=page.question)
    assert within(text, language, 1), text


@pytest.mark.parametrize("language", VOICES.languages)
def test_who_was_not_understood_sees_the_question_again_in_one_segment(language: str) -> None:
    """The longest choice a resident has still fits after "I didn't catch that"."""
    start = next(s for s in STARTS if s.name == "tip by menu, sms")
    text = by_sms(language, notices.NOT_UNDERSTOOD, question=walked(start)[0].question)
    assert within(text, language, 1), text


# The week's digest


def area_week(number: int, name: str, *, ombud: int = 1, assessments: tuple[int, ...] = (2,)) -> AreaWeek:
    seen = (
        Observation("skadegorelse", "Albyvägen 12", "evening", 4),
        Observation("skadegorelse", "Hallunda centrum", "night", 2),
        Observation("otrygg_plats", "", ""),
        Observation("ordning", "Tomtbergavägen 20", "day"),
        Observation("arrangemang", "Folkets hus", "morning"),
    )
    slug = DESK.town.areas[number].slug
    return AreaWeek(slug, name, ombud, assessments, 3, seen if assessments else ())


def digests() -> Iterator[tuple[str, Text, int]]:
    """Each role's digest, by name, with the number of areas in it."""
    kinds = {
        "reported": area_week(0, LONG_AREA),
        "disputed": area_week(5, LONG_AREA, assessments=(1, 2, 4)),
        "missing": area_week(1, LONG_AREA, assessments=()),
        "vacant": area_week(2, LONG_AREA, ombud=0, assessments=()),
    }
    for role, (kind, area) in itertools.product(ROLES, kinds.items()):
        yield f"{role}, {kind}", digest((area,), role, area.slug), 1
    whole = tuple(area_week(number, a.name) for number, a in enumerate(DESK.town.areas))
    for role in ALL_AREAS:
        yield f"{role}, all areas", digest(whole, role, None), len(whole)


def digest(areas: tuple[AreaWeek, ...], role: Role, area: str | None) -> Text:
    return as_text(
        release(Week("2026-W47", areas), Told(99, {a.slug: 33 for a in areas}), [], role, area, DESK.town.min_cell),
        DESK.public_url,
    )


@pytest.mark.parametrize(("text", "areas"), [pytest.param(t, n, id=name) for name, t, n in digests()])
@everywhere
def test_a_digest_keeps_to_the_channels_limits(text: Text, areas: int, language: str, channel: str) -> None:
    """A digest of one area is at most two segments by SMS; of all areas, one Telegram message."""
    said = VOICES.say(text, language, channel)
    assert 0 < len(said) <= LONGEST["telegram"]
    if channel == "sms" and areas == 1:
        assert within(said, language, 2), said


@pytest.mark.parametrize("text", [pytest.param(text, id=name) for name, text, _ in digests()])
def test_a_digest_is_translated(text: Text) -> None:
    """Each sentence of a digest has a translation in each language that is offered."""
    for language in set(VOICES.languages) - {"en"}:
        assert untranslated(text, language) == []
