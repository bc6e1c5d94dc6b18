"""Somebody orders a file, sees how far it is, and fetches it when it is ready."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenVisitor

HANNE, PAGE = "hanne-teamleder", "/personale/udtraek"
FETCH = re.compile("Hent filen: Borgere|Fetch the file: Citizens")
ORDER = re.compile("Bestil Borgere som CSV|Order Citizens as CSV")


@pytest.mark.parametrize(("language", "width", "scripts"), [("da", 1280, True), ("en", 320, False)])
def test_from_the_order_to_the_file(
    visitor: OpenVisitor, language: str, width: int, scripts: bool
) -> None:
    me = visitor(language, width, scripts)
    me.sign_in(HANNE)
    me.go(PAGE)
    me.look("exports-1-page")
    ready = me.page.get_by_role("link", name=FETCH)
    before = ready.count()
    me.page.get_by_role("button", name=ORDER).click()
    expect(me.page.locator("main")).to_contain_text("CSV")
    me.look("exports-2-ordered")
    for _ in range(60):
        if ready.count() > before:
            break
        me.page.wait_for_timeout(1_000)
        if not scripts:  # with them the page looks by itself
            me.go(PAGE)
    me.look("exports-3-ready")
    with me.page.expect_download() as coming:
        ready.first.click()
    lines = coming.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith(("Borger;", "Citizen;"))
    assert len(lines) > 20
