"""Five statements through a signed link, without signing in, once."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenVisitor, Running

STATEMENTS = ("guidance", "purpose", "plan_use", "resources", "cooperation")


def link(running: Running, subject: str) -> str:
    """A survey link as the citizen gets it by mail."""
    printed = running.command("surveys", "link", "--citizen", subject)
    found = re.search(r"/svar/\S+", printed)
    assert found, printed
    return found.group(0)


@pytest.mark.parametrize(
    ("language", "width", "scripts", "subject"),
    [
        ("da", 1280, True, "birgit-sygemeldt"),
        ("en", 320, True, "amina-integration"),
        ("da", 320, False, "poul-senior"),
    ],
)
def test_an_answer_counts_once(
    visitor: OpenVisitor, running: Running, language: str, width: int, scripts: bool, subject: str
) -> None:
    path = link(running, subject)
    person = visitor(language, width, scripts)
    person.go(path)
    person.look("survey-1-form")
    page = person.page
    page.locator("main button.button-primary").click()
    expect(page.locator(".form-error")).to_have_count(5)
    person.look("survey-2-missing")
    for number, name in enumerate(STATEMENTS):
        value = "none" if number == 4 else str(5 - number)
        page.locator(f"input[name='{name}'][value='{value}']").check(force=True)
    page.locator("main button.button-primary").click()
    expect(page).to_have_url(re.compile("/svar/tak"))
    person.look("survey-3-thanks")

    person.go(path)
    expect(page.locator("input[type='radio']")).to_have_count(0)
    person.look("survey-4-used")


@pytest.mark.parametrize("token", ["forfalsket", "a.b.c", "x" * 500])
def test_a_forged_link_is_refused_politely(visitor: OpenVisitor, token: str) -> None:
    person = visitor()
    person.go(f"/svar/{token}")
    expect(person.page.locator("h1")).to_be_visible()
    expect(person.page.locator("input[type='radio']")).to_have_count(0)
    person.look("survey-5-forged")


def test_from_right_to_left_on_a_small_phone_with_and_without_scripts(
    visitor: OpenVisitor, running: Running
) -> None:
    path = link(running, "jonas-uddannelse")
    for scripts in (True, False):
        person = visitor("ar", 320, scripts)
        person.go(f"{path}?lang=ar")
        expect(person.page.locator("html")).to_have_attribute("dir", "rtl")
        expect(person.page.locator("input[type='radio']")).to_have_count(30)
        person.look("survey-6-rtl")
    person.go("/svar/kode?lang=ar")
    person.look("survey-7-code")
