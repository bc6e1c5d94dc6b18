"""A citizen answers, finds a job and logs it; a caseworker enters one and suggests it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenVisitor
from tests.browser.looking import Visitor
from tests.browser.stage import Stage

SOFIE, METTE = "sofie-jobforslag", "mette-sagsbehandler"


def press(page: Page, name: str) -> None:
    """Press the button by keyboard alone."""
    button = page.locator("main").get_by_role("button", name=re.compile(name)).first
    button.focus()
    button.press("Enter")


def say_no(sofie: Visitor, title: str, words: str) -> None:
    """Decline by the keyboard alone, and say why."""
    page = sofie.page
    card = page.locator("section.box", has=page.get_by_role("heading", name=title, exact=True))
    no = card.get_by_role("button", name=words)
    no.focus()
    no.press("Enter")
    expect(page).to_have_url(re.compile("/hvorfor$"))
    sofie.look("jobs-2-why-not")
    page.locator("input[name='why_not'][value='too_far']").check()
    page.locator("textarea[name='reason']").fill("Der går ingen bus")
    press(page, "Send")
    expect(page.locator("main")).to_contain_text(title)
    sofie.look("jobs-3-answered")


@pytest.mark.parametrize(("language", "width", "scripts"), [("da", 320, True), ("en", 1280, False)])
def test_sofie_answers_and_finds(
    visitor: OpenVisitor, stage: Stage, language: str, width: int, scripts: bool
) -> None:
    danish = language == "da"
    title = f"Kok {language}"
    stage.is_asked(SOFIE, title)
    sofie = visitor(language, width, scripts)
    page = sofie.page
    sofie.sign_in(SOFIE)
    page.locator("main a", has_text=title).first.click()
    sofie.look("jobs-1-asked")
    say_no(sofie, title, "Nej tak" if danish else "No thank you")

    sofie.go("/borger/jobforslag/find")
    occupation = page.locator("input[name='occupation']")
    if scripts:
        occupation.press_sequentially("pædagogmed")
        expect(page.locator("datalist option").first).to_be_attached()
    else:
        occupation.fill("pædagogmedhjælper")
        page.locator("input[name='q']").fill("")
    occupation.fill("pædagogmedhjælper")
    occupation.press("Enter")
    expect(page).to_have_url(re.compile("occupation="))
    expect(page.locator(".job-list")).to_contain_text("vuggestue")
    sofie.look("jobs-4-found")
    typed, job = ("medhjælper", "vuggestue") if danish else ("natbag", "natbageri")
    sofie.go(f"/borger/jobforslag/find?q={typed}")
    page.locator(".job-list a", has_text=job).first.click()
    sofie.look("jobs-5-job")
    press(page, "^(Gem|Save)$")
    expect(page.locator("main")).to_contain_text(
        "Fjern fra gemte" if danish else "Remove from saved"
    )
    press(page, "jobloggen" if danish else "job log")
    expect(page).to_have_url(re.compile("/borger/joblog$"))
    expect(page.locator("main")).to_contain_text(job)


def test_mette_enters_and_suggests(visitor: OpenVisitor, stage: Stage) -> None:
    anna = stage.citizen_id("anna-dagpenge")
    mette = visitor("da", 1280)
    page = mette.page
    mette.sign_in(METTE)
    mette.go("/personale/jobaabninger")
    mette.look("openings-1-list")
    page.locator("main a.button-primary").click()
    for name, value in {
        "title": "Kontorassistent til skole",
        "employer": "Virum Skole",
        "place": "Virumvej 1",
        "postcode": "2830",
        "hours_per_week": "30",
        "link": "javascript:alert(1)",
    }.items():
        page.locator(f"[name='{name}']").fill(value)
    press(page, "Gem")
    expect(page.locator("#error-summary")).to_contain_text("https://")
    mette.look("openings-2-refused")
    page.locator("[name='link']").fill("https://job.example.invalid/1")
    press(page, "Gem")
    expect(page.locator("h1")).to_contain_text("Kontorassistent til skole")
    mette.look("openings-3-entered")
    mette.go(f"/personale/borger/{anna}/jobaabninger")
    mette.look("openings-4-citizen")
    row = page.locator("li.entry-row", has_text="Kontorassistent til skole")
    row.locator("a.button").click()
    page.locator("textarea[name='reason']").fill(
        "Du har siddet på kontor, og skolen er tæt på dig."
    )
    mette.look("openings-5-letter")
    press(page, "Send forslaget")
    expect(page.locator("main")).to_contain_text("Venter på svar")
    mette.look("openings-6-asked")
