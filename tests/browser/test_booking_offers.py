"""Times that the office offers: an earlier one, new ones when it can't, and those to make good."""

import re

import pytest
from playwright.sync_api import expect

from portal.core import clock
from tests.browser.conftest import OpenVisitor
from tests.browser.looking import Visitor, eventually
from tests.browser.stage import Stage
from tests.browser.talks import first_button, receipt_of

MIKKEL, POUL, METTE = "mikkel-booket", "poul-senior", "mette-sagsbehandler"


def fill_day(visitor: Visitor, name: str, moment: object) -> None:
    """Fill the three parts of a day."""
    day = clock.local_date(moment)
    for part in ("day", "month", "year"):
        visitor.page.locator(f"[name='{name}-{part}']").fill(str(getattr(day, part)))


def take_offer(visitor: Visitor, picture: str) -> int:
    """Find the offers from the page of talks and say yes to the first; the new talk's id."""
    page = visitor.page
    visitor.go("/borger/samtaler")
    page.locator("main a[href$='/tilbud']").click()
    visitor.look(picture)
    first_button(page).click()
    return receipt_of(visitor)


@pytest.mark.parametrize(("language", "width"), [("da", 320), ("en", 1280)])
def test_who_waits_for_an_earlier_time_is_offered_one_and_takes_it(
    visitor: OpenVisitor, stage: Stage, language: str, width: int
) -> None:
    late = stage.has_talk(POUL, late=True)
    poul = visitor(language, width)
    poul.sign_in(POUL)
    poul.go(f"/borger/samtaler/{late}/kvittering")
    poul.page.locator("form[action$='/vent'] button").click()
    expect(poul.page.locator("form[action$='/vent-ikke'] button")).to_be_visible()
    poul.look("earlier-1-waits")

    early = stage.has_talk(MIKKEL)
    mikkel = visitor(language, width)
    mikkel.sign_in(MIKKEL)
    mikkel.go(f"/borger/samtaler/{early}/aflys")
    mikkel.page.locator("main .button-warning").click()
    expect(mikkel.page.locator(".toast")).to_be_visible()

    eventually(lambda: len(stage.offers(POUL)) == 1, "the offer of an earlier time")
    taken = take_offer(poul, "earlier-2-offer")
    poul.look("earlier-3-taken")
    assert stage.talk(taken).during == stage.talk(early).during
    assert [talk.id for talk in stage.booked(stage.citizen_id(POUL))] == [taken]


@pytest.mark.parametrize(("language", "width"), [("da", 320), ("en", 1280)])
def test_time_away_asks_what_becomes_of_each_talk_and_the_citizen_takes_a_new_time(
    visitor: OpenVisitor, stage: Stage, language: str, width: int
) -> None:
    stage.nobody_is_away(METTE)
    talk = stage.talk(stage.has_talk(MIKKEL))
    mette = visitor(language, width)
    page = mette.page
    mette.sign_in(METTE)
    mette.go("/personale/kalender")
    page.locator("a[href$='/fravaer']").click()
    mette.look("away-1-when")
    fill_day(mette, "first", talk.starts)
    fill_day(mette, "last", talk.starts)
    first_button(page).click()
    expect(page.locator("main")).to_contain_text("Mikkel Bruun")
    mette.look("away-2-hits")
    first_button(page).click()
    expect(page.locator("#error-summary")).to_be_visible()
    mette.look("away-3-undecided")
    assert stage.times_away(METTE) == 0
    for offer in page.locator("input[value='offer']").all():
        offer.check(force=True)
    first_button(page).click()
    expect(page).to_have_url(re.compile(r"/personale/kalender\?uge="))
    mette.look("away-4-week")
    assert stage.times_away(METTE) == 1

    mikkel = visitor(language, width)
    mikkel.sign_in(MIKKEL)
    taken = stage.talk(take_offer(mikkel, "away-5-offers"))
    assert clock.local_date(taken.starts) != clock.local_date(talk.starts)
    assert stage.offers(MIKKEL) == []
    assert stage.talk(talk.id).status == "cancelled"
    stage.nobody_is_away(METTE)


@pytest.mark.parametrize(("language", "width"), [("da", 320), ("en", 1280)])
def test_when_we_did_not_come_we_apologise_and_the_citizen_comes_first(
    visitor: OpenVisitor, stage: Stage, language: str, width: int
) -> None:
    missed = stage.has_begun(MIKKEL)
    citizen_id = stage.citizen_id(MIKKEL)
    mette = visitor(language, width)
    mette.sign_in(METTE)
    mette.go(f"/personale/samtaler/{missed}")
    mette.look("missed-1-outcome")
    we_did_not = "Vi kom ikke" if language == "da" else "We did not come"
    mette.page.get_by_role("button", name=we_did_not).click()
    expect(mette.page.locator(".toast")).to_be_visible()
    assert stage.duty(citizen_id).stopped_because == "centre_absent"

    mikkel = visitor(language, width)
    page = mikkel.page
    mikkel.sign_in(MIKKEL)
    sorry = "Det beklager vi" if language == "da" else "We are sorry"
    expect(page.locator(".box-duty")).to_contain_text(sorry)
    mikkel.look("missed-2-home")
    mikkel.go(f"/borger/samtaler/{missed}/kvittering")
    expect(page.locator("main .alert")).to_contain_text(sorry)
    mikkel.look("missed-3-apology")
    eventually(lambda: len(stage.offers(MIKKEL)) == 3, "the offers to make good")
    taken = take_offer(mikkel, "missed-4-offers")
    assert [talk.id for talk in stage.booked(citizen_id)] == [taken]
    duty = stage.duty(citizen_id)
    assert (duty.status, duty.stopped_because) == ("booked", None)


def test_an_offered_time_that_is_gone_says_so(visitor: OpenVisitor, stage: Stage) -> None:
    missed = stage.has_begun(MIKKEL)
    mette = visitor()
    mette.sign_in(METTE)
    mette.go(f"/personale/samtaler/{missed}")
    mette.page.get_by_role("button", name="Vi kom ikke").click()
    eventually(lambda: len(stage.offers(MIKKEL)) == 3, "the offers to make good")
    mikkel = visitor(width=320)
    mikkel.sign_in(MIKKEL)
    mikkel.go("/borger/samtaler/tilbud")
    stage.is_given(POUL, stage.offers(MIKKEL)[0].during.lower)
    first_button(mikkel.page).click()
    expect(mikkel.page.locator(".alert-error")).to_contain_text("Tiden er lige blevet taget")
    expect(mikkel.page.locator("main form[action$='/ja']")).to_have_count(2)
    mikkel.look("missed-5-gone")
