"""`make screenshots`: the pictures of the README, from the demo's people: the report in three ways, and `next`."""

import re
import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from rich.console import Console
from rich.text import Text

HERE = Path(__file__).parent
DEMO = HERE.parents[1] / ".demo"
REPORT = DEMO / "crmsync-report.html"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
LOOKS = {
    "wide": {"viewport": {"width": 1280, "height": 1340}},
    "narrow": {"viewport": {"width": 390, "height": 1340}},
    "dark": {"viewport": {"width": 1280, "height": 1340}, "color_scheme": "dark"},
}
COLUMNS = 84


def main() -> None:
    crmsync("demo", "--folder", str(DEMO))
    crmsync("--config", str(DEMO / "config.toml"), "report", "--out", str(REPORT))
    told = crmsync("--config", str(DEMO / "config.toml"), "next", "--limit", "8")
    (HERE / "next.svg").write_text(terminal("crmsync next", told))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for name, look in LOOKS.items():
            picture(browser, HERE / f"report-{name}.png", look)
        browser.close()


def crmsync(*words: str) -> str:
    done = subprocess.run([sys.executable, "-m", "crmsync", *words], capture_output=True, text=True, check=True)
    return done.stdout


def chromium() -> str:
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if found is None:
        raise SystemExit("no Chromium on this machine; on Debian: apt-get install chromium")
    return found


def picture(browser: Browser, path: Path, look: dict[str, object]) -> None:
    page = browser.new_context(**look).new_page()
    page.goto(REPORT.as_uri())
    page.locator("#grid tbody tr[data-who]").first.wait_for()
    page.locator("#reasons svg").wait_for()
    page.screenshot(path=path)


def terminal(title: str, text: str) -> str:
    """As a terminal shows it; a font that would have to be loaded is left out."""
    console = Console(record=True, width=COLUMNS, file=StringIO())
    console.print(Text(text.rstrip()))
    return re.sub(r"@font-face \{.*?\}\s*", "", console.export_svg(title=title, unique_id="next"), flags=re.DOTALL)


main()
