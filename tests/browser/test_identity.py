"""Who one is: proving it anew, where one is signed in, acting for another, break-glass."""

import re
import subprocess
from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, expect

from portal.accounts.models import EmergencyUse, PowerOfAttorney, SignIn
from portal.core import clock
from portal.settings import ROOT
from tests.browser.conftest import BIN, OpenVisitor, Running, free_port, wait_for
from tests.browser.looking import Visitor
from tests.browser.stage import Stage

POUL, SIGNE, LARS = "poul-senior", "signe-datter", "lars-bageri"
TORBEN = "torben-administrator"
WHY = "Kommunens login har været nede siden klokken otte."


def age_sign_ins(stage: Stage) -> None:
    """As if everybody had proved who they are twenty minutes ago."""
    with stage.session() as session:
        session.execute(
            sa.update(SignIn).values(proved_at=SignIn.proved_at - timedelta(minutes=20))
        )


@pytest.mark.parametrize(("language", "width"), [("da", 320), ("en", 1280)])
def test_what_matters_asks_once_more_and_keeps_what_was_typed(
    visitor: OpenVisitor, stage: Stage, language: str, width: int
) -> None:
    lars = visitor(language, width)
    page = lars.page
    lars.sign_in(LARS)
    lars.go("/virksomhed/vores-virksomhed/systemer/ny")
    page.locator("[name='name']").fill(f"Lønsystemet hos bageren {language}")
    page.locator("label[for='scopes-0']").click()
    age_sign_ins(stage)
    page.locator("main button.button-primary").click()
    expect(page).to_have_url(re.compile(r"/log-ind/bekraeft\?held="))
    lars.look("identity-1-prove")
    page.locator("main button.button-primary").click()
    expect(page).to_have_url(re.compile("/log-ind/fortsaet/"))
    expect(page.locator("main textarea")).to_have_value(f"Lønsystemet hos bageren {language}")
    lars.look("identity-2-resume")
    page.locator("main button.button-primary").click()
    expect(page.locator("main")).to_contain_text(f"Lønsystemet hos bageren {language}")


@pytest.mark.parametrize(("language", "width"), [("da", 320), ("en", 1280)])
def test_one_ends_a_sign_in_on_another_device(
    visitor: OpenVisitor, language: str, width: int
) -> None:
    here, there = visitor(language, width), visitor(language, width)
    for person in (there, here):
        person.sign_in("mikkel-booket")
    here.page.locator(".site-user a").click()
    expect(here.page).to_have_url(re.compile("/konto$"))
    here.look("identity-3-account")
    here.page.locator("main form[action*='/konto/log-ud/'] button").first.click()
    expect(here.page.locator(".toast")).to_be_visible()
    here.page.locator("main form[action='/konto/log-ud-alle'] button").click()
    expect(here.page).to_have_url(re.compile("/$"))
    there.go("/borger")
    expect(there.page).to_have_url(re.compile(r"/log-ind\?next="))


def test_one_is_warned_before_a_sign_in_ends_and_stays(visitor: OpenVisitor, stage: Stage) -> None:
    anna = visitor("da", 320)
    page = anna.page
    page.clock.install()
    anna.sign_in("anna-dagpenge")
    anna.go("/borger/joblog")
    page.locator("[name='title']").fill("En halv sætning")
    with stage.session() as session:
        session.execute(
            sa.update(SignIn).values(
                seen_at=clock.now() - timedelta(minutes=28, seconds=30),
                proved_at=clock.now() - timedelta(minutes=29),
            )
        )
    page.clock.fast_forward(28 * 60 * 1000 + 2000)
    warning = page.locator("#idle-warning")
    expect(warning).to_be_visible()
    expect(warning.locator("button")).to_be_focused()
    anna.look("identity-4-idle")
    warning.locator("button").click()
    expect(warning).to_be_hidden()
    expect(page.locator("[name='title']")).to_have_value("En halv sætning")
    anna.go("/borger")
    expect(page).to_have_url(re.compile("/borger$"))


@pytest.mark.parametrize(("language", "width"), [("da", 320), ("en", 1280)])
def test_signe_acts_for_her_father_and_he_sees_it(
    visitor: OpenVisitor, language: str, width: int
) -> None:
    signe = visitor(language, width)
    page = signe.page
    signe.sign_in(SIGNE)
    expect(page).to_have_url(re.compile("/borger$"))
    banner = page.locator(".acting")
    expect(banner).to_contain_text("Poul Aagaard")
    signe.look("identity-5-acting")
    signe.go("/borger/min-plan")
    expect(banner).to_contain_text("ikke ændre noget" if language == "da" else "change nothing")
    signe.look("identity-6-acting-reads")
    answer = page.goto("/borger/mine-data")
    assert answer is not None
    assert answer.status == 403
    signe.look("identity-7-not-covered")
    banner.locator("button").click()
    expect(page).to_have_url(re.compile("/konto/handl-for"))
    signe.look("identity-8-choose")

    poul = visitor(language, width)
    poul.sign_in(POUL)
    poul.go("/konto/fuldmagter")
    poul.look("identity-9-powers")
    poul.page.get_by_role("link", name=re.compile("Signe Aagaard")).click()
    expect(poul.page.locator("main table")).to_contain_text(
        "Min Plan" if language == "da" else "My plan"
    )
    poul.look("identity-10-power")


@pytest.fixture
def other_power(stage: Stage) -> Iterator[None]:
    """What a journey gives is taken away again."""
    yield
    with stage.session() as session:
        session.execute(sa.delete(PowerOfAttorney).where(PowerOfAttorney.holder_name == "Bo Holm"))


@pytest.mark.parametrize(("language", "width"), [("da", 320), ("en", 1280)])
def test_a_citizen_gives_a_power_and_ends_it(
    visitor: OpenVisitor, other_power: None, language: str, width: int
) -> None:
    anna = visitor(language, width)
    page = anna.page
    anna.sign_in("anna-dagpenge")
    anna.go("/konto/fuldmagter/ny")
    page.locator("[name='name']").fill("Bo Holm")
    page.locator("[name='cpr']").fill("12")
    page.locator("[name='talks']").select_option("act")
    page.locator("main button.button-primary").click()
    expect(page.locator("#error-summary")).to_be_focused()
    anna.look("identity-11-give-wrong")
    page.locator("[name='cpr']").fill("610190-0001")
    page.locator("main button.button-primary").click()
    expect(page).to_have_url(re.compile("/konto/fuldmagter$"))
    expect(page.locator("main")).to_contain_text("Bo Holm")
    page.locator("main form button").first.click()
    expect(page.locator(".toast")).to_contain_text("Bo Holm")


@pytest.fixture(scope="module")
def by_name(running: Running) -> Iterator[str]:
    """The same portal by a name: browsers make no security keys for addresses of numbers."""
    port = free_port()
    url = f"http://localhost:{port}"
    process = subprocess.Popen(
        [BIN / "gunicorn", "-w", "1", "-b", f"127.0.0.1:{port}", "--no-control-socket", "wsgi:app"],
        cwd=ROOT,
        env=running.environment | {"PORTAL_BASE_URL": url},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(f"{url}/healthz", "the portal by its name")
        yield url
    finally:
        process.terminate()
        process.wait(30)


def link_to_enrol(running: Running, stage: Stage, by_name: str) -> str:
    """What the operator's terminal gives the administrator."""
    with stage.session() as session:
        staff_id = stage.staff_id(TORBEN)
        email = session.scalar(sa.text("SELECT email FROM staff WHERE id = :id"), {"id": staff_id})
    environment = running.environment | {"PORTAL_BASE_URL": by_name}
    made = subprocess.run(
        [
            BIN / "flask",
            "--app",
            "wsgi",
            "portal",
            "accounts",
            "break-glass",
            "enroll",
            "--staff",
            email,
        ],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return made.stdout.split()[-1]


def plug_in_key(page: Page) -> None:
    """A security key in the browser, whose owner touches it and gives the PIN at once."""
    keys = page.context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    keys.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "usb",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


@pytest.mark.parametrize(("language", "width"), [("da", 320), ("en", 1280)])
def test_break_glass(
    browser: Browser,
    running: Running,
    personas: dict[str, dict[str, str]],
    stage: Stage,
    by_name: str,
    language: str,
    width: int,
) -> None:
    link = link_to_enrol(running, stage, by_name)
    context = browser.new_context(
        locale="da-DK" if language == "da" else "en-GB",
        viewport={"width": width, "height": 900},
        base_url=by_name,
        reduced_motion="reduce",
    )
    page = context.new_page()
    plug_in_key(page)
    torben = Visitor(page, language, width, True)
    torben.go(f"{link}?lang={language}")
    torben.look("identity-12-enrol")
    page.locator("form[data-key] button").click()
    expect(page).to_have_url(re.compile("/noedadgang$"))
    page.locator("[name='reason']").fill(WHY)
    torben.look("identity-13-emergency")
    page.locator("main button.button-primary").click()
    torben.look("identity-14-touch")
    page.locator("form[data-key] button").click()
    expect(page).to_have_url(re.compile("/personale$"))
    expect(page.locator(".emergency")).to_be_visible()
    torben.go("/personale/medarbejdere")
    torben.look("identity-15-staff")
    page.locator("main table a").first.click()
    torben.look("identity-16-one")
    torben.go("/personale/medarbejdere/noedadgang")
    expect(page.locator("main")).to_contain_text(WHY)
    torben.look("identity-17-uses")
    context.close()
    with stage.session() as session:
        assert session.scalars(sa.select(EmergencyUse.reason)).first() == WHY


def test_staff_enter_a_power_from_paper(visitor: OpenVisitor, stage: Stage) -> None:
    mette = visitor("da", 1280)
    mette.sign_in("mette-sagsbehandler")
    poul = stage.citizen_id(POUL)
    mette.go(f"/personale/borger/{poul}/fuldmagter")
    mette.look("identity-18-of-citizen")
    mette.page.locator(f"main a[href='/personale/borger/{poul}/fuldmagter/ny']").click()
    mette.look("identity-19-paper")
    mette.page.locator("main form button.button-primary").click()  # no paper, no power
    expect(mette.page.locator("#error-summary")).to_be_visible()
