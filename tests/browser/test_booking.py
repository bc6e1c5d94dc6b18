"""A citizen books, moves and cancels talks; and says so when there is no time that suits."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenVisitor
from tests.browser.stage import Stage
from tests.browser.talks import choose, confirm, first_button, receipt_of, tab_to

ANNA, MIKKEL = "anna-dagpenge", "mikkel-booket"
HANNE = "hanne-teamleder"


@pytest.mark.parametrize(("language", "width"), [("da", 320), ("en", 1280)])
def test_book_a_talk_move_it_and_cancel_it(
    visitor: OpenVisitor, stage: Stage, language: str, width: int
) -> None:
    citizen_id = stage.must_book(ANNA)
    anna = visitor(language, width)
    page = anna.page
    anna.sign_in(ANNA)
    anna.go("/borger/samtaler/ny")
    page.locator(".ways-list a").nth(1).click()
    expect(page.locator(".ways-list a[aria-current]")).to_have_count(1)
    anna.look("booking-1-choose")
    time = choose(anna, path=page.url)
    anna.look("booking-2-confirm")
    old = confirm(anna)
    expect(page.locator("main")).to_contain_text(time)
    expect(page.locator("main")).to_contain_text("telefon" if language == "da" else "phone")
    anna.look("booking-3-receipt")
    with page.expect_download() as download:
        page.locator("a[href$='aftale.ics']").click()
    assert "BEGIN:VEVENT" in download.value.path().read_text()

    words = choose(anna, nth=4, path=f"/borger/samtaler/{old}/flyt")
    anna.look("booking-4-move")
    assert [talk.id for talk in stage.booked(citizen_id)] == [old]
    new = confirm(anna)
    expect(page.locator("main")).to_contain_text(words)
    assert [talk.id for talk in stage.booked(citizen_id)] == [new]
    assert stage.talk(old).status == "cancelled"

    anna.go(f"/borger/samtaler/{new}/aflys")
    anna.look("booking-5-cancel")
    page.locator("main .button-warning").click()
    expect(page).to_have_url(re.compile("/borger/samtaler$"))
    expect(page.locator(".box-duty")).to_be_visible()
    anna.look("booking-6-talks")
    assert stage.booked(citizen_id) == []
    assert stage.duty(citizen_id).status == "open"


@pytest.mark.parametrize(
    ("language", "link"), [("da", "Se ledige tider"), ("en", "See free times")]
)
def test_a_talk_is_booked_with_the_keyboard_alone(
    visitor: OpenVisitor, stage: Stage, language: str, link: str
) -> None:
    citizen_id = stage.must_book(ANNA)
    anna = visitor(language, width=320)
    page = anna.page
    anna.sign_in(ANNA)
    anna.go("/borger/samtaler")
    for target, key in (
        (page.get_by_role("link", name=link), "Enter"),
        (page.locator("input[name='starts']").first, "ArrowDown"),
        (first_button(page), "Enter"),
        (first_button(page), "Enter"),
    ):
        tab_to(page, target)
        page.keyboard.press(key)
        page.wait_for_load_state()
    talk_id = receipt_of(anna)
    assert [talk.id for talk in stage.booked(citizen_id)] == [talk_id]


def test_without_a_script_pressing_twice_books_once(visitor: OpenVisitor, stage: Stage) -> None:
    citizen_id = stage.must_book(ANNA)
    anna = visitor(scripts=False, width=320)
    anna.sign_in(ANNA)
    choose(anna, nth=2)
    anna.look("booking-2-confirm")
    first_button(anna.page).dblclick()
    talk_id = receipt_of(anna)
    assert [talk.id for talk in stage.booked(citizen_id)] == [talk_id]


def test_back_after_booking_gives_no_error_and_no_second_talk(
    visitor: OpenVisitor, stage: Stage
) -> None:
    citizen_id = stage.must_book(ANNA)
    anna = visitor()
    page = anna.page
    anna.sign_in(ANNA)
    choose(anna)
    first_button(page).dblclick()
    talk_id = receipt_of(anna)
    answer = page.go_back()
    assert answer is None or answer.status == 200
    expect(page.locator("main")).to_contain_text("Du har allerede en samtale")
    page.go_forward()
    assert receipt_of(anna) == talk_id
    assert [talk.id for talk in stage.booked(citizen_id)] == [talk_id]


def test_of_two_tabs_the_first_books(visitor: OpenVisitor, stage: Stage) -> None:
    citizen_id = stage.must_book(ANNA)
    one, same, another = visitor("en"), visitor("en"), visitor("en")
    for tab, nth in ((one, 0), (same, 0), (another, 3)):
        tab.sign_in(ANNA)
        choose(tab, nth)
    talk_id = confirm(one)
    assert confirm(same) == talk_id
    first_button(another.page).click()
    expect(another.page.locator("main")).to_contain_text("You already have a talk")
    assert [talk.id for talk in stage.booked(citizen_id)] == [talk_id]


def test_a_time_that_somebody_took_gives_the_nearest_others(
    visitor: OpenVisitor, stage: Stage
) -> None:
    stage.must_book(ANNA)
    stage.must_book(MIKKEL)
    anna, mikkel = visitor(), visitor(width=320)
    for person, subject in ((anna, ANNA), (mikkel, MIKKEL)):
        person.sign_in(subject)
        choose(person)
    confirm(anna)
    first_button(mikkel.page).click()
    expect(mikkel.page.locator("#error-summary")).to_be_focused()
    expect(mikkel.page.locator("#error-summary")).to_contain_text("Tiden er lige blevet taget")
    expect(mikkel.page.locator("input[id^='near-']")).to_have_count(3)
    mikkel.look("booking-7-taken")
    mikkel.page.locator("input[id^='near-']").first.check(force=True)
    first_button(mikkel.page).click()
    confirm(mikkel)


@pytest.mark.parametrize(
    ("language", "width", "scripts"), [("da", 320, False), ("da", 1280, True), ("en", 320, True)]
)
def test_no_time_suits_and_the_team_lead_answers(
    visitor: OpenVisitor, stage: Stage, language: str, width: int, scripts: bool
) -> None:
    citizen_id = stage.must_book(MIKKEL)
    mikkel = visitor(language, width, scripts)
    page = mikkel.page
    mikkel.sign_in(MIKKEL)
    mikkel.go("/borger/samtaler/ny")
    page.locator("a[href*='ingen-tid']").click()
    mikkel.look("no-time-1-ask")
    page.locator("textarea[name='wish']").fill("Kun før kl. 10")
    first_button(page).click()
    expect(page).to_have_url(re.compile("/borger/samtaler$"))
    still = "Din frist står stille" if language == "da" else "Your deadline stands still"
    expect(page.locator(".box-duty")).to_contain_text(still)
    mikkel.look("no-time-2-told")
    assert stage.duty(citizen_id).stopped_because == "no_time_found"
    mikkel.go("/borger/samtaler/ingen-tid")
    mikkel.look("no-time-3-waiting")

    hanne = visitor(language, width)
    hanne.sign_in(HANNE)
    hanne.page.locator("a[href$='ingen-tid']").click()
    expect(hanne.page.locator("main")).to_contain_text("Kun før kl. 10")
    hanne.look("no-time-4-answer")
    asked = hanne.page.locator(".box", has_text="Mikkel Bruun")
    asked.locator("textarea").fill("Vi holder kl. 9 åbent for dig.")
    asked.locator("button.button-primary").click()
    expect(hanne.page.locator(".toast")).to_be_visible()

    mikkel.go("/borger/samtaler")
    expect(page.locator(".box-duty")).not_to_contain_text(still)
    mikkel.go("/borger/beskeder")
    expect(page.locator("main")).to_contain_text("Vi holder kl. 9 åbent for dig.")
    assert stage.duty(citizen_id).stopped_because is None
