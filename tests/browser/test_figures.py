"""The dashboard as a mayor, an analyst and a citizen meet it."""

import io
import re

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.conftest import OpenVisitor

FIGURE = "/personale/maaltal/guidance"


def test_with_the_keyboard_from_the_overview_to_a_group(visitor: OpenVisitor) -> None:
    ida = visitor()
    ida.sign_in("ida-analytiker")
    ida.go("/personale/maaltal")
    page = ida.page
    ida.look("figures-1-overview")
    first = page.locator(".goal-tile a").first
    for _ in range(40):
        page.keyboard.press("Tab")
        if first.evaluate("link => link === document.activeElement"):
            break
    expect(first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(re.escape(FIGURE)))
    page.get_by_label("Fordelt på").focus()
    page.keyboard.type("Team")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Vis").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("efter=team"))
    expect(page.get_by_role("region", name=re.compile(": Team"))).to_be_visible()
    page.locator("summary", has_text="Sådan tæller vi").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("efterstratificering")).to_be_visible()
    ida.look("figures-2-team")


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_of_figures(visitor: OpenVisitor, language: str, width: int) -> None:
    ida = visitor(language, width)
    ida.sign_in("ida-analytiker")
    for name, path in {
        "overview": "/personale/maaltal",
        "looked-back": "/personale/maaltal?pr=2099-01-01",
        "groups": f"{FIGURE}?efter=maalgruppe",
        "square": f"{FIGURE}?efter=maalgruppe-og-team",
        "answer": "/personale/maaltal/answer",
        "told": "/personale/maaltal/i-sagde",
        "new": "/personale/maaltal/i-sagde/ny",
        "public": "/saadan-gaar-det",
    }.items():
        ida.go(path)
        ida.look(f"figures-{name}")


def test_the_overview_prints_whole_and_without_what_only_a_screen_needs(
    visitor: OpenVisitor,
) -> None:
    ida = visitor()
    ida.sign_in("ida-analytiker")
    ida.go("/personale/maaltal")
    page = ida.page
    page.emulate_media(media="print")
    for gone in (".site-nav", ".view-form", ".site-footer"):
        expect(page.locator(gone)).to_be_hidden()
    tiles = page.locator(".goal-tile")
    expect(tiles.first).to_be_visible()
    page.set_viewport_size({"width": 794, "height": 1123})  # an A4 page at 96 dpi
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 794
    pages = PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
    assert len(pages) <= 2, "the overview is a page, with a second for what is small"


def test_without_scripts_a_quarter_is_chosen_and_a_file_taken(visitor: OpenVisitor) -> None:
    ida = visitor(scripts=False)
    ida.sign_in("ida-analytiker")
    ida.go(FIGURE)
    page = ida.page
    quarter = page.get_by_label("Kvartal", exact=True)
    quarter.select_option(index=quarter.locator("option").count() - 1)
    page.get_by_role("button", name="Vis").click()
    expect(page).to_have_url(re.compile(r"kvartal=\d{4}-Q\d"))
    with page.expect_download() as taken:
        page.get_by_role("link", name="Hent som CSV").click()
    assert re.fullmatch(r"maaltal-guidance-\d{4}-Q\d\.csv", taken.value.suggested_filename)


def test_staff_tell_and_everybody_reads(visitor: OpenVisitor) -> None:
    hanne = visitor()
    hanne.sign_in("hanne-teamleder")
    hanne.go("/personale/maaltal")
    page = hanne.page
    page.get_by_role("link", name="I sagde – vi gjorde").click()
    page.get_by_role("link", name="Skriv en ny").click()
    page.get_by_label("Overskrift på dansk").fill("Vi ringer op i stedet")
    page.get_by_label("Tekst på dansk").fill("I sagde: vi venter i telefonen. Nu ringer vi op.")
    page.get_by_label("Overskrift på engelsk").fill("We call back")
    page.get_by_label("Tekst på engelsk").fill("You said: we wait on the phone. Now we call back.")
    page.get_by_role("button", name="Gem").click()
    page.get_by_role("button", name="Offentliggør").click()
    somebody = visitor("en")
    somebody.go("/saadan-gaar-det?lang=en")
    expect(somebody.page.get_by_role("heading", name="We call back")).to_be_visible()
