"""A real browser: the Chromium of the system, driven by Playwright."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}

Opened = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.skip("no Chromium on this machine; on Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Opened]:
    """Opens HTML as a file. What the page complains of, and what it asks of anything else, fails the test.

    `refused`: a complaint that is awaited has these words.
    """
    told: list[str] = []
    contexts: list[BrowserContext] = []
    awaited: list[str] = []

    def show(html: str, *, refused: str | None = None, **how: Any) -> Page:
        file = tmp_path / "page.html"
        file.write_text(html)
        context = browser.new_context(**{"viewport": WIDE, **how})
        contexts.append(context)
        awaited.extend([refused] if refused else [])
        page = context.new_page()
        page.on("console", lambda said: told.append(said.text))
        page.on("pageerror", lambda error: told.append(str(error)))
        page.on("request", lambda asked: told.extend([asked.url] if not _is_its_own(asked.url) else []))
        page.goto(file.as_uri())
        return page

    yield show
    for context in contexts:
        context.close()
    assert len(told) == len(awaited), told
    assert all(words in said for words, said in zip(awaited, told, strict=True)), told


def _is_its_own(url: str) -> bool:
    return url.startswith(("file:", "data:"))
