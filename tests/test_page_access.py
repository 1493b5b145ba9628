"""axe-core on every page that somebody may come to: WCAG 2.2 A and AA, and what its makers advise besides."""

from __future__ import annotations

import itertools

import pytest
from axe_playwright_python.async_playwright import Axe
from pictured import browser, shown
from playwright.async_api import Page
from served import World, client
from test_page import COORDINATOR, link_for

from bot.web.map import Tiles

pytestmark = pytest.mark.no_cover  # a browser looks at what other tests make

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
THEMES = ("light", "dark")
PAGES = (
    "/",
    "/?lang=en&area=alby&told=saved",
    "/?wrong=what+where+due+follow_up+area+category+owner+due-7+status-7",
    "/?span=quarter",
    "/integritet",
    "/tillganglighet",
    "/integritet?lang=en",
)


async def faults(page: Page) -> list[str]:
    """What axe-core finds, with everything open that can be opened."""
    await page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    found = await Axe().run(page, options={"runOnly": RULES})
    return [f"{one['id']}: {[node['html'][:120] for node in one['nodes']]}" for one in found.response["violations"]]


@pytest.mark.parametrize(("scheme", "path"), list(itertools.product(THEMES, PAGES)))
async def test_axe_finds_nothing(scheme: str, path: str) -> None:
    async with shown() as url, browser(1280, scheme) as chromium:
        page = await chromium.new_page()
        await page.goto(url + path)
        assert await faults(page) == []


@pytest.mark.parametrize("scheme", THEMES)
async def test_axe_finds_nothing_on_a_telephone_nor_in_what_the_association_sees(scheme: str) -> None:
    async with shown("association") as url, browser(375, scheme) as chromium:
        page = await chromium.new_page()
        await page.goto(url)
        assert await faults(page) == []


async def test_axe_finds_nothing_in_the_map_with_tiles() -> None:
    async with shown(tiles=Tiles("https://tiles.example/{z}/{x}/{y}.png")) as url, browser(1280, "dark") as chromium:
        await chromium.route("https://tiles.example/**", lambda route: route.abort())
        page = await chromium.new_page()
        await page.goto(url)
        await page.locator(".tiles .pin").first.wait_for()
        assert await faults(page) == []


@pytest.mark.parametrize("scheme", THEMES)
async def test_axe_finds_nothing_on_the_way_in_and_out(here: World, scheme: str) -> None:
    """The button, a link that is wrong, the picture as it is served, and the way out."""
    async with here.serve(), client(here.url), browser(1280, scheme) as chromium:
        page = await chromium.new_page()
        await here.joins("coordinator", None, COORDINATOR)
        for path in ("/", "/in/wrong", await link_for(here, COORDINATOR)):
            await page.goto(here.url + path)
            assert await faults(page) == []
        for button in ("Logga in", "Logga ut"):
            async with page.expect_navigation():  # or it is the page before that is looked at, or none
                await page.get_by_role("button", name=button).click()
            assert await faults(page) == []
