"""The company card: found, whom one may call, what was talked about, and the cooperation degree."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Staff
from portal.businesses.models import Business, BusinessContact, BusinessNote
from portal.core import clock
from portal.supported.models import PartnerAgreement
from tests.factories.accounts import BusinessUserFactory, CitizenFactory, StaffFactory
from tests.factories.businesses import BusinessFactory, ProductionUnitFactory
from tests.factories.recruitment import RequestFactory
from tests.integration.conftest import SignInAs
from tests.statements import counted

CARDS = "/personale/virksomheder"


@pytest.mark.parametrize("typed", ["bageri", "BAGERI", "1234", "12 34 56 78", "fødevare", "kirken"])
def test_a_company_is_found_by_what_one_knows(
    desk: FlaskClient, bakery: Business, typed: str
) -> None:
    BusinessFactory(name="Nordlys Software", trade="IT", cvr="87654321")
    page = desk.get(CARDS, query_string={"q": typed}).text
    assert "Kirkens Bagerier" in page
    assert "Nordlys" not in page


@pytest.mark.parametrize("typed", ["%", "_", "\\", "'; DROP", "x" * 300, "\x00"])
def test_odd_words_find_nothing_and_break_nothing(
    desk: FlaskClient, bakery: Business, typed: str
) -> None:
    refused = typed == "\x00"  # nobody types it, and the door refuses it for every page
    answer = desk.get(CARDS, query_string={"q": typed})
    assert answer.status_code == (400 if refused else 200)


def contact(**changes: str) -> dict[str, str]:
    fields = {
        "name": "Signe Rugbrød",
        "title": "Bagermester",
        "phone": "45 97 30 12",
        "email": "",
        "consent_by": "phone",
    }
    return {f"contact-{name}": value for name, value in {**fields, **changes}.items()}


def test_a_contact_is_called_by_consent_and_forgotten_without(
    session: orm.Session, desk: FlaskClient, bakery: Business
) -> None:
    path = f"{CARDS}/{bakery.id}/kontakter"
    assert desk.post(path, data=contact(phone="")).status_code == 422
    assert desk.post(path, data=contact(consent_by="")).status_code == 422
    assert desk.post(path, data=contact()).status_code == 302
    one = session.scalars(sa.select(BusinessContact)).one()
    assert "45 97 30 12" in desk.get(f"{CARDS}/{bakery.id}").text
    other = BusinessFactory()
    assert desk.post(f"{CARDS}/{other.id}/kontakter/{one.id}/slut").status_code == 404
    for _ in range(2):
        assert desk.post(f"{path}/{one.id}/slut").status_code == 302
    page = desk.get(f"{CARDS}/{bakery.id}").text
    assert "45 97 30 12" not in page
    assert "Does not want to be called" in page
    with pytest.raises(sa.exc.IntegrityError, match="by_consent"), session.begin_nested():
        session.execute(sa.update(BusinessContact).values(phone="45 97 30 12"))


def noted(**changes: Any) -> dict[str, str]:
    fields = {
        "kind": "visit",
        "text": "Vi så bageriet.",
        "next_step": "",
        **days("on_day", 23, 11, 2026),
    }
    return {f"note-{name}": str(value) for name, value in {**fields, **changes}.items()}


def days(name: str, day: int, month: int, year: int) -> dict[str, int]:
    return {f"{name}-day": day, f"{name}-month": month, f"{name}-year": year}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (days("on_day", 24, 11, 2026), "later than today"),
        (days("on_day", 24, 11, 2024), "within the last year"),
        ({"next_step": "Ringe"}, "Write both the next step and its day"),
        ({"next_step": "Ringe", **days("next_on", 22, 11, 2026)}, "from today on"),
        ({"kind": "spying"}, "Choose one of the answers"),
        ({"text": "x" * 1001}, "at most 1000"),
    ],
)
def test_an_impossible_note_is_refused_in_words(
    session: orm.Session, desk: FlaskClient, bakery: Business, changes: Any, sentence: str
) -> None:
    answer = desk.post(f"{CARDS}/{bakery.id}/noter", data=noted(**changes))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert session.scalar(sa.select(sa.func.count(BusinessNote.id))) == 0


def test_a_visit_counts_as_contact_and_its_next_step_stands_first(
    engine: sa.Engine, desk: FlaskClient, bakery: Business
) -> None:
    BusinessFactory(employees=0)
    RequestFactory(business=BusinessFactory(employees=60))
    BusinessFactory(employees=3)
    sent = noted(next_step="Sende aftalen", **days("next_on", 1, 12, 2026))
    assert desk.post(f"{CARDS}/{bakery.id}/noter", data=sent).status_code == 302
    with counted(engine) as asked:
        page = desk.get(f"{CARDS}/{bakery.id}").text
    assert len(asked) <= 19, len(asked)
    with counted(engine) as found:
        desk.get(CARDS)
    with counted(engine) as measured:
        desk.get(f"{CARDS}/samarbejde")
    assert (len(found), len(measured)) <= (4, 3)
    assert "Sende aftalen" in page
    degree = desk.get(f"{CARDS}/samarbejde").text
    assert "67%: 2 of 3 companies with employees" in degree


def test_a_partner_company_is_made_from_the_card(desk: FlaskClient, bakery: Business) -> None:
    unit = ProductionUnitFactory(business=bakery)
    path = f"/personale/praktik-og-tilskud/aftaler/virksomhed/{bakery.id}"
    fields = {
        "unit": str(unit.id),
        "places": "3",
        "tasks": "Bage",
        **days("starts_on", 1, 12, 2026),
        **days("ends_on", 1, 12, 2027),
    }
    assert desk.post(path, data={**fields, "places": "5"}).status_code == 422
    assert (
        desk.post(path, data={**fields, "unit": str(ProductionUnitFactory().id)}).status_code == 422
    )
    assert desk.post(path, data=fields).status_code == 302
    twice = desk.post(path, data=fields)
    assert twice.status_code == 422
    assert "has an agreement in that time" in twice.text
    assert "Partner company from 1 Dec 2026: 3 places" in desk.get(f"{CARDS}/{bakery.id}").text


def test_a_partner_agreement_is_ended_from_the_card_once(
    session: orm.Session, client_for: SignInAs, desk: FlaskClient, bakery: Business, now: datetime
) -> None:
    unit, today = ProductionUnitFactory(business=bakery), clock.local_date(now)
    one = PartnerAgreement(
        business_id=bakery.id,
        unit_id=unit.id,
        places=2,
        starts_on=today - timedelta(days=30),
        ends_on=today + timedelta(days=30),
        tasks="Bage",
        made_by_id=StaffFactory().id,
        made_at=now,
    )
    session.add(one)
    session.flush()
    card, path = f"{CARDS}/{bakery.id}", f"/personale/praktik-og-tilskud/aftaler/{one.id}/slut"
    assert f'action="{path}"' in desk.get(card).text
    admin = client_for(StaffFactory(role="administrator"))
    assert path not in admin.get(card).text
    assert admin.post(path).status_code == 403
    answer = desk.post(path)
    assert (answer.status_code, answer.location) == (302, card)
    page = desk.get(card).text
    assert "The agreement ends today." in page
    assert path not in page
    session.refresh(one)
    assert one.ends_on == today
    assert desk.post(path.replace(str(one.id), "999999999")).status_code == 404


def test_who_may_see_cards(client_for: SignInAs, consultant: Staff, bakery: Business) -> None:
    expected = {
        "business_consultant": (200, 200),
        "team_lead": (200, 200),
        "administrator": (200, 200),
        "analyst": (403, 200),
        "caseworker": (403, 403),
        "department": (403, 403),
    }
    for role, answers in expected.items():
        browser = client_for(StaffFactory(role=role))
        found = tuple(
            browser.get(f"{CARDS}{end}").status_code for end in (f"/{bakery.id}", "/samarbejde")
        )
        assert found == answers, role
    for person in (CitizenFactory(), BusinessUserFactory(business=bakery)):
        assert client_for(person).get(f"{CARDS}/{bakery.id}").status_code == 403
    admin = client_for(StaffFactory(role="administrator"))
    for end in ("kontakter", "noter", "oplysninger", "kontaktperson"):
        assert admin.post(f"{CARDS}/{bakery.id}/{end}", data=contact()).status_code == 403
