"""The first page with the keyboard alone, and a plan shown to another department and no longer."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenVisitor
from tests.browser.looking import Visitor
from tests.browser.stage import Stage

POUL, METTE, DORTE = "poul-senior", "mette-sagsbehandler", "dorte-sundhed"
OWN = "/borger/min-plan/deling"


def invite(mette: Visitor, citizen_id: int) -> None:
    """Mette takes back what runs, and asks Poul anew."""
    path, page = f"/personale/borger/{citizen_id}/plan/deling", mette.page
    mette.sign_in(METTE)
    mette.go(path)
    back = page.locator("form[action$='/slut'] button")
    if back.count():
        back.first.click()
    page.locator("select[name='who']").select_option(label="Dorte Friis, Sundhed og omsorg")
    page.locator("input[name='sections'][value='goal']").check()
    page.locator("input[name='sections'][value='tasks']").check()
    page.locator("textarea[name='why']").fill("Vi taler om træning")
    mette.look("sharing-1-invite")
    page.locator(f"form[action='{path}'] button.button-primary").click()
    expect(page.locator("main")).to_contain_text("Vi taler om træning")


@pytest.mark.parametrize(("language", "width", "scripts"), [("da", 1280, True), ("en", 320, False)])
def test_a_plan_is_shown_to_another_department_and_no_longer(
    visitor: OpenVisitor, stage: Stage, language: str, width: int, scripts: bool
) -> None:
    invite(visitor(language, width, scripts), stage.citizen_id(POUL))

    poul = visitor(language, width, scripts)
    poul.sign_in(POUL)
    poul.look("sharing-2-first-page")
    poul.page.locator(f".feed a[href='{OWN}']").click()
    poul.look("sharing-3-asked")
    poul.page.locator("main form button.button-primary").click()
    expect(poul.page.locator(".error-summary")).to_be_visible()
    poul.page.locator("input[value='goal']").check()
    poul.page.locator("main form button.button-primary").click()

    dorte = visitor(language, width, scripts)
    dorte.sign_in(DORTE)
    dorte.look("sharing-4-invited-to")
    dorte.page.get_by_role("link", name="Poul Aagaard").click()
    expect(dorte.page.locator("main .box")).to_have_count(1)
    dorte.look("sharing-5-shown")

    poul.go(OWN)
    expect(poul.page.locator("main")).to_contain_text(re.compile("Har kigget én gang|looked once"))
    poul.page.locator("form[action$='/slut'] button").first.click()
    answer = dorte.page.reload()
    assert answer is not None
    assert answer.status == 404


@pytest.mark.parametrize("language", ["da", "en"])
def test_a_task_is_ticked_off_from_the_first_page_with_the_keyboard(
    visitor: OpenVisitor, language: str
) -> None:
    person = visitor(language)
    person.sign_in("birgit-sygemeldt")
    page = person.page
    tick = page.locator("main .tick, main .box-duty button").first
    expect(tick).to_be_visible()
    for _ in range(40):
        page.keyboard.press("Tab")
        if tick.evaluate("one => one === document.activeElement"):
            break
    expect(tick).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_be_visible()
    expect(page.locator(".feed-past").first).to_contain_text(re.compile("Gjort:|Done:"))
    person.look("first-page-ticked")
