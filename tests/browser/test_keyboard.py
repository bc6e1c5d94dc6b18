"""A business asks and a consultant answers, without ever touching a mouse."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from portal.core import clock
from tests.browser.conftest import OpenVisitor
from tests.browser.talks import tab_to

ANSWER = {"da": "Vi går i gang med det samme.", "en": "We begin at once."}


def press(page: Page, key: str = "Enter") -> None:
    """Press what matters most on the page, a button or a link that looks like one."""
    tab_to(page, page.locator("main .button-primary").first)
    page.keyboard.press(key)
    page.wait_for_load_state()


def fill(page: Page, fields: dict[str, str]) -> None:
    """Write in each field, coming to it with Tab."""
    for name, text in fields.items():
        field = page.locator(f"main [name='{name}']")
        tab_to(page, field)
        field.press("ControlOrMeta+a")
        page.keyboard.type(text)


@pytest.mark.parametrize(("language", "width"), [("da", 320), ("en", 1280)])
def test_an_enquiry_is_sent_and_answered_with_the_keyboard_alone(
    visitor: OpenVisitor, language: str, width: int
) -> None:
    lars, kasper = visitor(language, width), visitor(language, width)
    lars.sign_in("lars-bageri")
    page, title = lars.page, f"Ekspedient {language}"
    lars.go("/virksomhed")
    press(page)
    tab_to(page, page.locator("input[name='kind']").first)
    page.keyboard.press("Space")
    press(page)
    start = clock.local_date(clock.now()) + timedelta(days=30)
    fill(
        page,
        {
            "title": title,
            "positions": "1",
            "tasks": "Betjene kunder.",
            "hours_per_week": "30",
            "starts_on-day": str(start.day),
            "starts_on-month": str(start.month),
            "starts_on-year": str(start.year),
        },
    )
    press(page)
    fill(page, {"contact_name": "Lars Ørholm", "contact_phone": "45 97 30 00"})
    press(page)
    press(page)
    expect(page).to_have_url(re.compile(r"/henvendelser/\d+/kvittering"))
    address = page.url.removesuffix("/kvittering")

    kasper.sign_in("kasper-konsulent")
    kasper.go("/personale/henvendelser?whose=all")
    page = kasper.page
    tab_to(page, page.get_by_role("link", name=title, exact=True))
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(title)
    fill(page, {"answer-text": ANSWER[language]})
    tab_to(page, page.locator("form[action$='/svar'] button"))
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_be_visible()

    lars.page.goto(address)
    expect(lars.page.locator("main")).to_contain_text(ANSWER[language])
