"""A person at a browser: signs in, looks, and has every page checked by axe."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, Page

from portal.settings import ROOT

SCREENSHOTS = ROOT / ".data" / "screenshots"
AXE = Axe()
RULES: dict[str, Any] = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
}


class Visitor:
    """One person with one browser window."""

    def __init__(self, page: Page, language: str, width: int, scripts: bool) -> None:
        self.page = page
        self.language = language
        self.width = width
        self.scripts = scripts

    def sign_in(self, subject: str) -> None:
        """Sign in as a persona through the real provider."""
        self.page.goto(f"/log-ind?lang={self.language}")
        self.page.locator(f"button[value='{subject}']").click()
        self.page.wait_for_load_state()

    def go(self, path: str) -> None:
        """Open a page of the portal."""
        self.page.goto(path)

    def look(self, name: str) -> None:
        """Keep a screenshot and fail on any WCAG 2.1 AA violation or sideways scrolling."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        kind = "" if self.scripts else ".plain"
        file = SCREENSHOTS / f"{name}.{self.language}.{self.width}{kind}.png"
        self._photograph(file)
        assert self.page.locator("html").get_attribute("lang") == self.language
        if not self.scripts:
            return  # axe is a script itself; the same page is checked where scripts run
        found = AXE.run(self.page, options=RULES)
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= self.width, f"{name} is {wide} px wide in a window of {self.width}"

    def _photograph(self, file: Path) -> None:
        try:
            self.page.screenshot(path=file, full_page=True)
        except Error:  # Chromium on a busy machine sometimes has no picture ready
            self.page.wait_for_timeout(1_000)
            self.page.screenshot(path=file, full_page=True)


def eventually(holds: Callable[[], bool], what: str) -> None:
    """Wait until `holds()` is true; the worker works beside us.

    Raises:
        AssertionError: naming `what`, when it has not come true after 30 seconds.
    """
    for _ in range(300):
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError(f"{what} did not come")
