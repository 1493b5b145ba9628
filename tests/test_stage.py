"""The simulated telephones: what is on one is on no other."""

from __future__ import annotations

from transcript import stage_of


async def test_a_tap_takes_the_words_of_its_own_telephone(sqlite_url: str) -> None:
    """A message's number is its channel's own: what another telephone got under the same is not shown by a tap."""
    stage = await stage_of({"cast": "first sms; second telegram"}, sqlite_url)
    try:
        first, second = stage.phones["first"], stage.phones["second"]
        await stage.say(first, "HJÄLP")
        await stage.say(second, "/meny")
        asked = stage.shown_on(second)[-1]
        button, message_id = next(iter(stage.buttons_on(second).values()))
        other = next(line for line in stage.shown_on(first) if line.shown)
        assert other.shown is not None
        assert other.shown.message_id == message_id
        before = asked.text
        await stage.tap(second, button, message_id)
        assert asked.text.startswith(before)
    finally:
        await stage.app.close()
