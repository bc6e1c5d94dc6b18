"""Mikkel writes and sends a picture; Mette reads and answers; both see when it was read."""

import re
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Dialog, expect

from tests.browser.conftest import OpenVisitor
from tests.browser.looking import Visitor

MIKKEL, METTE, ANNA = "mikkel-booket", "mette-sagsbehandler", "anna-dagpenge"
ANSWER = {"da": "Ja, det må du.", "en": "Yes, you may."}


def photo() -> bytes:
    made, exif = BytesIO(), Image.Exif()
    exif[0x010E] = "taken at home"
    Image.new("RGB", (60, 40), "#336699").save(made, "JPEG", exif=exif)
    return made.getvalue()


def ask(mikkel: Visitor, subject: str) -> None:
    """Write with a picture and a CPR number, and let the number be masked."""
    page = mikkel.page
    mikkel.go("/borger/beskeder")
    mikkel.look("messages-1-inbox")
    page.locator("main a.button-primary").click()
    page.locator("input[name='subject']").fill(subject)
    page.locator("textarea[name='text']").fill("Her er det. Mit nummer er 010190-1234")
    page.locator("input[name='files']").set_input_files(
        [
            {"name": "certifikat.jpg", "mimeType": "image/jpeg", "buffer": photo()},
            {"name": "billede.jpg", "mimeType": "image/jpeg", "buffer": b"MZ program"},
        ]
    )
    page.locator("main button.button-primary").click()
    expect(page.locator("main")).to_contain_text("billede.jpg: ")
    expect(page.locator("main .alert-warning")).to_contain_text("CPR")
    expect(page.locator("main")).to_contain_text("certifikat.jpg")  # it is kept
    mikkel.look("messages-2-warned")
    page.locator("button[name='mask']").click()
    expect(page).to_have_url(re.compile(r"/borger/beskeder/traad/\d+"))
    expect(page.locator(".talk")).to_contain_text("010190-****")
    expect(page.locator("main")).to_contain_text(re.compile("no later than|senest"))
    mikkel.look("messages-3-sent")


def answer(mette: Visitor, subject: str, words: str) -> None:
    """Read, take the picture, and answer by the keyboard alone."""
    mette.go("/personale/beskeder")
    mette.look("messages-4-staff")
    mette.page.get_by_role("link", name=f"Mikkel Bruun: {subject}").click()
    mette.look("messages-5-staff-thread")
    with mette.page.expect_download() as download:
        mette.page.locator(".said-files a").first.click()
    assert download.value.suggested_filename == "certifikat.jpg"
    assert b"taken at home" not in download.value.path().read_bytes()
    field = mette.page.locator("textarea[name='text']")
    field.fill(words)
    field.press("Tab")  # the keyboard alone will do
    mette.page.keyboard.press("Tab")
    mette.page.keyboard.press("Enter")
    expect(mette.page.locator(".talk")).to_contain_text(words)


@pytest.mark.parametrize(("language", "width", "scripts"), [("da", 320, True), ("en", 1280, False)])
def test_a_question_and_its_answer(
    visitor: OpenVisitor, language: str, width: int, scripts: bool
) -> None:
    mikkel, mette = (visitor(language, width, scripts) for _ in range(2))
    page, subject = mikkel.page, f"Certifikat {language}"
    mikkel.sign_in(MIKKEL)
    ask(mikkel, subject)
    mette.sign_in(METTE)
    answer(mette, subject, ANSWER[language])

    mikkel.go("/borger")
    expect(page.locator("main")).to_contain_text(re.compile("beskeden fra|message from"))
    mikkel.go("/borger/beskeder")
    page.get_by_role("link", name=subject, exact=True).click()
    expect(page.locator(".talk")).to_contain_text(ANSWER[language])
    expect(page.locator(".said-mine .said-read").first).to_contain_text("Mette Ravn")
    mikkel.look("messages-6-answered")
    mette.page.reload()
    expect(mette.page.locator(".said-mine .said-read").last).not_to_contain_text(
        re.compile("Ikke læst|Not read")
    )


def test_text_survives_the_end_of_a_sign_in(visitor: OpenVisitor) -> None:
    anna = visitor()
    anna.sign_in(ANNA)
    anna.go("/borger/beskeder/ny")
    typed = "Det her tog lang tid at skrive"
    anna.page.locator("input[name='subject']").fill("Spørgsmål")
    anna.page.locator("textarea[name='text']").fill(typed)
    anna.page.context.clear_cookies(name="signin")
    anna.page.locator("main button.button-primary").click()
    expect(anna.page.locator("h1")).to_have_text("Du er blevet logget ud")
    expect(anna.page.locator("textarea")).to_have_value(typed)
    anna.look("messages-7-signed-out")


def test_what_was_written_and_not_sent_is_not_left_by_a_slip(visitor: OpenVisitor) -> None:
    anna = visitor()
    anna.sign_in(ANNA)
    anna.go("/borger/beskeder/ny")
    page, asked = anna.page, []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    area = page.locator("textarea[name='text']")
    area.click()
    page.keyboard.type("Det her tog lang tid")
    with page.expect_event("dialog"):
        page.locator(".site-logo").click(no_wait_after=True)
    expect(area).to_have_value("Det her tog lang tid")
    area.fill("")
    page.locator(".site-logo").click()
    expect(page).to_have_url(re.compile("/$"))
    assert asked == ["beforeunload"], "an empty field asks nothing"
