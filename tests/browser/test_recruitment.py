"""A business asks for people and gets willing candidates; both sides see it happen."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from portal.core import clock
from tests.browser.conftest import OpenVisitor
from tests.browser.looking import Visitor
from tests.browser.test_citizen import look_at_all

NADIA, KASPER = "nadia-it", "kasper-konsulent"
WHY = "Du har arbejdet med det, og det ligger tæt på dig."
# What each side reads on the way, and the job: another in each language, so both can be tried.
SAID = {
    "da": {
        "job": "Butiksassistent",
        "answer": r"Vi svarer senest .* kl\. \d\d\.\d\d",
        "candidates": "kandidater senest .* kl",
        "invite": "Inviter",
        "hire": "Ansat",
        "hired": "Ansat",
        "closed": "Henvendelsen er lukket",
        "filled": "Alle stillinger er besat",
        "got it": "Du fik jobbet",
    },
    "en": {
        "job": "Lagermedarbejder",
        "answer": r"We answer no later than .* at \d\d:\d\d",
        "candidates": "candidates no later than .* at",
        "invite": "Invite",
        "hire": "Hired",
        "hired": "Hired",
        "closed": "The enquiry is closed",
        "filled": "All positions are filled",
        "got it": "You got the job",
    },
}


def ask_for_people(visitor: Visitor, job: str = "Butiksassistent") -> str:
    """Send an enquiry for one person; the address of its status page."""
    page = visitor.page
    visitor.go("/virksomhed/ny-henvendelse")
    visitor.look("business-1-need")
    page.locator("input[name='kind'][value='recruitment']").check(force=True)
    page.locator("main button.button-primary").click()

    page.locator("main button.button-primary").click()  # nothing written yet
    expect(page.locator("#error-summary")).to_be_visible()
    visitor.look("business-2-missing")
    start = clock.local_date(clock.now()) + timedelta(days=30)
    fields = {
        "title": job,
        "positions": "1",
        "tasks": "Betjene kunder og fylde varer op.",
        "requirements": "Kundebetjening\nSofteis",
        "hours_per_week": "30",
        "starts_on-day": str(start.day),
        "starts_on-month": str(start.month),
        "starts_on-year": str(start.year),
    }
    for name, text in fields.items():
        page.locator(f"[name='{name}']").fill(text)
    page.locator("main button.button-primary").click()

    fields = {
        "workplace": "Lyngby Hovedgade 1",
        "postcode": "2800",
        "contact_name": "Nadia Winther",
        "contact_phone": "45 97 30 00",
        "contact_email": "nadia@example.invalid",
    }
    for name, text in fields.items():
        page.locator(f"[name='{name}']").fill(text)
    page.locator("main button.button-primary").click()
    visitor.look("business-3-check")
    page.locator("main button.button-primary").click()
    expect(page).to_have_url(re.compile(r"/henvendelser/\d+/kvittering"))
    visitor.look("business-4-receipt")
    return page.url.removesuffix("/kvittering")


def write(visitor: Visitor, section: str, name: str, text: str) -> None:
    """Write one section of the CV."""
    visitor.go(f"/borger/cv/{section}")
    visitor.page.locator(f"main [name='{name}']").fill(text)
    visitor.page.locator("main button.button-primary").first.click()


def answer_and_ask(staff: Visitor, request_id: str) -> None:
    """The consultant answers, and asks the first people found."""
    page = staff.page
    staff.go("/personale/henvendelser?whose=all")
    staff.look("staff-1-queue")
    staff.go(f"/personale/henvendelser/{request_id}")
    staff.look("staff-2-request")
    page.locator("form[action$='/svar'] textarea").fill("Hej Nadia. Vi går i gang med det samme.")
    page.locator("form[action$='/svar'] button").click()
    page.locator("a[href*='/kandidater']").click()
    staff.look("staff-3-find")
    everyone = page.locator("input[name='citizens']")
    assert everyone.count() >= 1
    for number in range(everyone.count()):
        everyone.nth(number).check(force=True)
    reason = page.locator("[name='reason']")
    if reason.count():
        reason.fill(WHY)
    page.locator("main button.button-primary").click()
    expect(page).to_have_url(re.compile(f"/personale/henvendelser/{request_id}$"))


def one_says_yes_and_one_says_no(sofie: Visitor, anna: Visitor, job: str) -> None:
    """Sofie says yes and lets the employer read the whole CV; Anna says no."""
    sofie.go("/borger/jobforslag")
    sofie.look("citizen-10-suggestions")
    mine = sofie.page.locator("section", has_text=job).filter(has_text=WHY)
    box = mine.locator("input[name='share_cv']").first
    expect(box).not_to_be_checked()
    box.check(force=True)
    mine.locator("button[value='yes']").first.click()
    anna.go("/borger/jobforslag")
    asked = anna.page.locator("section", has_text=job).filter(has_text=WHY)
    asked.locator("button[value='no']").first.click()


def invite_read_and_hire(nadia: Visitor, address: str, said: dict[str, str]) -> None:
    """The business invites, reads the whole CV, and hires for the only position."""
    card = nadia.page.locator("section", has_text="Sofie")
    card.locator("form[action$='/trin'] button", has_text=said["invite"]).click()
    nadia.page.locator("a[href$='/cv']").first.click()
    expect(nadia.page.locator("main")).to_contain_text("Softeis")
    nadia.look("business-6-cv")
    cv = nadia.page.url
    nadia.page.goto(address)
    nadia.page.locator("form[action$='/trin'] button", has_text=said["hire"]).first.click()
    expect(nadia.page.locator("main")).to_contain_text(said["hired"])
    expect(nadia.page.locator("main")).to_contain_text(said["closed"])
    expect(nadia.page.locator("form[action$='/trin']")).to_have_count(0)
    assert nadia.page.request.get(cv).status == 404
    nadia.look("business-7-hired")


@pytest.mark.parametrize("language", ["da", "en"])
def test_from_enquiry_to_hired(visitor: OpenVisitor, language: str) -> None:
    said = SAID[language]
    job = said["job"]
    nadia, kasper, anna = visitor(language), visitor(language), visitor(language)
    sofie = visitor(language, width=320)
    sofie.sign_in("sofie-jobforslag")
    anna.sign_in("anna-dagpenge")
    write(anna, "oensker", "wished_occupations", job)
    write(sofie, "kompetencer", "competences", "Kundebetjening\nSofteis")
    write(sofie, "oensker", "wished_occupations", job)

    nadia.sign_in(NADIA)
    address = ask_for_people(nadia, job)
    expect(nadia.page.locator("main")).to_contain_text(re.compile(said["answer"]))
    expect(nadia.page.locator("main")).to_contain_text(re.compile(said["candidates"]))
    request_id = address.rsplit("/", 1)[1]

    kasper.sign_in(KASPER)
    answer_and_ask(kasper, request_id)

    one_says_yes_and_one_says_no(sofie, anna, job)

    kasper.go(f"/personale/henvendelser/{request_id}")
    kasper.page.locator("input[name='present-referrals']").first.check(force=True)
    kasper.page.locator("form[action$='/praesenter'] button").click()
    expect(kasper.page.locator(".error-summary")).to_have_count(0)

    nadia.page.goto(address)
    expect(nadia.page.locator("main")).to_contain_text("Sofie")
    nadia.look("business-5-status")
    expect(nadia.page.locator("main")).not_to_contain_text("Anna")

    invite_read_and_hire(nadia, address, said)

    sofie.go("/borger/jobforslag")
    sofie.page.locator("a[href$='/delt']").first.click()
    expect(sofie.page.locator("main")).to_contain_text(said["got it"])
    expect(sofie.page.locator("main")).to_contain_text("Nadia")
    sofie.look("citizen-11-shared")
    kasper.go(f"/personale/henvendelser/{request_id}")
    expect(kasper.page.locator("main")).to_contain_text(said["hired"])
    expect(kasper.page.locator("main")).to_contain_text(said["filled"])
    kasper.look("staff-4-hired")
    sofie.go("/borger/joblog")
    expect(sofie.page.locator("main")).to_contain_text(job)


def test_an_enquiry_in_english_without_scripts(visitor: OpenVisitor) -> None:
    person = visitor("en", width=320, scripts=False)
    person.sign_in("lars-bageri")
    address = ask_for_people(person)
    person.page.goto(address)
    expect(person.page.locator("main")).to_contain_text("Butiksassistent")
    person.look("business-5-status")


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_of_a_business(visitor: OpenVisitor, language: str, width: int) -> None:
    person = visitor(language, width)
    person.sign_in("lars-bageri")
    look_at_all(
        person,
        [
            "/virksomhed",
            "/virksomhed/ny-henvendelse",
            "/virksomhed/vores-virksomhed",
            "/virksomhed/beskeder",
        ],
    )
