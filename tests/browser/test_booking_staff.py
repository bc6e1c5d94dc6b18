"""Staff and talks: book for somebody on the phone, take over a day, say what came of it."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from portal.core import clock
from tests.browser.conftest import OpenVisitor
from tests.browser.stage import Stage
from tests.browser.talks import first_button

ANNA, MIKKEL = "anna-dagpenge", "mikkel-booket"
METTE, HANNE = "mette-sagsbehandler", "hanne-teamleder"


@pytest.mark.parametrize(("language", "width"), [("da", 320), ("en", 1280)])
def test_mette_books_for_anna_who_is_on_the_phone(
    visitor: OpenVisitor, stage: Stage, language: str, width: int
) -> None:
    citizen_id = stage.must_book(ANNA)
    mette = visitor(language, width)
    page = mette.page
    mette.sign_in(METTE)
    mette.go(f"/personale/borger/{citizen_id}/samtaler")
    mette.look("behalf-1-citizen")
    first = page.locator("main a.button-primary")
    first.click()
    page.locator("select[name='channel']").select_option("phone")
    page.locator("main form.filter button").click()
    expect(page).to_have_url(re.compile("channel=phone"))
    mette.look("behalf-2-choose")
    page.locator("input[name='starts']").first.check(force=True)
    page.locator("textarea[name='words']").fill("Vi taler om dit kørekort")
    first_button(page).click()
    expect(page).to_have_url(re.compile(r"/personale/samtaler/\d+$"))
    mette.look("behalf-3-talk")
    [talk] = stage.booked(citizen_id)
    assert (talk.channel, talk.booked_by) == ("phone", "staff")
    assert talk.purpose_code == stage.duty(citizen_id).purpose_code

    mette.go(f"/personale/samtaler/{talk.id}/indkaldelse")
    mette.look("behalf-4-summons")
    mette.go(f"/personale/samtaler/{talk.id}/aflys")
    mette.look("behalf-5-cancel")

    anna = visitor(language, width)
    anna.sign_in(ANNA)
    to_book = anna.page.locator(".box-duty a[href='/borger/samtaler/ny']")
    expect(to_book).to_have_count(0)
    anna.go(f"/borger/samtaler/{talk.id}/kvittering")
    expect(anna.page.locator("main")).to_contain_text("Vi taler om dit kørekort")


@pytest.mark.parametrize(("language", "width"), [("da", 320), ("en", 1280)])
def test_a_colleague_takes_over_the_day_with_one_click(
    visitor: OpenVisitor, stage: Stage, language: str, width: int
) -> None:
    talk = stage.talk(stage.has_talk(MIKKEL))
    day = clock.local_date(talk.starts)
    year, week, _ = day.isocalendar()
    hanne = visitor(language, width)
    page = hanne.page
    hanne.sign_in(HANNE)
    hanne.go(f"/personale/kalender?uge={year}-W{week:02}&hvem={stage.staff_id(METTE)}")
    hanne.look("take-over-1-week")
    column = page.locator("section.week-day", has_text="Mikkel Bruun")
    column.get_by_role("button").last.click()
    expect(page.locator(".toast")).to_be_visible()
    hanne.look("take-over-2-team")
    assert stage.talk(talk.id).caseworker_id == stage.staff_id(HANNE)

    hanne.go(f"/personale/kalender/dag/{day}")
    expect(page.locator("main table")).to_contain_text("Mikkel Bruun")
    hanne.look("take-over-3-print")
    page.emulate_media(media="print")
    expect(page.locator(".site-nav")).to_be_hidden()
    expect(page.locator("main table")).to_be_visible()

    mikkel = visitor(language, width)
    mikkel.sign_in(MIKKEL)
    expect(mikkel.page.locator("main")).to_contain_text("Hanne Vestergaard")
    mikkel.go("/borger/beskeder")
    mikkel.look("take-over-4-told")


def test_what_came_of_a_talk_and_what_was_agreed(visitor: OpenVisitor, stage: Stage) -> None:
    talk_id = stage.has_begun(MIKKEL)
    mette = visitor("en", width=320)
    page = mette.page
    mette.sign_in(METTE)
    mette.go(f"/personale/samtaler/{talk_id}")
    page.get_by_role("button", name="Held", exact=True).click()
    expect(page).to_have_url(re.compile(f"/personale/samtaler/{talk_id}#aftalt"))
    page.locator("input[name='title_1']").fill("Ring til tre kantiner")
    mette.look("outcome-1-agree")
    page.get_by_role("button", name="Put in the plan").click()
    expect(page.locator(".toast")).to_be_visible()
    mette.look("outcome-2-agreed")
    assert stage.talk(talk_id).status == "held"

    mikkel = visitor("en")
    mikkel.sign_in(MIKKEL)
    mikkel.go(f"/borger/samtaler/{talk_id}/kvittering")
    expect(mikkel.page.locator("main")).to_contain_text("Ring til tre kantiner")
    mikkel.look("outcome-3-citizen")


def test_are_there_times_enough_when_somebody_is_ill(visitor: OpenVisitor, stage: Stage) -> None:
    for language, width in (("da", 320), ("en", 1280)):
        hanne = visitor(language, width)
        hanne.sign_in(HANNE)
        hanne.go("/personale/tider")
        hanne.page.locator("input[name='syg']").first.check(force=True)
        hanne.page.locator("main form button").click()
        expect(hanne.page).to_have_url(re.compile("syg="))
        hanne.look("times-1-ill")
        hanne.go(f"/personale/kalender/dag/{clock.local_date(clock.now()) + timedelta(days=300)}")
        hanne.look("times-2-empty-day")
