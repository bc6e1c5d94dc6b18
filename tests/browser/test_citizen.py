"""A citizen books a talk before the deadline and keeps CV, plan and job log."""

import re

import pytest
from playwright.sync_api import expect

from portal.core import clock
from tests.browser.conftest import OpenVisitor, Running
from tests.browser.looking import Visitor, eventually
from tests.browser.stage import Stage

ANNA, MIKKEL, AMINA = "anna-dagpenge", "mikkel-booket", "amina-integration"


def book_first_time(visitor: Visitor) -> str:
    """Book the first free time shown; the words of the chosen time."""
    page = visitor.page
    visitor.go("/borger/samtaler/ny")
    visitor.look("citizen-2-choose")
    first = page.locator("input[name='starts']").first
    words = page.locator(f"label[for='{first.get_attribute('id')}']").inner_text()
    first.check(force=True)
    page.locator("main button.button-primary").click()
    expect(page).to_have_url(re.compile("/ny/bekraeft"))
    visitor.look("citizen-3-confirm")
    page.locator("main button.button-primary").click()
    expect(page).to_have_url(re.compile(r"/borger/samtaler/\d+/kvittering"))
    visitor.look("citizen-4-receipt")
    return words


def test_anna_books_before_the_deadline_and_cancels(
    visitor: OpenVisitor, running: Running, stage: Stage
) -> None:
    stage.must_book(ANNA)
    anna = visitor()
    page = anna.page
    anna.sign_in(ANNA)
    expect(page.locator("h1")).to_have_text("Hej Anna")
    duty = page.locator(".box-duty")
    expect(duty).to_contain_text(re.compile("Book din næste samtale senest .*dag den"))
    anna.look("citizen-1-home")

    time = book_first_time(anna)
    expect(page.locator("main")).to_contain_text(time)
    with page.expect_download() as download:
        page.locator("a[href$='aftale.ics']").click()
    calendar = download.value.path().read_text()
    assert "BEGIN:VEVENT" in calendar
    assert "dagpenge" not in calendar

    anna.go("/borger")
    expect(page.locator("main")).not_to_contain_text("Book din næste samtale senest")
    expect(page.locator("main")).to_contain_text(time)
    eventually(lambda: any(mails(running)), "a mail about the talk")
    assert all("CPR" not in mail for mail in mails(running))

    page.get_by_role("link", name="Aflys").click()
    anna.look("citizen-5-cancel")
    page.locator("main .button-warning").click()
    anna.go("/borger")
    expect(page.locator(".box-duty")).to_contain_text("Book din næste samtale senest")


def mails(running: Running) -> list[str]:
    """The mails the worker has written so far."""
    return [file.read_text() for file in (running.data_dir / "mail").glob("*.eml")]


def write_cv(visitor: Visitor) -> None:
    """Fill a first CV: a job, a school, a language, competences and wishes."""
    page = visitor.page
    sections = {
        "erfaring": {"title": "Kok", "employer": "Café Ægir", "started_on": "03 2019"},
        "uddannelse": {"title": "Gastronom", "school": "Hotel- og Restaurantskolen"},
        "sprog": {"language": "Arabisk"},
        "kompetencer": {"competences": "Madlavning\nHygiejne"},
        "oensker": {"wished_occupations": "Kok\nKøkkenassistent"},
    }
    for slug, texts in sections.items():
        visitor.go(f"/borger/cv/{slug}")
        for name, text in texts.items():
            page.locator(f"main [name='{name}']").fill(text)
        if slug == "sprog":
            page.locator("select[name='level']").select_option("native")
        page.locator("main button.button-primary").first.click()
        expect(page.locator(".error-summary")).to_have_count(0)
    visitor.go("/borger/cv")
    visitor.look("citizen-6-cv")


@pytest.mark.parametrize("language", ["da", "en"])
def test_cv_plan_and_job_log_are_kept(visitor: OpenVisitor, language: str) -> None:
    person = visitor(language, width=320)
    page = person.page
    person.sign_in(MIKKEL if language == "da" else AMINA)
    write_cv(person)
    expect(page.locator("main")).to_contain_text("Café Ægir")

    person.go("/borger/min-plan")
    person.look("citizen-7-plan")
    open_tasks = page.locator("button.tick[aria-label]")
    before = page.locator(".task-done").count()
    open_tasks.first.click()
    expect(page.locator(".task-done")).to_have_count(before + 1)

    person.go("/borger/joblog")
    page.locator("[name='title']").fill("Kok på skole <b>")
    page.locator("[name='employer']").fill("Lyngby Skole")
    page.locator("main button.button-primary").first.click()
    expect(page.locator("main")).to_contain_text("Kok på skole <b>")
    person.look("citizen-8-joblog")


def test_wrong_dates_are_said_beside_the_field_and_kept(visitor: OpenVisitor) -> None:
    person = visitor()
    person.sign_in(MIKKEL)
    person.go("/borger/joblog")
    page = person.page
    page.locator("[name='title']").fill("Kok")
    page.locator("[name='employer']").fill("Café Ægir")
    page.locator("[name='applied_on-day']").fill("31")
    page.locator("[name='applied_on-month']").fill("2")
    page.locator("[name='applied_on-year']").fill(str(clock.now().year))
    page.locator("main button.button-primary").first.click()
    expect(page.locator("#error-summary")).to_be_focused()
    expect(page.locator("#applied_on-error")).to_contain_text("Der findes ingen dag 31")
    expect(page.locator("[name='title']")).to_have_value("Kok")
    person.look("citizen-9-error")


PAGES = [
    "/borger",
    "/borger/det-er-sket",
    "/borger/samtaler",
    "/borger/samtaler/ny",
    "/borger/cv",
    "/borger/cv/erfaring",
    "/borger/cv/som-virksomheder-ser-det",
    "/borger/min-plan",
    "/borger/min-plan/retninger",
    "/borger/joblog",
    "/borger/jobforslag",
    "/borger/beskeder",
]


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_of_a_citizen(visitor: OpenVisitor, language: str, width: int) -> None:
    person = visitor(language, width)
    person.sign_in("sofie-jobforslag")
    look_at_all(person, PAGES)


def look_at_all(person: Visitor, paths: list[str]) -> None:
    """Open each page, check it and keep its picture."""
    for path in paths:
        answer = person.page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        person.look("page" + path.replace("/", "-"))
