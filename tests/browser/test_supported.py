"""Places at companies, companies' own systems, cards and candidates: looked at on both sides."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from portal.accounts.models import BusinessUser
from portal.businesses.models import Business
from portal.core import clock
from portal.core.access import Actor, Audience
from portal.recruitment.models import RecruitmentRequest
from portal.supported import service
from portal.supported.models import SupportedApplication
from tests.browser.conftest import OpenVisitor
from tests.browser.stage import Stage
from tests.browser.test_citizen import look_at_all

BOTH_ENDS = pytest.mark.parametrize(("language", "width"), [("da", 320), ("en", 1280)])


def waits_for_consent(stage: Stage) -> str:
    """A place applied for as the baker; the address its representative gets."""
    now = clock.now()
    today = clock.local_date(now)
    with stage.session() as session:
        earlier = session.scalars(sa.select(SupportedApplication).limit(1)).one()
        company = session.get_one(Business, earlier.business_id)
        user = session.scalars(
            sa.select(BusinessUser.id).where(BusinessUser.business_id == company.id).limit(1)
        ).one()
        lars = Actor(Audience.BUSINESS, user, "", business_id=company.id)
        wish = service.Wish(
            unit_id=earlier.unit_id,
            form="work_placement",
            sector="private",
            title="Ekspedient",
            tasks="Stå ved disken og pakke brød.",
            starts_on=today + timedelta(days=40),
            ends_on=today + timedelta(days=80),
            hours_per_week=20,
            ordinary_staff=14,
            supervisor_name="Sidsel Munk",
            supervisor_phone="45 97 30 21",
            representative_name="Torben Kjær",
            representative_email="torben.kjaer@example.invalid",
        )
        made = service.apply(session, lars, wish, key=f"look-{now.timestamp()}", now=now)
        return service.link_path(made.id)


@BOTH_ENDS
def test_the_company_and_the_representative(
    visitor: OpenVisitor, stage: Stage, language: str, width: int
) -> None:
    link = waits_for_consent(stage)
    lars = visitor(language, width)
    lars.sign_in("lars-bageri")
    places = "/virksomhed/praktik-og-tilskud"
    look_at_all(lars, [places, f"{places}/ny", "/virksomhed/vores-virksomhed"])
    lars.page.goto(places)
    lars.page.locator(f"main a[href^='{places}/']:not([href$='/ny'])").first.click()
    lars.look("places-case")
    systems = "/virksomhed/vores-virksomhed/systemer"
    look_at_all(lars, [f"{systems}/ny", f"{systems}/beskeder/ny"])
    lars.page.goto(f"{systems}/ny")
    lars.page.locator("main input[name='name']").fill(f"HR-system ({language})")
    lars.page.locator("main input[type='checkbox']").first.check(force=True)
    lars.page.locator("main button.button-primary").click()
    token = lars.page.locator("main textarea[readonly]").input_value()
    assert len(token) > 20
    lars.look("systems-token")
    look_at_all(lars, [systems])
    assert token not in lars.page.content()
    somebody = visitor(language, width)
    somebody.go(f"/?lang={language}")
    somebody.page.goto(link)
    somebody.look("places-representative")


@BOTH_ENDS
def test_staff_and_the_citizen(
    visitor: OpenVisitor, stage: Stage, language: str, width: int
) -> None:
    with stage.session() as session:
        place, company = session.execute(
            sa.select(SupportedApplication.id, SupportedApplication.business_id).limit(1)
        ).one()
        enquiry = session.scalars(
            sa.select(RecruitmentRequest.id).where(RecruitmentRequest.kind == "recruitment")
        ).first()
    kasper = visitor(language, width)
    kasper.sign_in("kasper-konsulent")
    look_at_all(
        kasper,
        [
            "/personale/praktik-og-tilskud",
            f"/personale/praktik-og-tilskud/{place}",
            f"/personale/praktik-og-tilskud/aftaler/virksomhed/{company}",
            "/personale/virksomheder",
            f"/personale/virksomheder/{company}",
            "/personale/virksomheder/samarbejde",
            f"/personale/henvendelser/{enquiry}/kandidater",
            "/personale/henvendelser/tal/praesentation",
        ],
    )
    mikkel = visitor(language, width)
    mikkel.sign_in("mikkel-booket")
    look_at_all(mikkel, ["/borger/praktik-og-tilskud"])
    expect(mikkel.page.locator("main h1")).to_be_visible()
