"""What people do on the pages of talks, in their own steps."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.looking import Visitor

MOST_TABS = 80


def first_button(page: Page) -> Locator:
    """The one button of the page that matters most."""
    return page.locator("main button.button-primary").first


def choose(visitor: Visitor, nth: int = 0, path: str = "/borger/samtaler/ny") -> str:
    """Choose one of the times shown and go on to the page that confirms; the words of the time."""
    page = visitor.page
    visitor.go(path)
    time = page.locator("input[name='starts']").nth(nth)
    words = page.locator(f"label[for='{time.get_attribute('id')}']").inner_text()
    time.check(force=True)
    first_button(page).click()
    expect(page).to_have_url(re.compile("/bekraeft"))
    return words


def confirm(visitor: Visitor) -> int:
    """Confirm what is shown; the id of the talk of the receipt."""
    first_button(visitor.page).click()
    return receipt_of(visitor)


def receipt_of(visitor: Visitor) -> int:
    """The id of the talk whose receipt is shown."""
    expect(visitor.page).to_have_url(re.compile(r"/borger/samtaler/\d+/kvittering"))
    return int(visitor.page.url.split("/")[-2])


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus."""
    for _ in range(MOST_TABS):
        if target.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} can't be reached with Tab")
