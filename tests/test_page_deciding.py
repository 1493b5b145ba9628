"""Deciding on the page: the same is allowed as by ÅTGÄRD in the chat, and the same people hear of it."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from served import BY_SMS, TIP, World, client
from test_page import COORDINATOR, MANAGER, OMBUD, csrf_in, log_in

from storage import actions
from storage.actions import Kept

GOOD = {
    "area": "alby",
    "category": "otrygg_plats",
    "where": "Albyvägen 12",
    "what": "Byta lampan",
    "owner": "botkyrkabyggen",
    "due": "2026-12-01",
    "follow_up": "",
}


def kept(here: World, key: int = 1) -> Kept | None:
    with here.app.database.begin() as work:
        return actions.by_id(work, key)


async def decide(web: httpx.AsyncClient, to: str = "/atgard", /, **fields: str) -> httpx.Response:
    """Send the form from the page, as it stands there."""
    return await web.post(to, data={**csrf_in(await web.get("/")), **fields})


async def test_a_decision_is_kept_followed_up_and_shown(here: World, web: httpx.AsyncClient) -> None:
    """One comes back to where one was, is told, and sees what was kept; its follow-up comes by itself."""
    await here.joins("manager", "alby", MANAGER)
    await log_in(here, web, MANAGER)
    done = await decide(web, "/atgard?lang=en&week=2026-W46&category=otrygg_plats", **GOOD)
    assert done.status_code == 303
    to = urlsplit(done.headers["location"])
    assert (to.path, to.fragment) == ("/", "decide")
    assert parse_qs(to.query) == {
        "lang": ["en"], "week": ["2026-W46"], "area": ["alby"], "category": ["otrygg_plats"], "span": ["week"],
        "told": ["saved"],
    }  # fmt: skip
    found = kept(here)
    assert found is not None
    assert (found.place, found.what, found.due, found.follow_up) == (
        "Albyvägen 12", "Byta lampan", "2026-12-01", "2026-12-15",
    )  # fmt: skip
    page = (await web.get(done.headers["location"])).text
    assert "Saved." in page
    assert "Byta lampan" in page
    assert here.rows("SELECT object FROM audit WHERE action = 'action'") == [("1:planned",)]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("what", ""),
        ("what", "x" * 601),
        ("where", "x" * 101),
        ("category", "annat<b>"),
        ("owner", "nobody"),
        ("due", "2026-11-18"),
        ("due", "2029-01-01"),
        ("due", "snart"),
        ("follow_up", "2026-13-01"),
    ],
)
async def test_what_is_wrong_is_said_and_nothing_is_kept(
    here: World, web: httpx.AsyncClient, field: str, value: str
) -> None:
    """The page comes again with what was written, and the field that is wrong is marked for eyes and ears."""
    await here.joins("manager", "alby", MANAGER)
    await log_in(here, web, MANAGER)
    answer = await decide(web, **{**GOOD, field: value})
    assert answer.status_code == 422
    assert f'id="amiss-{field}"' in answer.text
    assert f'aria-describedby="amiss-{field}' in answer.text
    assert "Albyvägen 12" in answer.text or field == "where"
    assert "annat<b>" not in answer.text
    assert kept(here) is None


async def test_what_points_at_a_person_is_taken_out_first_and_danger_is_answered(
    here: World, web: httpx.AsyncClient
) -> None:
    """As in the chat; and it is said."""
    await here.joins("manager", "alby", MANAGER)
    await log_in(here, web, MANAGER)
    done = await decide(web, **{**GOOD, "what": "Ring 070-174 06 11 om lampan"})
    assert "told=removed" in done.headers["location"]
    found = kept(here)
    assert found is not None
    assert "070" not in found.what
    done = await decide(web, **{**GOOD, "what": "Hjälp, någon blir knivhuggen"})
    assert "112" in (await web.get(done.headers["location"])).text.partition("<footer")[0]


async def test_another_areas_actions_are_not_theirs(here: World, web: httpx.AsyncClient) -> None:
    """Who decides in one area can neither make, see nor change one in another; nor can who decides nothing."""
    await here.joins("coordinator", None, COORDINATOR)
    await here.joins("manager", "alby", MANAGER)
    async with client(here.url) as other:
        await log_in(here, other, COORDINATOR)
        assert (await decide(other, **{**GOOD, "area": "fittja"})).status_code == 303
    await log_in(here, web, MANAGER)
    assert "Byta lampan" not in (await web.get("/")).text
    refused = await decide(web, "/atgard/1", status="done", due="", follow_up="")
    assert refused.status_code == 422
    assert (await decide(web, "/atgard/99", status="done")).status_code == 422
    assert (await decide(web, "/atgard?area=fittja", **GOOD)).status_code == 403
    found = kept(here)
    assert found is not None
    assert (found.area, found.status, found.due) == ("fittja", "planned", "2026-12-01")
    assert (await decide(web, **{**GOOD, "area": "fittja"})).status_code == 303  # there is no other area to choose
    assert (mine := kept(here, 2)) is not None
    assert mine.area == "alby"


async def test_a_form_that_is_not_ours_does_nothing(here: World, web: httpx.AsyncClient) -> None:
    """Without the session, or without its token, nothing is kept."""
    await here.joins("manager", "alby", MANAGER)
    await log_in(here, web, MANAGER)
    good = csrf_in(await web.get("/"))
    for wrong in ({}, {"csrf": "0" * 64}, {"csrf": "å"}):
        assert (await web.post("/atgard", data={**GOOD, **wrong})).status_code == 403
    async with client(here.url) as elsewhere:
        answer = await elsewhere.post("/atgard", data={**GOOD, **good})
        assert (answer.status_code, "Inget har sparats" in answer.text) == (403, True)
    assert (await web.get("/atgard")).status_code == 405
    assert kept(here) is None


async def test_who_tipped_is_asked_when_it_is_done_on_the_page(here: World, web: httpx.AsyncClient) -> None:
    """As when it is done in the chat; days and status are changed in one go, and a day that stood may have passed."""
    await here.joins("ombud", "alby", OMBUD)
    await here.joins("manager", "alby", MANAGER)
    await here.texts(BY_SMS, TIP)
    await log_in(here, web, MANAGER)
    await decide(web, **GOOD)
    assert (await decide(web, "/atgard/1", status="started", due="2026-12-08", follow_up="")).status_code == 303
    found = kept(here)
    assert found is not None
    assert (found.status, found.due, found.follow_up) == ("started", "2026-12-08", "")
    assert (await decide(web, "/atgard/1", status="better", due="2026-12-08", follow_up="")).status_code == 422
    assert (await decide(web, "/atgard/1", status="keep", due="igår", follow_up="")).status_code == 422
    assert (await decide(web, "/atgard/1", status="done", due="2026-12-08", follow_up="")).status_code == 303
    await here.settled()
    assert "Är det bättre?" in here.texted(BY_SMS)[-1].body
    assert "atgard/1" not in (await web.get("/")).text
