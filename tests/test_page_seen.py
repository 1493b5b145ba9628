"""The page in a real browser: at 400 % zoom, in both themes, without JavaScript, and with nothing from elsewhere."""

from __future__ import annotations

from typing import Literal

import pytest
from fakes.serving import serving
from machine import at_hand
from playwright.async_api import async_playwright
from test_demo import ARGUMENTS

from bot.simulation.demo import application


@pytest.mark.parametrize(("width", "scheme", "lang"), [(320, "dark", "sv"), (1280, "light", "en")])
async def test_it_fits_and_asks_nobody_else(width: int, scheme: str, lang: str) -> None:
    """320 pixels is 1280 at 400 %. Nothing runs off the page, and the filter works by keyboard without scripts."""
    wrong: list[str] = []
    app = application(0, open_browser=False)
    async with app.router.lifespan_context(app), serving(app) as url, async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=at_hand("chromium"), args=ARGUMENTS)
        dark: Literal["dark", "light"] = "dark" if scheme == "dark" else "light"
        context = await chromium.new_context(
            viewport={"width": width, "height": 800}, color_scheme=dark, java_script_enabled=False
        )
        page = await context.new_page()
        page.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
        page.on("request", lambda asked: wrong.append(asked.url) if not asked.url.startswith(url) else None)
        await page.goto(f"{url}/demo/lagesbild?lang={lang}")
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        await page.locator("select[name=area]").focus()
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**area=alby*")
        assert await page.locator("tbody th").all_inner_texts() == ["Alby"]
        await chromium.close()
    assert wrong == []
