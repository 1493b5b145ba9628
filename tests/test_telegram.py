"""The Telegram channel, with the real client against a server that enforces Telegram's limits."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from time import monotonic
from typing import Any

import pytest
from fakes.serving import serving
from fakes.telegram_api import Rules, TelegramApi, telegram_api
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels import (
    Button,
    Channel,
    NeverAgain,
    Outbound,
    PersonStopped,
    SendError,
    Sent,
    TryLater,
    Unknown,
)
from bot.channels import telegram as adapter
from bot.channels.telegram import ALLOWED_UPDATES, MAX_TEXT, Telegram, parse

LAX = Rules(per_second=None, chat_interval=0, webhook_interval=0)
HELLO = Outbound("telegram", "7001", "Hej!")
COMMANDS = {"": [("tips", "Report")], "sv": [("tips", "Tipsa"), ("hjalp", "Hjälp")]}


@pytest.fixture
async def api() -> AsyncIterator[TelegramApi]:
    async with telegram_api(rules=LAX) as api:
        yield api


@pytest.fixture
async def channel(api: TelegramApi) -> AsyncIterator[Telegram]:
    async with connected(api) as channel:
        yield channel


@asynccontextmanager
async def connected(api: TelegramApi, **how: Any) -> AsyncIterator[Telegram]:
    channel = Telegram(**{"token": api.token, "api_url": api.url, "timeout": 1.0, **how})
    yield channel
    await channel.close()


async def failure(channel: Telegram, message: Outbound = HELLO) -> SendError:
    with pytest.raises(SendError) as caught:
        await channel.send(message)
    return caught.value


# Sending


async def test_a_message_goes_out_as_plain_text(api: TelegramApi, channel: Telegram) -> None:
    """What is sent is the text as it is, without formatting or link previews, and its id comes back."""
    sent = await channel.send(replace(HELLO, text="<b>1 < 2</b> https://example.org"))
    assert api.sent == [(7001, "<b>1 < 2</b> https://example.org", (), int(sent.provider_id))]
    _, given = api.calls[-1]
    assert given["link_preview_options"] == {"is_disabled": True}
    assert "parse_mode" not in given


async def test_buttons_are_an_inline_keyboard(api: TelegramApi, channel: Telegram) -> None:
    """Rows of buttons keep their order, labels and callback data."""
    rows = ((Button("Ja", "c:1:yes"), Button("Nej", "c:1:no")), (Button("Tillbaka", "b"),))
    await channel.send(replace(HELLO, keyboard=rows))
    assert api.sent[0].keyboard == ((("Ja", "c:1:yes"), ("Nej", "c:1:no")), (("Tillbaka", "b"),))


async def test_asking_for_the_location_offers_to_share_it(api: TelegramApi, channel: Telegram) -> None:
    """The client gets a button that shares the position; the other buttons then answer with their label."""
    await channel.send(replace(HELLO, keyboard=((Button("Hoppa över", "s"),),), ask_location="📍"))
    assert api.sent[0].keyboard == ((("📍", "request_location"),), (("Hoppa över", ""),))


async def test_an_edit_takes_the_keyboard_away(api: TelegramApi, channel: Telegram) -> None:
    """Without a text only the keyboard of an earlier message goes; nothing new is sent."""
    first = await channel.send(replace(HELLO, keyboard=((Button("Ja", "y"),),)))
    assert await channel.send(replace(HELLO, text="", edits=first.provider_id)) == first
    stored = api.messages[7001, int(first.provider_id)]
    assert (stored["text"], "reply_markup" in stored, len(api.sent)) == ("Hej!", False, 1)


async def test_an_edit_with_text_replaces_the_text(api: TelegramApi, channel: Telegram) -> None:
    """With a text the earlier message says that instead, and has no keyboard."""
    first = await channel.send(replace(HELLO, keyboard=((Button("Ja", "y"),),)))
    assert await channel.send(replace(HELLO, text="Ja, tack", edits=first.provider_id)) == first
    stored = api.messages[7001, int(first.provider_id)]
    assert (stored["text"], "reply_markup" in stored) == ("Ja, tack", False)


async def test_an_edit_that_has_nothing_to_do_is_done(api: TelegramApi, channel: Telegram) -> None:
    """Not modified, gone, or not to be edited any more: the outcome stands, so it counts as sent."""
    first = await channel.send(HELLO)
    asked = await channel.send(replace(HELLO, ask_location="📍"))
    for number in (first.provider_id, "999999", asked.provider_id):
        assert await channel.send(replace(HELLO, text="", edits=number)) == Sent(number)
    assert [status for _, status, _ in api.refused] == [400, 400, 400]


@pytest.mark.parametrize("fault", ["hang", "drop_after", "garbage"])
async def test_an_edit_of_unknown_fate_may_be_tried_again(api: TelegramApi, channel: Telegram, fault: Any) -> None:
    """Editing twice is editing once, so there is nothing to look up first."""
    first = await channel.send(replace(HELLO, keyboard=((Button("Ja", "y"),),)))
    edit = replace(HELLO, text="Ny", edits=first.provider_id)
    api.fail_next(fault)
    assert isinstance(await failure(channel, edit), TryLater)
    assert await channel.send(edit) == first


async def test_an_edit_for_someone_who_blocked_the_bot_is_a_stop(api: TelegramApi, channel: Telegram) -> None:
    """Only refusals about the message itself count as done."""
    api.blocked.add(7001)
    assert isinstance(await failure(channel, replace(HELLO, edits="1")), PersonStopped)
    assert isinstance(await failure(channel, replace(HELLO, address="7999", edits="1")), NeverAgain)


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (replace(HELLO, text="x" * (MAX_TEXT + 1)), "too_long"),
        (replace(HELLO, text=" \n"), "empty"),
        (replace(HELLO, address="-1007009"), "not_a_private_chat"),
        (replace(HELLO, address="@channel"), "not_a_private_chat"),
        (replace(HELLO, edits="first"), "not_a_message"),
        (replace(HELLO, text="\ud800"), "malformed"),
    ],
)
async def test_what_can_never_go_out_is_not_asked_for(
    api: TelegramApi, channel: Telegram, message: Outbound, reason: str
) -> None:
    """Too long, empty, malformed, or to a group: refused before Telegram hears of it."""
    error = await failure(channel, message)
    assert (type(error), error.reason) == (NeverAgain, reason)
    assert (api.calls, api.refused) == ([], [])


async def test_the_longest_text_goes_out(api: TelegramApi, channel: Telegram) -> None:
    """4,096 characters are within the limit."""
    await channel.send(replace(HELLO, text="å" * MAX_TEXT))
    assert len(api.sent[0].text) == MAX_TEXT


# Why it did not go out


@pytest.mark.parametrize(
    ("fault", "how", "kind", "reason"),
    [
        (403, {"description": "Forbidden: bot was blocked by the user"}, PersonStopped, "blocked"),
        (403, {"description": "Forbidden: user is deactivated"}, PersonStopped, "forbidden"),
        (403, {"body": "<html>proxy</html>"}, TryLater, "not_telegram"),
        (400, {"parameters": {"migrate_to_chat_id": -7009}}, NeverAgain, "chat_migrated"),
        (400, {"description": "Bad Request: can't parse entities: <tip>"}, NeverAgain, "bad_request"),
        (409, {}, TryLater, "conflict"),
        (429, {}, TryLater, "server_error"),
        (500, {}, TryLater, "server_error"),
        (502, {"body": "<html>Bad Gateway</html>"}, TryLater, "not_telegram"),
        (504, {"body": "[]"}, TryLater, "not_telegram"),
        (200, {"body": "{}"}, Unknown, "unreadable_answer"),
        (200, {"body": '{"ok": true, "result": {"date": 1}}'}, Unknown, "unreadable_answer"),
        ("garbage", {}, Unknown, "unreadable_answer"),
        ("hang", {}, Unknown, "timed_out"),
        ("drop", {}, Unknown, "connection_lost"),
        ("drop_after", {}, Unknown, "connection_lost"),
    ],
)
async def test_each_failure_has_its_kind(
    api: TelegramApi, channel: Telegram, fault: Any, how: Any, kind: type[SendError], reason: str
) -> None:
    """Telegram's answers and silences become the four kinds that delivery knows, and a code safe to log."""
    api.fail_next(fault, method="sendMessage", **how)
    error = await failure(channel)
    assert (type(error), error.reason) == (kind, reason)
    assert error.__cause__ is None
    await channel.send(HELLO)


async def test_flood_control_says_how_long_to_wait(api: TelegramApi, channel: Telegram) -> None:
    """A 429 carries its seconds, for the whole channel."""
    api.fail_next(429, parameters={"retry_after": 7})
    error = await failure(channel)
    assert isinstance(error, TryLater)
    assert (error.reason, error.after, error.everyone) == ("flood", 7.0, True)


async def test_a_chat_nobody_opened_is_never_reached(channel: Telegram) -> None:
    """An unknown chat stays unknown."""
    error = await failure(channel, replace(HELLO, address="7999"))
    assert (type(error), error.reason) == (NeverAgain, "chat_not_found")


async def test_blocking_the_bot_stops_what_goes_there(api: TelegramApi, channel: Telegram) -> None:
    """Who blocks the bot is told apart from what merely failed."""
    api.user_blocks(7001)
    assert isinstance(await failure(channel), PersonStopped)
    api.user_blocks(7001, again_open=True)
    await channel.send(HELLO)
    assert len(api.sent) == 1


async def test_a_button_with_too_much_data_is_never_sent(channel: Telegram) -> None:
    """Callback data has 64 bytes, and å is two."""
    await channel.send(replace(HELLO, keyboard=((Button("Ja", "å" * 32),),)))
    error = await failure(channel, replace(HELLO, keyboard=((Button("Ja", "å" * 33),),)))
    assert (type(error), error.reason) == (NeverAgain, "bad_button")


async def test_a_wrong_token_concerns_everyone(api: TelegramApi) -> None:
    """Nothing can go out until the token is right, and no message is given up for it."""
    async with connected(api, token="7000:wrong") as channel:
        error = await failure(channel)
    assert isinstance(error, TryLater)
    assert (error.reason, error.everyone) == ("unauthorized", True)


async def test_no_connection_means_not_sent(api: TelegramApi) -> None:
    """Where nobody listens nothing was sent, so it may be tried again."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    async with connected(api, api_url=f"http://127.0.0.1:{port}") as channel:
        error = await failure(channel)
    assert (type(error), error.reason) == (TryLater, "unreachable")


async def test_a_busy_pool_means_not_sent(api: TelegramApi, channel: Telegram) -> None:
    """With every connection in use a message waits its turn, and then was not sent."""
    api.fail_next("hang", method="getUpdates", times=32)
    waiting = [asyncio.create_task(channel.poll(0, timeout=20)) for _ in range(32)]
    await asyncio.sleep(0.1)
    error = await failure(channel)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert (type(error), error.reason) == (TryLater, "unreachable")


async def test_a_closed_channel_has_not_sent(api: TelegramApi) -> None:
    """After `close` nothing goes out, and nothing is lost by it."""
    async with connected(api) as channel:
        await channel.send(HELLO)
    error = await failure(channel)
    assert (type(error), error.reason) == (TryLater, "closed")


async def test_neither_token_nor_text_reaches_the_log(
    api: TelegramApi, channel: Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    """Addresses hold the token and answers hold what was said, so even the most talkative log has neither."""
    caplog.set_level(logging.DEBUG)
    await channel.send(replace(HELLO, text="hemligt"))
    for fault in (500, "hang", "drop", "garbage"):
        api.fail_next(fault)
        error = await failure(channel, replace(HELLO, text="hemligt"))
        assert api.token not in f"{error!r}"
    api.fail_next(200, body='{"result": "hemligt"')
    await failure(channel)
    assert api.token not in caplog.text
    assert "hemligt" not in caplog.text


async def test_the_channel_keeps_its_contract(api: TelegramApi, channel: Telegram) -> None:
    """It is a `Channel`, and what was sent can't be looked up."""
    kept: Channel = channel
    assert kept.name == "telegram"
    assert await kept.find(HELLO, 0.0) == ()


async def test_the_pace_stays_within_telegrams_limit() -> None:
    """Messages to many people, evenly at our rate, never meet flood control."""
    chats = range(7001, 7051)
    async with telegram_api(chats=chats) as api, connected(api, timeout=5) as channel:
        assert channel.limits.rate
        for chat in chats:
            await channel.send(replace(HELLO, address=str(chat)))
            await asyncio.sleep(1 / channel.limits.rate)
        assert len(api.sent) == len(chats)


async def test_a_burst_meets_flood_control() -> None:
    """What comes above the overall limit within a second is refused, whoever it is for."""
    rules = replace(LAX, per_second=1)
    async with telegram_api(rules=rules) as api, connected(api) as channel:
        await channel.send(HELLO)
        error = await failure(channel, replace(HELLO, address="7002"))
    assert isinstance(error, TryLater)
    assert (error.after, error.everyone) == (1.0, True)


async def test_one_chat_gets_one_message_at_a_time() -> None:
    """The second message to a chat within the interval is refused, to another chat it is not."""
    async with telegram_api(rules=replace(LAX, chat_interval=30)) as api, connected(api) as channel:
        await channel.send(HELLO)
        error = await failure(channel)
        await channel.send(replace(HELLO, address="7002"))
    assert isinstance(error, TryLater)
    assert error.after == 30.0


# Niceties


async def test_a_tap_is_answered_once(api: TelegramApi, channel: Telegram) -> None:
    """The button stops spinning; a second answer, or one too late, is refused by Telegram and harms nobody."""
    first = await channel.send(HELLO)
    api.user_taps(7001, "y", int(first.provider_id))
    [update] = await channel.poll(0, timeout=0)
    await channel.acknowledge(update)
    await channel.acknowledge(update)
    assert [name for name, _ in api.calls].count("answercallbackquery") == 1
    assert api.refused[-1][2].startswith("Bad Request: query is too old")


async def test_a_text_is_met_with_typing(api: TelegramApi, channel: Telegram) -> None:
    """A private text shows "typing…"; a group's, a sticker or a broken update shows nothing."""
    api.user_says(7001, "hej")
    api.user_sends(7001, sticker={})
    api.put({"message": {"chat": {"id": -7009, "type": "group"}, "text": "hej"}})
    for update in [*await channel.poll(0, timeout=0), {}, {"callback_query": 7}]:
        await channel.acknowledge(update)
    assert [given["chat_id"] for name, given in api.calls if name == "sendchataction"] == ["7001"]


async def test_a_nicety_takes_no_more_than_its_time(
    api: TelegramApi, channel: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A Telegram that does not answer holds nobody up."""
    monkeypatch.setattr(adapter, "NICETY_SECONDS", 0.1)
    api.fail_next("hang")
    begun = monotonic()
    await channel.acknowledge({"update_id": 1, "message": {"chat": {"id": 7001}, "text": "hej"}})
    assert monotonic() - begun < 0.9


# Setting up


async def test_the_bot_knows_its_name(channel: Telegram) -> None:
    """The username makes the links of posters and invitations."""
    assert await channel.me() == {"id": 7000, "username": "OmbudetBot"}


async def test_a_wrong_token_is_found_at_the_start(api: TelegramApi) -> None:
    """What is asked at start fails by the same names."""
    async with connected(api, token="7000:wrong") as channel:
        with pytest.raises(TryLater, match="unauthorized"):
            await channel.me()


async def test_only_what_differs_is_set(api: TelegramApi, channel: Telegram) -> None:
    """A second start asks, and changes nothing; commands are per language, and impossible languages are left."""
    commands = {**COMMANDS, "syr": [("tips", "x")]}
    for _ in range(2):
        await channel.set_up("https://ombud.example/webhooks/telegram", None, commands)
    names = [name for name, _ in api.calls]
    assert (names.count("setwebhook"), names.count("setmycommands")) == (1, 2)
    assert (names.count("getwebhookinfo"), names.count("getmycommands")) == (2, 4)
    assert api.allowed == list(ALLOWED_UPDATES)
    assert [command["command"] for command in api.commands["sv"]] == ["tips", "hjalp"]


async def test_a_secret_is_set_at_every_start() -> None:
    """A secret can't be read back; setting it twice within the second waits as long as Telegram says."""
    async with telegram_api(rules=replace(LAX, webhook_interval=0.8)) as api, connected(api) as channel:
        await channel.set_up("https://ombud.example/t", "old", {})
        await channel.set_up("https://ombud.example/t", "new", {})
        assert api.webhook
        assert api.webhook.secret == "new"
        assert [status for _, status, _ in api.refused] == [429]


async def test_setting_up_waits_only_for_so_long(
    api: TelegramApi, channel: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long wait, or one refusal after another, is the caller's to know about."""
    api.fail_next(429, parameters={"retry_after": 3600})
    with pytest.raises(TryLater, match="flood"):
        await channel.set_up(None, None, {})
    monkeypatch.setattr(adapter, "ATTEMPTS", 1)
    api.fail_next(429, parameters={"retry_after": 1})
    with pytest.raises(TryLater, match="flood"):
        await channel.set_up(None, None, {})


async def test_without_an_address_a_webhook_is_taken_away(api: TelegramApi, channel: Telegram) -> None:
    """Long polling deletes a webhook only where there is one, and never what is waiting."""
    await channel.set_up("http://127.0.0.1:9/none", None, {})
    api.user_says(7001, "hej")
    await channel.set_up(None, None, {})
    await channel.set_up(None, None, {})
    assert [name for name, _ in api.calls].count("deletewebhook") == 1
    assert api.dropped_updates == 0
    assert len(await channel.poll(0, timeout=0)) == 1


# Receiving


async def test_updates_stay_until_they_are_confirmed(api: TelegramApi, channel: Telegram) -> None:
    """Asking again from the same offset brings the same updates; asking from beyond forgets them."""
    for text in ("ett", "två"):
        api.user_says(7001, text)
    first = await channel.poll(0, timeout=0)
    assert await channel.poll(0, timeout=0) == first
    rest = await channel.poll(first[0]["update_id"] + 1, timeout=0)
    assert [parse(update).text for update in rest] == ["två"]
    assert await channel.poll(rest[-1]["update_id"] + 1, timeout=0) == []
    assert api.pending == {}


async def test_polling_waits_for_what_comes(api: TelegramApi) -> None:
    """A long poll outlasts the ordinary time-out and returns as soon as somebody writes."""
    async with connected(api, timeout=0.3) as channel:
        waiting = asyncio.create_task(channel.poll(0, timeout=20))
        await asyncio.sleep(0.5)
        api.user_shares(7001, 59.24, 17.84)
        [update] = await waiting
    assert parse(update).location == (59.24, 17.84)


async def test_an_update_the_library_cannot_read_does_not_stop_the_others(api: TelegramApi, channel: Telegram) -> None:
    """A message without its date or chat comes raw among the good ones."""
    api.put({"message": {"text": "half"}})
    api.user_says(7001, "whole")
    assert [parse(update).text for update in await channel.poll(0, timeout=0)] == ["half", "whole"]


@pytest.mark.parametrize("fault", [500, 409, "hang", "drop", "garbage"])
async def test_a_failed_poll_is_simply_tried_again(api: TelegramApi, channel: Telegram, fault: Any) -> None:
    """Polling loses nothing by failing, so every failure says: later."""
    api.user_says(7001, "hej")
    api.fail_next(fault)
    with pytest.raises(TryLater):
        await channel.poll(0, timeout=0)
    assert len(await channel.poll(0, timeout=0)) == 1


async def test_polling_beside_a_webhook_is_a_conflict(api: TelegramApi, channel: Telegram) -> None:
    """Telegram refuses to do both; so it does to poll twice at a time."""
    await channel.set_up("http://127.0.0.1:9/none", None, {})
    with pytest.raises(TryLater, match="conflict"):
        await channel.poll(0, timeout=0)
    await channel.set_up(None, None, {})
    waiting = asyncio.create_task(channel.poll(0, timeout=20))
    await asyncio.sleep(0.1)
    await channel.poll(0, timeout=0)
    with pytest.raises(TryLater, match="conflict"):
        await waiting


async def test_a_webhook_is_called_until_it_takes_the_update(api: TelegramApi, channel: Telegram) -> None:
    """Each update comes with the secret, in the order of its chat, and again after anything but a 2xx."""
    taken: list[tuple[str, str]] = []
    statuses = iter([503, 500, 200, 200])

    async def take(request: Request) -> Response:
        status = next(statuses)
        if status == 200:
            secret = request.headers["X-Telegram-Bot-Api-Secret-Token"]
            taken.append((secret, parse(await request.json()).text))
        return Response(status_code=status)

    async with serving(Starlette(routes=[Route("/hook", take, methods=["POST"])])) as url:
        await channel.set_up(f"{url}/hook", "s3cret", {})
        api.user_says(7001, "ett")
        api.user_says(7001, "två")
        await api.delivered()
    assert taken == [("s3cret", "ett"), ("s3cret", "två")]
    assert [status for _, status in api.deliveries] == [503, 500, 200, 200]
