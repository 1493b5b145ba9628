"""Raw updates read into `Inbound`: every kind Telegram sends, and any of them with parts missing."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels import Inbound
from bot.channels.telegram import parse

PERSON = {"id": 7001, "is_bot": False, "first_name": "Test", "language_code": "sv-SE"}
CHAT = {"id": 7001, "type": "private", "first_name": "Test"}
PLACE = {"latitude": 59.24, "longitude": 17.84}
CARRIER = {"message_id": 41, "date": 1, "chat": CHAT, "text": "Är det rätt?"}
PHOTO = {"photo": [{"file_id": "x"}], "caption": "En bild på Testgatan"}


def message(**content: Any) -> dict[str, Any]:
    return {"update_id": 900001, "message": {"message_id": 42, "date": 1, "chat": CHAT, "from": PERSON, **content}}


def tap(**content: Any) -> dict[str, Any]:
    query = {"id": "1", "from": PERSON, "chat_instance": "1", "data": "c:3:yes", "message": CARRIER}
    return {"update_id": 900002, "callback_query": {**query, **content}}


def membership(status: str, chat: dict[str, Any] | None = None) -> dict[str, Any]:
    change = {"chat": chat or CHAT, "from": PERSON, "date": 1, "new_chat_member": {"status": status}}
    return {"update_id": 900003, "my_chat_member": change}


def group(kind: str) -> dict[str, Any]:
    return {"id": -7009, "type": kind, "title": "Test"}


def test_text_is_a_message_of_its_chat() -> None:
    """A private text keeps its update's id, its chat, its words and the language of the person's client."""
    assert parse(message(text="Lampan är trasig")) == Inbound(
        "telegram", "900001", "7001", text="Lampan är trasig", language="sv"
    )


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("/start P-7KQ2", "/start P-7KQ2"),
        ("/tips@OmbudetBot x", "/tips x"),
        ("/tips@OmbudetBot", "/tips"),
        ("/hjälp@OmbudetBot\nnu", "/hjälp\nnu"),
        ("mejla a@b.example", "mejla a@b.example"),
        ("se /tips@OmbudetBot", "se /tips@OmbudetBot"),
    ],
)
def test_only_a_command_loses_the_name_of_its_bot(typed: str, read: str) -> None:
    """`/tips@OmbudetBot` is `/tips`; nothing else in a text is touched."""
    assert parse(message(text=typed)).text == read


def test_a_reply_names_the_message_it_replies_to() -> None:
    """`message_id` is that of the message replied to."""
    assert parse(message(text="ja", reply_to_message=CARRIER)).message_id == "41"


def test_a_tap_brings_its_data_and_what_it_was_tapped_under() -> None:
    """A callback query is a button, with its data and the id and text of the message that carried it."""
    inbound = parse(tap())
    assert (inbound.did, inbound.button, inbound.message_id) == ("button", "c:3:yes", "41")
    assert (inbound.text, inbound.sender, inbound.answerable) == ("Är det rätt?", "7001", True)


def test_a_tap_under_an_inaccessible_message_still_counts() -> None:
    """An old message comes without its text, an inline one not at all; the sender is known all the same."""
    old = parse(tap(message={"message_id": 41, "date": 0, "chat": CHAT}))
    assert (old.did, old.text, old.message_id) == ("button", "", "41")
    gone = parse(tap(message=None))
    assert (gone.did, gone.sender, gone.message_id) == ("button", "7001", "")


def test_a_tap_without_data_is_not_a_button() -> None:
    """A game's button carries no data, so there is nothing to act on."""
    assert parse(tap(data=None)).ignored == "unknown"


@pytest.mark.parametrize("content", [{"location": PLACE}, {"venue": {"location": PLACE, "title": "Torget"}}])
def test_a_position_or_a_venue_is_a_location(content: dict[str, Any]) -> None:
    """Both kinds of shared place become latitude and longitude; a venue's name is not kept."""
    inbound = parse(message(**content))
    assert (inbound.did, inbound.location, inbound.text) == ("location", (59.24, 17.84), "")


@pytest.mark.parametrize("latitude", [91, float("nan"), 10**400, True, "59", None])
def test_an_impossible_position_is_not_a_location(latitude: object) -> None:
    """A position off the globe is recorded as unknown rather than believed."""
    assert parse(message(location={"latitude": latitude, "longitude": 17.8})).ignored == "unknown"


@pytest.mark.parametrize(
    "kind", ["photo", "sticker", "voice", "video", "video_note", "document", "contact", "audio", "poll", "dice"]
)
def test_media_leave_nothing_but_their_kind(kind: str) -> None:
    """Of a photo, a contact or a file nothing but the words beside it is kept: they may be of danger."""
    inbound = parse(message(**{kind: {"file_id": "x", "phone_number": "0"}, "caption": "det brinner"}))
    assert inbound == Inbound(
        "telegram", "900001", "7001", did="ignored", ignored=kind, text="det brinner", language="sv", answerable=True
    )


def test_an_animation_is_not_taken_for_a_document() -> None:
    """Telegram sends an animation as a document too."""
    assert parse(message(document={}, animation={})).ignored == "animation"


def test_an_edit_is_only_recorded() -> None:
    """An edited message changes nothing that was said, but its words may be of danger, and the person may be told."""
    inbound = parse({"update_id": 1, "edited_message": message(text="nytt")["message"]})
    assert (inbound.did, inbound.ignored, inbound.text, inbound.answerable) == ("ignored", "edited", "nytt", True)


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
def test_nothing_of_a_group_is_read_or_answered(kind: str) -> None:
    """A message, a tap, an edit, a membership or a post of a group or channel is ignored as such."""
    chat = group(kind)
    inside = message(text="hej", chat=chat)["message"]
    for update in (
        {"update_id": 1, "message": inside},
        {"update_id": 1, "edited_message": inside},
        {"update_id": 1, "channel_post": inside},
        {"update_id": 1, "callback_query": {**tap()["callback_query"], "message": inside}},
        membership("kicked", chat),
    ):
        inbound = parse(update)
        assert (inbound.ignored, inbound.answerable, inbound.text) == ("group", False, "")


def test_a_group_is_known_by_its_id_alone() -> None:
    """A negative chat id is a group's even where the type is missing."""
    assert parse(message(text="hej", chat={"id": -7009})).ignored == "group"


@pytest.mark.parametrize(("status", "ignored"), [("kicked", "blocked"), ("member", "unblocked"), ("left", "unknown")])
def test_blocking_the_bot_is_told(status: str, ignored: str) -> None:
    """Blocking and unblocking are recorded and never answered."""
    inbound = parse(membership(status))
    assert (inbound.did, inbound.ignored, inbound.answerable) == ("ignored", ignored, False)


@pytest.mark.parametrize(
    "update", [{"update_id": 1}, {"update_id": 1, "inline_query": {"from": PERSON}}, {"update_id": 1, "message": 7}]
)
def test_other_updates_are_unknown_and_unanswered(update: dict[str, Any]) -> None:
    """What was not asked for is recorded, and nobody is answered."""
    inbound = parse(update)
    assert (inbound.ignored, inbound.answerable) == ("unknown", False)


def test_a_private_message_of_an_unknown_kind_is_answered() -> None:
    """A kind of message that Telegram adds tomorrow is not met with silence."""
    inbound = parse(message(hologram={}))
    assert (inbound.ignored, inbound.answerable) == ("unknown", True)


@pytest.mark.parametrize("code", [None, 7, "", "x-klingon", "012", "s"])
def test_a_strange_language_is_none(code: object) -> None:
    """Only a primary subtag of two or three letters is a language."""
    assert parse(message(text="hej", **{"from": {**PERSON, "language_code": code}})).language == ""


@pytest.mark.parametrize("update_id", [None, "1", True, 1.0, -1, 2**63])
def test_an_update_without_a_proper_id_is_refused(update_id: object) -> None:
    """Without its id a message could be taken in twice, so this alone is an error."""
    with pytest.raises(ValueError, match="update_id"):
        parse({**message(text="hej"), "update_id": update_id})


def test_what_was_read_survives_being_stored() -> None:
    """An `Inbound` of any kind is the same after JSON."""
    for update in UPDATES:
        assert Inbound.from_json(parse(update).to_json()) == parse(update)


UPDATES = [
    message(text="/tips@OmbudetBot hej", reply_to_message=CARRIER),
    message(location=PLACE),
    message(venue={"location": PLACE, "title": "Torget"}),
    message(**PHOTO),
    message(text="hej", chat=group("supergroup")),
    tap(),
    membership("kicked"),
    {"update_id": 1, "edited_message": message(text="hej")["message"]},
    {"update_id": 1, "channel_post": message(text="hej", chat=group("channel"))["message"]},
]
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.sampled_from(["", "\ud800", "\x00", "/x@y"]),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.sampled_from(["id", "text", "location"]), st.integers(), max_size=2),
)


def paths(value: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, inner in value.items() if isinstance(value, dict) else ():
        yield (*path, key)
        yield from paths(inner, (*path, key))


@st.composite
def mangled(draw: st.DrawFn) -> dict[str, Any]:
    """A valid update of which parts were deleted, or replaced by something of any type."""
    update: dict[str, Any] = deepcopy(draw(st.sampled_from(UPDATES)))
    for *above, key in draw(st.lists(st.sampled_from(list(paths(update))), max_size=5)):
        inner: Any = update
        for step in above:
            inner = inner.get(step) if isinstance(inner, dict) else None
        if isinstance(inner, dict):
            inner.pop(key, None)
            if draw(st.booleans()):
                inner[key] = draw(JUNK)
    return update


@given(mangled())
def test_a_mangled_update_is_read_or_refused_for_its_id_alone(update: dict[str, Any]) -> None:
    """Whatever is missing or wrong, reading fails only for the update's id, and a group is never answered."""
    number = update.get("update_id")
    try:
        inbound = parse(update)
    except ValueError:
        assert type(number) is not int or not 0 <= number < 2**63
        return
    assert inbound.external_id == str(number)
    assert not (inbound.answerable and (not inbound.sender or inbound.sender.startswith("-")))
    assert (inbound.did == "ignored") == bool(inbound.ignored)
