"""The page in a real browser: at 400 % zoom, in both themes, by keyboard, without scripts, on paper, and with nothing
from elsewhere."""

from __future__ import annotations

import pytest
from fakes.serving import serving
from pictured import browser, listen, shown

from bot.simulation.demo import application
from bot.web.map import Tiles

pytestmark = pytest.mark.no_cover  # a browser looks at what other tests make

TILES = "https://tiles.example"
PIXEL = (  # a grey tile
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0:~\x9bU\0\0\0\nIDATx\x9cc\xa8\x07\0\0\x81\0\x80"
    b"\x9aT\xed\xcc\0\0\0\0IEND\xaeB`\x82"
)


@pytest.mark.parametrize(("width", "scheme", "lang"), [(320, "dark", "sv"), (1280, "light", "en")])
async def test_it_fits_and_asks_nobody_else(width: int, scheme: str, lang: str) -> None:
    """320 pixels is 1280 at 400 %. Nothing runs off the page, and the filter works by keyboard without scripts."""
    app = application(0, open_browser=False)
    async with app.router.lifespan_context(app), serving(app) as url, browser(width, scheme, scripts=False) as chromium:
        page = await chromium.new_page()
        wrong = listen(page, url)
        await page.goto(f"{url}/demo/lagesbild?lang={lang}")
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        await page.locator("select[name=area]").focus()
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**area=alby*")
        assert await page.locator("#state + .wide tbody th").all_inner_texts() == ["Alby"]
    assert wrong == []


@pytest.mark.parametrize("path", ["/", "/?span=quarter&lang=en", "/?area=alby&wrong=what due-7", "/?category=brand"])
async def test_all_there_can_be_fits_at_400_per_cent(path: str) -> None:
    """With everything open that can be opened there is no scrolling sideways but in tables' own boxes."""
    async with shown() as url, browser(320, "light") as chromium:
        page = await chromium.new_page()
        wrong = listen(page, url)
        await page.goto(url + path)
        await page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        beyond = "[...document.querySelectorAll('main *')].filter(e => !e.closest('.wide') && !e.closest('.sr-only') &&"
        beyond += " e.getBoundingClientRect().right > 321).map(e => e.outerHTML.slice(0, 90))"
        assert await page.evaluate(beyond) == []
        assert await page.evaluate("document.documentElement.scrollWidth") <= 320
    assert wrong == []


async def test_everything_is_reached_by_keyboard_and_its_focus_is_seen() -> None:
    """Tab comes to each control once, in the order of the page, and each shows where one is."""
    async with shown() as url, browser(1280, "light") as chromium:
        page = await chromium.new_page()
        await page.goto(url)
        controls = "a[href], button, select, input:not([type=hidden]), textarea, summary, [tabindex='0']"
        wanted = await page.evaluate(
            f"[...document.querySelectorAll({controls!r})].filter(e => e.checkVisibility()).length"
        )
        places = []
        for _ in range(wanted):
            await page.keyboard.press("Tab")
            place, outline = await page.evaluate(
                f"(() => {{ const e = document.activeElement; const all = [...document.querySelectorAll({controls!r})];"
                " return [all.indexOf(e), getComputedStyle(e).outlineStyle] })()"
            )
            places.append(place)
            assert outline != "none", place
        assert places == sorted(set(places))


async def test_what_moves_does_not_for_who_asked_for_stillness() -> None:
    """Nothing on the page is animated or scrolled smoothly with reduced motion, the map with tiles included."""
    still = browser(1280, "light", reduced_motion="reduce")
    async with shown(tiles=Tiles(f"{TILES}/{{z}}/{{x}}/{{y}}.png")) as url, still as chromium:
        await chromium.route(f"{TILES}/**", lambda route: route.fulfill(body=PIXEL, content_type="image/png"))
        page = await chromium.new_page()
        await page.goto(url)
        await page.locator(".tiles .leaflet-tile-loaded").first.wait_for()
        await page.get_by_role("button", name="Zoom in").click()
        assert await page.evaluate("document.getAnimations().length") == 0


async def test_tiles_come_from_the_one_host_that_is_set_and_the_plain_map_is_there_without_them() -> None:
    """With an address for tiles the map has pins and names; without scripts the schematic map stays."""
    async with shown(tiles=Tiles(f"{TILES}/{{z}}/{{x}}/{{y}}.png")) as url:
        async with browser(1280, "dark") as chromium:
            await chromium.route(f"{TILES}/**", lambda route: route.fulfill(body=PIXEL, content_type="image/png"))
            page = await chromium.new_page()
            wrong = listen(page, url, TILES)
            await page.goto(url)
            await page.locator(".tiles .leaflet-tile-loaded").first.wait_for()
            assert await page.locator(".tiles .pin").all_inner_texts() == ["2", "2", "–", "4", "?", "?"]
            assert "tiles.example" in await page.locator(".tiles").inner_text()
            assert not await page.locator(".map").is_visible()
            assert wrong == []
        async with browser(1280, "light", scripts=False) as chromium:
            page = await chromium.new_page()
            await page.goto(url)
            assert await page.locator(".map").is_visible()


async def test_on_paper_there_is_the_picture_and_no_controls() -> None:
    """Forms and filters are not printed; what is folded is, tables of the charts apart; ink is dark on white."""
    async with shown() as url, browser(800, "dark") as chromium:
        page = await chromium.new_page()
        await page.emulate_media(media="print")
        await page.goto(url)
        for gone in (".filter", ".foot", ".decide", ".site-header nav"):
            assert not await page.locator(gone).is_visible()
        assert await page.get_by_text("Tips i Alby efter vad de gäller").is_visible()
        assert await page.evaluate("getComputedStyle(document.documentElement).color") == "rgb(0, 0, 0)"
