"""What staff change on a card: facts, the named contact, and how partner agreements end."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Staff
from portal.businesses.models import Business
from portal.core import clock
from portal.core.audit import AuditEvent
from portal.supported.models import PartnerAgreement, SupportedApplication
from tests.factories.accounts import StaffFactory
from tests.factories.businesses import ProductionUnitFactory
from tests.factories.recruitment import ConsultantFactory, RequestFactory
from tests.integration.conftest import SignInAs
from tests.integration.supported.conftest import Scene, english, make_scene
from tests.integration.supported.test_database import applied, put

CARDS = "/personale/virksomheder"


def agreed(
    session: orm.Session,
    business: Business,
    now: datetime,
    first: int,
    last: int,
    unit_id: int | None = None,
) -> PartnerAgreement:
    """An agreement of a unit, from so many days from today to so many."""
    today = clock.local_date(now)
    one = PartnerAgreement(
        business_id=business.id,
        unit_id=unit_id or ProductionUnitFactory(business=business).id,
        places=2,
        starts_on=today + timedelta(days=first),
        ends_on=today + timedelta(days=last),
        tasks="Bage",
        made_by_id=StaffFactory().id,
        made_at=now,
    )
    session.add(one)
    session.commit()
    return one


def end_path(one: PartnerAgreement) -> str:
    return f"/personale/praktik-og-tilskud/aftaler/{one.id}/slut"


def test_a_company_is_made_a_partner_where_it_is_none(
    session: orm.Session, desk: FlaskClient, bakery: Business, now: datetime
) -> None:
    card = f"{CARDS}/{bakery.id}"
    assert "a partner company" not in desk.get(card).text, "there is no unit yet"
    agreed(session, bakery, now, -30, 30)
    assert "a partner company" not in desk.get(card).text
    ProductionUnitFactory(business=bakery, name="Filialen")
    assert "Make another unit a partner company" in desk.get(card).text


def test_ending_twice_the_same_day_is_kind(
    session: orm.Session, desk: FlaskClient, bakery: Business, now: datetime
) -> None:
    one = agreed(session, bakery, now, -30, 30)
    for _ in range(2):
        assert "The agreement ends today." in desk.post(end_path(one), follow_redirects=True).text
    noted = sa.select(sa.func.count()).where(
        AuditEvent.subject == "partner_agreement", AuditEvent.action == "end"
    )
    assert session.scalar(noted) == 1
    over = agreed(session, bakery, now, -30, -1)
    assert "is over already" in desk.post(end_path(over), follow_redirects=True).text
    session.refresh(over)
    assert over.ends_on == clock.local_date(now) - timedelta(days=1)


def test_what_has_not_begun_is_taken_back(
    session: orm.Session, desk: FlaskClient, bakery: Business, now: datetime
) -> None:
    one = agreed(session, bakery, now, 10, 30)
    assert "Take the agreement back" in desk.get(f"{CARDS}/{bakery.id}").text
    answer = desk.post(end_path(one), follow_redirects=True)
    assert "The agreement is taken back." in answer.text
    assert session.scalars(sa.select(PartnerAgreement)).all() == []
    assert desk.post(end_path(one)).status_code == 404


@pytest.mark.parametrize("has_place", [True, False])
def test_an_agreement_with_somebody_to_come_is_kept(
    session: orm.Session, client_for: SignInAs, now: datetime, has_place: bool
) -> None:
    scene: Scene = make_scene(session)
    one = agreed(session, scene.business, now, 1, 200, scene.unit.id)
    asked = applied(session, scene, agreement_id=one.id)
    if has_place:
        put(session, asked, scene.citizen.id, scene.consultant.id)
    session.commit()
    answer = english(client_for(scene.consultant)).post(end_path(one), follow_redirects=True)
    kept = session.scalars(sa.select(PartnerAgreement)).all()
    its = sa.select(SupportedApplication.agreement_id)
    if has_place:
        assert "Somebody has a place there" in answer.text
        assert (kept, session.scalar(its)) == ([one], one.id)
    else:
        assert (kept, session.scalar(its)) == ([], None)


FACTS = {
    "facts-name": "Kirkens Brød ApS", "facts-trade": "Bageri", "facts-sector": "public",
    "facts-employees": "31", "facts-address": "Torvet 1", "facts-postcode": "2830",
    "facts-city": "Virum",
}  # fmt: skip


def test_facts_are_corrected_and_the_number_stays(
    session: orm.Session, desk: FlaskClient, bakery: Business
) -> None:
    path = f"{CARDS}/{bakery.id}/oplysninger"
    for _ in range(2):
        assert desk.post(path, data=FACTS | {"facts-cvr": "99999999"}).status_code == 302
    session.refresh(bakery)
    assert (bakery.name, bakery.sector, bakery.employees) == ("Kirkens Brød ApS", "public", 31)
    assert (bakery.cvr, bakery.postcode) == ("12345678", "2830")
    noted = session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "correct")).all()
    assert [one.subject_id for one in noted] == [str(bakery.id)]
    assert "sector" in noted[0].details["columns"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"facts-sector": "space"}, "Choose one of the answers shown."),
        ({"facts-employees": "-1"}, "Write a number from 0 to 100000."),
        ({"facts-employees": "9" * 300}, "Write a number from 0 to 100000."),
        ({"facts-postcode": "28OO"}, "Write the four digits."),
        ({"facts-name": ""}, "Fill this in."),
        ({"facts-name": "x" * 100_000}, "Write at most 120 characters."),
    ],
)
def test_wrong_facts_are_told(
    session: orm.Session, desk: FlaskClient, bakery: Business, changes: dict[str, str], said: str
) -> None:
    answer = desk.post(f"{CARDS}/{bakery.id}/oplysninger", data=FACTS | changes)
    assert answer.status_code == 422
    assert said in answer.text
    session.refresh(bakery)
    assert bakery.name == "Kirkens Bagerier ApS"


def test_the_named_contact_is_changed_on_the_card(
    session: orm.Session, desk: FlaskClient, bakery: Business
) -> None:
    colleague = ConsultantFactory(name="Vibeke Lind")
    path = f"{CARDS}/{bakery.id}/kontaktperson"
    assert "Vibeke Lind" in desk.get(f"{CARDS}/{bakery.id}").text
    assert desk.post(path, data={"named-staff": str(colleague.id)}).status_code == 302
    session.refresh(bakery)
    assert bakery.named_contact_id == colleague.id
    for wrong in (StaffFactory().id, ConsultantFactory(active=False).id, 10**9):
        session.commit()
        assert desk.post(path, data={"named-staff": str(wrong)}).status_code == 404
    session.refresh(bakery)
    assert bakery.named_contact_id == colleague.id
    session.commit()
    assert desk.post(path, data={"named-staff": ""}).status_code == 302
    session.refresh(bakery)
    assert bakery.named_contact_id is None


def test_kept_at_a_hand_over_it_is_audited_too(
    session: orm.Session, desk: FlaskClient, consultant: Staff, bakery: Business
) -> None:
    colleague = ConsultantFactory()
    enquiry = RequestFactory(business=bakery, consultant=consultant)
    answer = desk.post(
        f"/personale/henvendelser/{enquiry.id}/giv-videre",
        data={
            "hand-over-staff": str(colleague.id),
            "hand-over-keep": "y",
            "hand-over-text": "Hej",
            "hand-over-note": "Hej",
        },
    )
    assert answer.status_code == 302
    session.refresh(bakery)
    assert bakery.named_contact_id == colleague.id
    noted = sa.select(AuditEvent.person_id).where(AuditEvent.action == "name_contact")
    assert session.scalars(noted).all() == [consultant.id]
