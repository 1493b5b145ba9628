"""The demo in a real browser: somebody plays the whole week through the page, and nobody else is asked for anything."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from fakes.serving import serving
from machine import at_hand
from playwright.async_api import Page, async_playwright, expect

from bot.simulation.demo import application

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PICTURES = Path(__file__).parent / "screenshots" / "actual"


@asynccontextmanager
async def page_at(
    width: int, height: int, scheme: str = "light", lang: str = "sv"
) -> AsyncIterator[tuple[Page, list[str]]]:
    """The demo's page in Chromium, and everything that went wrong or went elsewhere."""
    wrong: list[str] = []
    app = application(0, open_browser=False)
    async with app.router.lifespan_context(app), serving(app) as url, async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=at_hand("chromium"), args=ARGUMENTS)
        page = await chromium.new_page(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
        )
        page.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda request: wrong.append(request.url) if not request.url.startswith(url) else None)
        await page.goto(f"{url}/demo?lang={lang}")
        try:
            yield page, wrong
        finally:
            await page.goto("about:blank")
            await chromium.close()


def phone(page: Page, name: str):  # type: ignore[no-untyped-def]
    return page.locator(f'[data-phone="{name}"]')


async def write(page: Page, name: str, words: str) -> None:
    box = phone(page, name).get_by_role("textbox")
    await box.fill(words)
    await box.press("Enter")


async def test_the_whole_week_is_played(tmp_path: Path) -> None:
    """A tip by SMS, the ombud's answer, Monday's prompt, and Wednesday's digest, each on its own telephone."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    async with page_at(1440, 900) as (page, wrong):
        await write(page, "boende-sms", "Lampan är trasig vid Albyvägen 12, mörkt på kvällen")
        receipt = phone(page, "boende-sms").get_by_text(re.compile(r"[A-Z2-9]{3}-[A-Z2-9]{3}"))
        await expect(receipt.first).to_be_visible()
        await expect(phone(page, "boende-sms").get_by_text("1 SMS").first).to_be_visible()
        await expect(phone(page, "ombud-alby").get_by_text("Lampan är trasig").first).to_be_visible()
        code = re.search(r"[A-Z2-9]{3}-[A-Z2-9]{3}", await receipt.first.inner_text())
        assert code is not None
        await write(page, "ombud-alby", f"/svara {code[0]} Tack, jag ringer Botkyrkabyggen.")
        await expect(phone(page, "boende-sms").get_by_text("jag ringer Botkyrkabyggen")).to_be_visible()
        await page.screenshot(path=PICTURES / "tip.png")
        await page.locator('[data-to="prompt"]').first.click()
        await phone(page, "ombud-alby").get_by_role("button", name="Det stämmer", exact=False).first.click()
        await phone(page, "ombud-alby").get_by_role("button", name="Ganska trygg").click()
        await phone(page, "ombud-alby").get_by_role("button", name="✅ Skicka").click()
        await expect(phone(page, "ombud-alby").get_by_text("Tack!").last).to_be_visible()
        await page.locator('[data-to="digest"]').first.click()
        await expect(phone(page, "omradeschef-alby").get_by_text("Albyvägen 12")).to_be_visible()
        await page.screenshot(path=PICTURES / "digest.png")
    assert wrong == []


@pytest.mark.parametrize(("width", "scheme", "lang"), [(360, "light", "sv"), (360, "dark", "en"), (1024, "dark", "sv")])
async def test_narrow_and_dark(width: int, scheme: str, lang: str) -> None:
    """On a phone's width nothing runs off the page, in either theme and either language."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    async with page_at(width, 740, scheme, lang) as (page, wrong):
        await write(page, "boende-sms", "Klotter vid Alby centrum")
        await expect(
            phone(page, "boende-sms").get_by_text(re.compile(r"[A-Z2-9]{3}-[A-Z2-9]{3}")).first
        ).to_be_visible()
        overflow = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        await page.screenshot(path=PICTURES / f"demo-{width}-{scheme}-{lang}.png")
        assert overflow <= 0
    assert wrong == []


async def test_by_keyboard() -> None:
    """A tip can be sent with the keyboard alone, and the focus is always seen."""
    async with page_at(1440, 900) as (page, _):
        for _step in range(60):
            await page.keyboard.press("Tab")
            if await page.evaluate(
                "document.activeElement.matches('[data-phone=\"boende-sms\"] :is(textarea, input)')"
            ):
                break
        outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none"
        await page.keyboard.type("Klotter vid Alby centrum")
        await page.keyboard.press("Enter")
        await expect(phone(page, "ombud-alby").get_by_text("Klotter vid Alby centrum").first).to_be_visible()
        await asyncio.sleep(0)


async def test_a_pass_is_played() -> None:
    """The patrol goes out, sees something and comes back with a fault on the car, which the association hears of."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    async with page_at(1440, 900) as (page, wrong):
        await write(page, "grannstod-1", "/pass start G-02 alby fittja genomgång")
        await write(page, "grannstod-1", "klotter vid Alby centrum, felanmält")
        await expect(phone(page, "grannstod-1").get_by_text("Noterat").first).to_be_visible()
        await write(page, "grannstod-1", "slut 21 bromsarna gnisslar")
        await expect(phone(page, "foreningen").get_by_text("Bromsar").first).to_be_visible()
        await page.screenshot(path=PICTURES / "pass.png")
        await phone(page, "foreningen").get_by_role("button", name="Det är lagat", exact=False).click()
        await expect(phone(page, "foreningen").get_by_text("Felet är struket").first).to_be_visible()
    assert wrong == []
