"""A stranger's first enquiry, from first click to answered, on both sides; and the wall."""

import quopri
import re
from datetime import timedelta

from playwright.sync_api import expect

from portal.core import clock
from tests.browser.conftest import OpenVisitor, Running
from tests.browser.looking import Visitor, eventually
from tests.browser.test_citizen import mails

CVR = "99000015"
CONFIRM = re.compile(r"(/virksomhed/uden-login/bekraeft/\S+)")
WAY_IN = re.compile(r"(/henvendelse/adgang/\S+)")


def go_on(visitor: Visitor) -> None:
    visitor.page.locator("main button.button-primary").click()


def send_as_guest(visitor: Visitor) -> None:
    """Everything a business does without signing in."""
    visitor.go(f"/?lang={visitor.language}")
    visitor.page.locator("main a[href='/virksomhed/uden-login']").click()
    visitor.look("guest-1-need")
    visitor.page.locator("input[name='kind'][value='recruitment']").check(force=True)
    go_on(visitor)
    start = clock.local_date(clock.now()) + timedelta(days=30)
    _fill(
        visitor,
        {
            "title": "Cook",
            "positions": "1",
            "tasks": "Cook lunch for forty people.",
            "requirements": "Young and energetic",
            "hours_per_week": "30",
            "starts_on-day": str(start.day),
            "starts_on-month": str(start.month),
            "starts_on-year": str(start.year),
        },
    )
    visitor.look("guest-2-job")
    go_on(visitor)
    _fill(
        visitor,
        {
            "cvr": CVR,
            "company": "Skovens Kantine",
            "workplace": "Skovbrynet 1",
            "postcode": "2800",
            "contact_name": "Rose Kidd",
            "contact_phone": "45 97 30 07",
            "contact_email": "rose@example.invalid",
        },
    )
    visitor.look("guest-3-contact")
    go_on(visitor)
    expect(visitor.page.locator("main")).to_contain_text("may be about age")
    visitor.look("guest-4-check")
    go_on(visitor)
    expect(visitor.page).to_have_url(re.compile(r"/henvendelse/"))
    visitor.look("guest-5-status")


def _fill(visitor: Visitor, fields: dict[str, str]) -> None:
    for name, text in fields.items():
        visitor.page.locator(f"main [name='{name}']").fill(text)


def links_like(wanted: re.Pattern[str], running: Running) -> list[str]:
    """The links of a kind, out of the mails written so far."""
    texts = (quopri.decodestring(mail.encode()).decode(errors="replace") for mail in mails(running))
    return [link for text in texts for link in wanted.findall(text)]


def write_back(visitor: Visitor, running: Running) -> None:
    """Ask for the way in, open the mail, and write to the consultant."""
    before = set(links_like(WAY_IN, running))
    go_on(visitor)
    expect(visitor.page.locator(".toast-success")).to_be_visible()
    eventually(lambda: bool(set(links_like(WAY_IN, running)) - before), "the mail that lets in")
    (link,) = set(links_like(WAY_IN, running)) - before
    visitor.go(link)
    visitor.look("guest-7-enter")
    go_on(visitor)
    visitor.page.locator("main textarea").fill("Thank you. We also need a dishwasher.")
    go_on(visitor)
    expect(visitor.page.locator(".talk")).to_contain_text("We also need a dishwasher.")
    expect(visitor.page.locator(".talk")).to_contain_text("Jeg ringer om lidt.")
    visitor.look("guest-8-talk")


def test_a_stranger_is_answered(visitor: OpenVisitor, running: Running) -> None:
    rose, kasper = visitor("en", width=320), visitor()
    before = set(links_like(CONFIRM, running))
    send_as_guest(rose)
    status = rose.page.url
    expect(rose.page.locator("main")).not_to_contain_text("Rose")

    kasper.sign_in("kasper-konsulent")
    kasper.go("/personale/henvendelser?whose=all")
    rows = kasper.page.locator(".queue h2 a")
    expect(kasper.page.locator(".queue-keys p")).to_be_visible()
    mine = next(n for n, title in enumerate(rows.all_inner_texts()) if title == "Cook")
    for _ in range(mine + 1):
        kasper.page.keyboard.press("j")
    expect(rows.nth(mine)).to_be_focused()
    kasper.page.keyboard.press("a")
    expect(kasper.page).to_have_url(re.compile(r"/\d+#answer-text$"))
    kasper.look("staff-4-guest")
    kasper.page.locator("form[action$='/svar'] textarea").fill("Hej Rose. Jeg ringer om lidt.")
    kasper.page.locator("form[action$='/svar'] button").click()
    expect(kasper.page.locator(".toast-success")).to_be_visible()

    eventually(lambda: bool(set(links_like(CONFIRM, running)) - before), "the mail that asks")
    (link,) = set(links_like(CONFIRM, running)) - before
    rose.go(link)
    rose.look("guest-6-confirm")
    go_on(rose)
    assert rose.page.url.split("/henvendelse/")[0] == status.split("/henvendelse/")[0]
    expect(rose.page.locator("main")).to_contain_text(re.compile(r"answered \d\d:\d\d"))
    write_back(rose, running)


def test_the_wall_the_roster_and_the_figures(visitor: OpenVisitor) -> None:
    for language in ("da", "en"):
        lead = visitor(language, 320)
        lead.sign_in("hanne-teamleder")
        for name, path, shown in (
            ("wall", "tavle", ".wall-numbers dd"),
            ("roster", "vagtplan", "form"),
            ("figures", "tal?efter=kind", "form.filter"),
            ("record", "ny", "form input[name='cvr']"),
        ):
            lead.go(f"/personale/henvendelser/{path}")
            expect(lead.page.locator(f"main {shown}").first).to_be_visible()
            lead.look(f"enquiries-{name}")


def test_a_visit_is_planned_without_scripts(visitor: OpenVisitor) -> None:
    lars = visitor(width=320, scripts=False)
    lars.sign_in("lars-bageri")
    lars.page.locator("main a", has_text="Bager").first.click()
    lars.look("business-6-dialogue")
    lars.page.locator("main a[href$='/besoeg']").click()
    lars.page.locator("input[name='start']").first.check(force=True)
    lars.look("business-7-visit")
    go_on(lars)
    expect(lars.page.locator(".toast-success, .alert")).to_have_count(1)
