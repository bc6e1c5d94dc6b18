"""The management report, from draft to download, and figures brought in by file."""

import hashlib
from pathlib import Path

from tests.browser.conftest import OpenVisitor, Running
from tests.browser.looking import eventually

COMMENT = "Målet om førtidspension er nået. Indsatsen fortsætter uændret."
FILE = "mål;måned;kommunen;hele landet\nv_henvisninger;2026-06;412;\nmaal_4;2019-06;158,3;\n"


def test_a_report_is_drafted_commented_approved_and_taken_out(
    visitor: OpenVisitor, running: Running
) -> None:
    ida = visitor()
    ida.sign_in("ida-analytiker")
    ida.go("/personale/rapporter")
    ida.look("reports")
    ida.page.get_by_label("Kvartal", exact=True).select_option("2014-Q2")
    ida.page.get_by_role("button", name="Lav en kladde").click()
    ida.look("report-draft")
    ida.page.locator("a[href$='/omraade/0']", has_text="Skriv en kommentar").click()
    ida.page.get_by_label("Hvad betyder tallene, og hvad gør vi ved dem?").fill(COMMENT)
    ida.look("report-comment")
    ida.page.get_by_role("button", name="Gem kommentaren").click()
    assert ida.page.get_by_text(COMMENT).is_visible()
    assert ida.page.get_by_role("button", name="Godkend og lås").count() == 0

    hanne = visitor(width=320)
    hanne.sign_in("hanne-teamleder")
    hanne.go("/personale/rapporter/2014-Q2/1")
    hanne.look("report-to-approve")
    hanne.page.get_by_role("button", name="Godkend og lås").click()
    pdf = hanne.page.get_by_role("link", name="PDF til læsning og print")
    eventually(lambda: pdf.count() == 1, "the report's files")
    hanne.look("report-approved")
    with hanne.page.expect_download() as download:
        pdf.click()
    assert download.value.suggested_filename == "ledelsesrapport-2014-Q2-v1.pdf"
    content = Path(download.value.path()).read_bytes()
    hanne.page.get_by_text("Hvordan kan jeg vide, at intet er ændret?").click()
    assert hanne.page.get_by_text(hashlib.sha256(content).hexdigest()).is_visible()
    assert "2014-Q2 version 1: as approved, 3 of 3 files" in running.command("reports", "verify")


def test_a_file_of_figures_is_looked_at_before_it_is_stored(visitor: OpenVisitor) -> None:
    for scripts in (True, False):
        torben = visitor(width=320 if scripts else 1280, scripts=scripts)
        torben.sign_in("torben-administrator")
        torben.go("/personale/maal/hent-ind")
        torben.page.get_by_label("Filen med tallene").set_input_files(
            {"name": "tal.csv", "mimeType": "text/csv", "buffer": FILE.encode("cp1252")}
        )
        torben.page.get_by_role("button", name="Vis mig, hvad den vil ændre").click()
        torben.look("figures-preview")
        assert torben.page.get_by_text("er mere end 100 procent").is_visible()
        if scripts:
            torben.page.get_by_role("button", name="Ja, gem 1 tal").click()
            torben.go("/personale/maal/2022/v_henvisninger")
            torben.look("goal")
            assert torben.page.get_by_role("cell", name="412").first.is_visible()
        else:
            assert torben.page.get_by_text("Der er ikke noget at gemme").is_visible()
