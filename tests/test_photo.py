"""The digest's picture in the chat: above its text, once, for each what their role may see; and never in the way of
the text."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fakes.telegram_api import TelegramApi, telegram_api
from fakes.telegram_photo import PNG, size
from served import LAX, World, until, world
from test_telegram import connected

from bot.channels import Outbound, Picture, SendError
from bot.channels.telegram import Telegram
from bot.i18n import Voices
from bot.pages import UNDER_PHOTO, fits_under_photo, under_photo
from bot.picture import press

DIGEST = datetime(2026, 11, 25, 14, 0, tzinfo=UTC)  # of week 47, on a Wednesday at 15:00
MANAGER, POLICE, COORDINATOR = 7010, 7011, 7012


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[World]:
    """Three partners by Telegram and one by SMS, the week before the digest."""
    async with world(tmp_path) as made:
        async with made.serve():
            await made.joins("manager", "alby", MANAGER)
            await made.joins("police", "alby", POLICE)
            await made.joins("coordinator", None, COORDINATOR)
            await made.joins("manager", "fittja", "+46701740607")
            made.forget()
        yield made


async def digest_goes(town: World) -> None:
    town.clock.move_to(DIGEST)
    async with town.serve():
        await town.telegram.has_sent(3, within=30)
        await town.settled()


async def test_each_partner_gets_the_text_under_its_picture(town: World) -> None:
    """By Telegram one message with both, each as their role may see it; by SMS the text alone."""
    await digest_goes(town)
    for chat in (MANAGER, POLICE, COORDINATOR):
        (message,) = town.said_to(chat)
        assert message.text.startswith("Veckan i korthet, vecka 47")
        png = town.telegram.photos[message.message_id]
        assert size(png)[0] == 1080
    pictures = [town.telegram.photos[town.said_to(chat)[0].message_id] for chat in (MANAGER, COORDINATOR)]
    assert pictures[0] != pictures[1]
    (sms,) = town.texted("+46701740607")
    assert "Fittja" in sms.body


async def test_the_outbox_holds_a_reference_and_no_picture(town: World) -> None:
    """What is kept until it is sent says which picture, in a few octets, and survives a restart: one message each."""
    town.clock.move_to(DIGEST)
    town.telegram.fail_next(500, method="sendPhoto", times=3)
    tried = "SELECT length(sealed) FROM outbound WHERE purpose LIKE 'digest:%' AND state = 'queued' AND attempts = 1"
    async with town.serve():
        await until(lambda: len(town.rows(tried)) == 3)
    assert max(octets for (octets,) in town.rows(tried)) < 2000
    town.clock.move_to(datetime(2026, 11, 25, 14, 5, tzinfo=UTC))
    async with town.serve():
        await town.telegram.has_sent(3, within=30)
        await town.settled()
    assert [len(town.said_to(chat)) for chat in (MANAGER, POLICE, COORDINATOR)] == [1, 1, 1]
    assert len(town.telegram.photos) == 3


async def test_a_picture_that_cannot_be_made_leaves_the_text(
    town: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without typst everybody has the words at once, and the log says why there is no picture."""
    monkeypatch.setattr(press, "ROOT", Path("/nowhere"))
    await digest_goes(town)
    assert not town.telegram.photos
    assert "Alby" in town.said_to(MANAGER)[0].text
    assert "no_picture" in capsys.readouterr().out


@pytest.fixture
async def api() -> AsyncIterator[TelegramApi]:
    async with telegram_api(rules=LAX) as made:
        yield made


@pytest.fixture
async def channel(api: TelegramApi) -> AsyncIterator[Telegram]:
    async with connected(api) as made:
        yield made


def pictured(png: bytes, text: str = "Alby: Ganska trygg") -> Outbound:
    async def photo() -> bytes:
        return png

    return replace(Outbound("telegram", "7001", text, picture=Picture("2026-W46", "police", "alby", "sv")), photo=photo)


async def a_picture() -> bytes:
    from test_pages import DESK

    from bot.picture.shapes import Digest, Released

    seen = Digest("2026-W46", "police", (Released("alby", "Alby", False, (3,), None, (), 4),), 3)
    return await press.Press().printed(press.order(DESK, seen, "png", Voices().languages[0]))


@pytest.mark.parametrize("png", [b"no picture", PNG + b"\0" * 8 + (99_999).to_bytes(4) + (9).to_bytes(4)])
async def test_a_picture_that_telegram_refuses_leaves_the_text(api: TelegramApi, channel: Telegram, png: bytes) -> None:
    """What is no picture, or one of impossible measures, is left out, and the words go in the same attempt."""
    await channel.send(pictured(png))
    assert ([message.text for message in api.sent], api.photos) == (["Alby: Ganska trygg"], {})
    assert [name for name, *_ in api.refused] == ["sendphoto"]


async def test_a_picture_too_large_for_the_door_leaves_the_text(api: TelegramApi, channel: Telegram) -> None:
    """Status 413 is about the picture."""
    api.fail_next(413, method="sendPhoto", description="Request Entity Too Large")
    await channel.send(pictured(await a_picture()))
    assert ([message.text for message in api.sent], api.photos) == (["Alby: Ganska trygg"], {})


@pytest.mark.parametrize(("fault", "kind"), [(500, "TryLater"), ("drop_after", "Unknown"), (429, "TryLater")])
async def test_a_failure_that_says_nothing_of_the_picture_is_tried_again(
    api: TelegramApi, channel: Telegram, fault: Any, kind: str
) -> None:
    """Then nothing else is sent in the same breath: it might come twice."""
    api.fail_next(fault, method="sendPhoto", parameters={"retry_after": 1} if fault == 429 else {})
    with pytest.raises(SendError) as caught:
        await channel.send(pictured(await a_picture()))
    assert type(caught.value).__name__ == kind
    assert len(api.sent) == (fault == "drop_after")


async def test_recipients_alike_share_one_printing() -> None:
    """The same order is printed once, however many ask for it at the same time; what failed is printed anew."""
    from test_pages import DESK

    from bot.picture.shapes import Digest, Released

    seen = Digest("2026-W46", "police", (Released("alby", "Alby", False, (3,), None, (), 4),), 3)
    wanted, shared = press.order(DESK, seen, "png", "sv"), press.Press()
    first = await shared.printed(wanted)
    assert await shared.printed(wanted) is first
    with pytest.raises(press.CannotPrint):
        await shared.printed(b"{}")
    with pytest.raises(press.CannotPrint):
        await shared.printed(b"{}")


def test_a_long_text_is_cut_where_a_paragraph_ends_and_nothing_of_it_is_lost() -> None:
    """Under the picture fit 1,024 characters in Telegram's count; the rest follows."""
    long = "\n\n".join(f"Område {n}: Ganska trygg, enligt ombudet. 🙂\nInget att rapportera" for n in range(40))
    first, *rest = under_photo(long, 4096)
    assert fits_under_photo(first)
    assert first.endswith("Inget att rapportera")
    assert "\n\n".join([first, *rest]) == long
    assert not fits_under_photo("🙂" * (UNDER_PHOTO // 2 + 1))
    assert under_photo("🙂" * 600 + " x" * 300, 4096)[0] != ""


def test_a_row_written_before_there_were_pictures_can_be_read() -> None:
    """A row without the field has none; one with it comes back as it was."""
    plain = Outbound("telegram", "7001", "Hej")
    assert "picture" not in plain.to_json()
    assert Outbound.from_json("telegram", "7001", plain.to_json()) == plain
    with_one = replace(plain, picture=Picture("2026-W46", "coordinator", None, "sv"))
    assert Outbound.from_json("telegram", "7001", with_one.to_json()) == with_one
