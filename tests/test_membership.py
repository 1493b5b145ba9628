"""A role that ends, ends at once and with all that went with it."""

from __future__ import annotations

import re
from datetime import timedelta

import httpx
import pytest
from served import World
from test_page import csrf_in, link_for
from test_pages import VOICES, untranslated, within

from bot.operating.members import Refused, change
from handlers import leaving
from handlers.text import Text
from storage import membership

OMBUD, OTHER, MANAGER, COORDINATOR = 7001, 7002, 7010, 7020


def person_at(here: World, role: str, area: str | None) -> int:
    """Who holds a role (or last held it)."""
    (number,) = here.rows("SELECT person_id FROM role WHERE role = ? ORDER BY id DESC LIMIT 1", role)[0]
    return int(number)


async def test_doors_close_with_the_role(here: World, web: httpx.AsyncClient) -> None:
    """A session that is open and a link that is not yet used open nothing any more, once the role is gone."""
    await here.joins("coordinator", None, COORDINATOR)
    await here.joins("manager", "alby", MANAGER)
    link = await link_for(here, MANAGER)
    await web.post(link, data=csrf_in(await web.get(link)))
    assert "Lägesbild" in (await web.get("/")).text
    unused = await link_for(here, MANAGER)
    change(here.app, person_at(here, "manager", "alby"), "manager", "alby", "revoked")
    assert "Lägesbild" not in (await web.get("/")).text
    assert (await web.get(unused)).status_code == 404
    await here.settled()
    assert "avslutat" in here.said_to(MANAGER)[-1].text


async def test_who_stepped_in_and_leaves_is_missed(here: World, web: httpx.AsyncClient) -> None:
    """An ombud steps in for another and then loses the role: the coordinator hears that the area is alone."""
    del web
    await here.joins("coordinator", None, COORDINATOR)
    await here.joins("ombud", "fittja", OTHER)
    await here.joins("ombud", "alby", OMBUD)
    await here.says(OMBUD, "/paus 2 veckor")
    await here.taps(OMBUD, "yes")
    await here.taps(OMBUD, str(person_at_first(here, "fittja")))
    await here.taps(OTHER, "yes")
    change(here.app, person_at_first(here, "fittja"), "ombud", "fittja", "revoked")
    await here.settled()
    assert any("Alby" in said.text for said in here.said_to(COORDINATOR)[-2:])


def person_at_first(here: World, area: str) -> int:
    return int(here.rows("SELECT person_id FROM role WHERE area = ? ORDER BY id LIMIT 1", area)[0][0])


async def test_the_last_coordinator_stays(here: World, web: httpx.AsyncClient) -> None:
    """Nobody can take away the only coordinator, nor move a role nobody holds."""
    del web
    await here.joins("coordinator", None, COORDINATOR)
    who = person_at(here, "coordinator", None)
    with pytest.raises(Refused, match="somebody has to be coordinator"):
        change(here.app, who, "coordinator", None, "revoked")
    with pytest.raises(Refused, match="do not hold"):
        change(here.app, who, "manager", "alby", "revoked")
    with pytest.raises(Refused, match="no person"):
        change(here.app, 99, "manager", "alby", "revoked")
    with pytest.raises(Refused, match="no area"):
        change(here.app, who, "manager", "atlantis", "revoked")


async def test_a_role_moves_with_what_waits(here: World, web: httpx.AsyncClient) -> None:
    """An ombud who moves to another area gets its tips from then on, and those that nobody has taken up."""
    del web
    await here.joins("coordinator", None, COORDINATOR)
    await here.joins("ombud", "alby", OMBUD)
    await here.says(OTHER, "Klotter på väggen vid Fittja centrum")
    await here.taps(OTHER, "yes")
    change(here.app, person_at(here, "ombud", "alby"), "ombud", "alby", "moved", "fittja")
    await here.settled()
    heard = [said.text for said in here.said_to(OMBUD)]
    assert any(re.search(r"Tips \w{3}-\w{3}, Fittja", text) for text in heard)
    assert "Fittja" in next(text for text in heard if "Från och med nu" in text)


async def test_ombud_are_numbered_in_the_order_of_joining(here: World, web: httpx.AsyncClient) -> None:
    """The number stays when others leave, and who comes back has the same."""
    del web
    for chat in (OMBUD, OTHER):
        await here.joins("ombud", "alby", chat)
    first, second = (int(n) for (n,) in here.rows("SELECT person_id FROM role ORDER BY id"))
    here.clock.move_to(here.clock() + timedelta(minutes=1))
    change(here.app, first, "ombud", "alby", "revoked")
    with here.app.database.begin() as work:
        assert [membership.number(work, who, "ombud", "alby") for who in (first, second, 99)] == [1, 2, 0]


async def test_the_last_coordinator_who_wants_to_leave_is_an_alarm(here: World, web: httpx.AsyncClient) -> None:
    """They stay, and every admin hears of it by the alarms' path, once; so it is when they stop."""
    del web
    assert here.app.alarms is not None
    await here.joins("coordinator", None, COORDINATOR)
    await here.joins("admin", None, OTHER)
    await here.says(COORDINATOR, "/lämna")
    await here.taps(COORDINATOR, "yes")
    assert "sista samordnaren" in here.said_to(COORDINATOR)[-1].text
    await here.says(COORDINATOR, "/stopp")
    for _ in range(2):
        await here.app.alarms.tick()
        here.app.outbox.look()
        await here.settled()
    told = [said.text for said in here.said_to(OTHER) if "ingen annan samordnare" in said.text]
    assert len(told) == 1
    assert here.rows("SELECT count(*) FROM role WHERE role = 'coordinator' AND until IS NULL") == [(1,)]


async def test_a_stopped_coordinator_is_no_other(here: World, web: httpx.AsyncClient) -> None:
    """With another who can't be written to, the one who can is still the last; the other may go."""
    del web
    await here.joins("coordinator", None, COORDINATOR)
    first = person_at(here, "coordinator", None)
    await here.joins("coordinator", None, OTHER)
    other = person_at(here, "coordinator", None)
    await here.says(OTHER, "/stopp")
    with pytest.raises(Refused, match="somebody has to be coordinator"):
        change(here.app, first, "coordinator", None, "revoked")
    change(here.app, other, "coordinator", None, "revoked")


LEFT = [leaving.yours_now(12, 3, 1), leaving.yours_now(1, 1, 12), leaving.applicant_waits("K7M-4QX")]


@pytest.mark.parametrize("text", [*LEFT, leaving.LAST_LEAVES])
def test_what_is_said_when_somebody_leaves_is_one_segment_in_each_language(text: Text) -> None:
    """Each sentence has a translation, and by SMS is one segment; where nothing waited nothing is said."""
    assert leaving.yours_now(0, 0, 0) is None
    for language in VOICES.languages:
        assert language == "en" or untranslated(text, language) == []
        assert within(VOICES.say(text, language, "sms"), language, 1)
