"""A citizen sees what is kept, has a copy, and deletes what may go; somebody answers the rest."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenVisitor
from tests.browser.looking import Visitor

POUL, TORBEN = "poul-senior", "torben-administrator"
OWN, DESK = "/borger/mine-data", "/personale/databeskyttelse"
READY = re.compile("Fetch it for machines|Hent den til maskiner")


def ask(me: Visitor, words: str) -> None:
    """Ask for less use of one's data; first without saying what."""
    me.go(f"{OWN}/bed-om")
    me.page.locator("main form button.button-primary").click()
    expect(me.page.locator(".error-summary")).to_be_visible()
    me.page.locator("input[name='kind'][value='restrict']").check()
    me.page.locator("textarea[name='words']").fill(words)
    me.look("data-3-ask")
    me.page.locator("main form button.button-primary").click()
    expect(me.page.locator("main")).to_contain_text(words)


@pytest.mark.parametrize(("language", "width", "scripts"), [("da", 1280, True), ("en", 320, False)])
def test_my_data_seen_copied_asked_about_and_deleted(
    visitor: OpenVisitor, language: str, width: int, scripts: bool
) -> None:
    me = visitor(language, width, scripts)
    me.sign_in(POUL)
    me.page.locator(f"main a[href='{OWN}']").click()
    me.look("data-1-mine")

    make = me.page.locator(f"form[action='{OWN}/kopi'] button")
    if make.count():
        make.first.click()
    for _ in range(60):
        if READY.search(me.page.locator("main").inner_text()):
            break
        me.page.wait_for_timeout(1_000)
        me.go(OWN)
    me.look("data-2-copy-ready")
    with me.page.expect_download() as coming:
        me.page.get_by_role("link", name=READY).click()
    copy = json.loads(coming.value.path().read_text(encoding="utf-8"))
    assert {part["part"] for part in copy["parts"]} >= {"person", "talks", "plan", "log"}

    ask(me, "Jeg vil tænke over det først.")

    me.go(f"{OWN}/slet")
    me.look("data-4-delete")

    desk = visitor(language, width, scripts)
    desk.sign_in(TORBEN)
    desk.go(DESK)
    desk.look("data-5-desk")
    desk.page.locator(f"main a[href^='{DESK}/']").first.click()
    desk.look("data-6-answer")
    desk.go(f"{DESK}/opbevaring")
    desk.look("data-7-kept")

    stranger = visitor(language, width, scripts)
    stranger.go("/privatliv")
    stranger.look("data-8-everybody")
