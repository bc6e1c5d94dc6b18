"""The day of a caseworker, the figures of a committee, and what everybody sees."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenVisitor, Running
from tests.browser.test_citizen import look_at_all

KEYS = ("guidance", "purpose", "plan_use", "resources", "cooperation")


def test_the_dashboard_shows_targets_with_table_and_definition(visitor: OpenVisitor) -> None:
    ida = visitor()
    ida.sign_in("ida-analytiker")
    ida.go("/personale/maaltal")
    page = ida.page
    expect(page.locator("main .goal-tile").nth(6)).to_be_visible()
    ida.look("staff-4-figures")
    page.locator("main .box a").first.click()
    expect(page.locator("svg.chart").first).to_be_visible()
    expect(page.get_by_role("table", name="De samme tal")).to_contain_text("95 %")
    ida.look("staff-5-figure")


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize(
    ("subject", "paths"),
    [
        ("mette-sagsbehandler", ["/personale", "/personale/maaltal", "/personale/maal"]),
        ("kasper-konsulent", ["/personale", "/personale/henvendelser"]),
        ("hanne-teamleder", ["/personale", "/personale/henvendelser?whose=all"]),
        ("torben-administrator", ["/personale"]),
    ],
)
@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_of_staff(
    visitor: OpenVisitor, language: str, subject: str, paths: list[str], width: int
) -> None:
    person = visitor(language, width)
    person.sign_in(subject)
    look_at_all(person, paths)


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_public_page(visitor: OpenVisitor, language: str, width: int) -> None:
    person = visitor(language, width)
    look_at_all(person, ["/", "/log-ind", "/was", "/privatliv"])
    person.page.goto("/findes-ikke")
    person.look("page-404")


def test_a_role_that_may_not_is_refused(visitor: OpenVisitor) -> None:
    ida = visitor()
    ida.sign_in("ida-analytiker")
    answer = ida.page.goto("/personale/henvendelser")
    assert answer is not None
    assert answer.status == 403
    ida.look("page-403")


def test_every_persona_can_sign_in_and_out(
    visitor: OpenVisitor, personas: dict[str, dict[str, str]], running: Running
) -> None:
    homes = {"citizen": "/borger", "business": "/virksomhed", "staff": "/personale"}
    for subject, persona in personas.items():
        person = visitor()
        person.sign_in(subject)
        invited_only = "/delte-planer" if persona["role"] == "department" else ""
        expect(person.page).to_have_url(running.url + homes[persona["audience"]] + invited_only)
        expect(person.page.locator(".site-user")).to_contain_text(persona["name"])
        person.page.locator(".site-user button").click()
        expect(person.page).to_have_url(running.url + "/")
        expect(person.page.locator(".site-user")).to_have_count(0)
