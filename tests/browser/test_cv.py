"""A citizen fills the CV by typing, brings one in, and takes an earlier version back."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenVisitor
from tests.browser.looking import Visitor

SOFIE = "sofie-jobforslag"
BROUGHT = json.dumps(
    {"work": [{"position": "Bager", "name": "Ørholm Bageri", "startDate": "2019-05"}]}
)


def compare_and_take_back(sofie: Visitor) -> None:
    """See what the last change did, and have the version before it again."""
    page = sofie.page
    sofie.go("/borger/cv/versioner")
    sofie.look("cv-5-versions")
    page.locator("main button.button-primary").click()
    expect(page.locator("ins").first).to_contain_text("Bager")
    sofie.look("cv-6-compare")
    sofie.go("/borger/cv/versioner")
    page.locator("main tbody a").nth(1).click()
    sofie.look("cv-7-version")
    page.locator("main form button").first.click()
    expect(page).to_have_url(re.compile("/borger/cv$"))
    expect(page.locator("main")).not_to_contain_text("Ørholm Bageri")


@pytest.mark.parametrize(("language", "width", "scripts"), [("da", 320, True), ("en", 1280, False)])
def test_sofie_keeps_her_cv(visitor: OpenVisitor, language: str, width: int, scripts: bool) -> None:
    sofie = visitor(language, width, scripts)
    page = sofie.page
    sofie.sign_in(SOFIE)
    sofie.go("/borger/cv/oensker")
    find = page.locator("input[name='find']")
    if scripts:
        find.press_sequentially("sosu-h")
        expect(page.locator("datalist option").first).to_be_attached()
        sofie.look("cv-1-typing")
    find.fill("SOSU-hjælper")
    find.press("Enter")  # the keyboard alone will do
    expect(page).to_have_url(re.compile("/borger/cv/oensker"))
    expect(page.locator("textarea[name='wished_occupations']")).to_have_value(
        re.compile("SOSU-hjælper")
    )
    sofie.go("/borger/cv/kompetencer")
    sofie.look("cv-2-asked-for")
    asked = page.locator("button[name='pick']").first
    name = asked.get_attribute("value") or ""
    asked.click()
    expect(page.locator("textarea[name='competences']")).to_have_value(re.compile(re.escape(name)))

    sofie.go("/borger/cv/hent-ind")
    page.locator("textarea[name='pasted']").fill(BROUGHT)
    page.locator("main button.button-primary").click()
    expect(page.locator("main")).to_contain_text("Ørholm Bageri")
    sofie.look("cv-3-understood")
    page.locator("main button.button-primary").click()
    expect(page).to_have_url(re.compile("/borger/cv$"))
    expect(page.locator("main")).to_contain_text("Ørholm Bageri")
    sofie.look("cv-4-outline")

    compare_and_take_back(sofie)

    sofie.go("/borger/cv/synlighed")
    expect(page.locator("main input[name='seen_by']:checked")).to_have_count(1)
    sofie.look("cv-8-visibility")


def test_two_devices_at_once(visitor: OpenVisitor) -> None:
    phone, computer = visitor("da", 320), visitor("da", 1280)
    for device in (phone, computer):
        device.sign_in(SOFIE)
        device.go("/borger/cv/profil")
    for device, words in ((phone, "Fra telefonen"), (computer, "Fra computeren")):
        device.page.locator("textarea[name='profile_text']").fill(words)
        device.page.locator("main button.button-primary").click()
    expect(computer.page.locator("main")).to_contain_text("Fra telefonen")
    computer.look("cv-9-two-devices")
    computer.page.locator("main button.button-primary").click()
    expect(computer.page).to_have_url(re.compile("/borger/cv$"))
    expect(computer.page.locator("main")).to_contain_text("Fra computeren")
