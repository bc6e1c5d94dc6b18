"""The roster's page, hand-over, and the screen on the wall at its own address."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Staff
from portal.core import clock
from portal.recruitment.models import DutyShift, RecruitmentRequest, WallScreen
from portal.recruitment.service import links, roster
from tests.conftest import NOW
from tests.factories.accounts import StaffFactory
from tests.factories.recruitment import ConsultantFactory, RequestFactory
from tests.integration.conftest import SignInAs
from tests.integration.recruitment.test_business_pages import text_of
from tests.integration.recruitment.test_duty import open_weekdays

__all__ = ["open_weekdays"]

ROSTER = "/personale/henvendelser/vagtplan"
QUEUE = "/personale/henvendelser"


@pytest.fixture(autouse=True)
def _at_ten() -> object:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def lead(client_for: SignInAs) -> FlaskClient:
    """A team lead's browser, in English."""
    client = client_for(StaffFactory(role="team_lead"))
    client.get(f"{ROSTER}?lang=en")
    return client


def shift(person: Staff, **changes: object) -> dict[str, object]:
    """The form that puts somebody on duty for a week."""
    typed: dict[str, object] = {"shift-staff": str(person.id)}
    for name, day in (("first", NOW.date()), ("last", NOW.date() + timedelta(days=4))):
        typed |= {
            f"shift-{name}-day": str(day.day),
            f"shift-{name}-month": str(day.month),
            f"shift-{name}-year": str(day.year),
        }
    return typed | {"shift-weekdays": ["0", "2"], "shift-at_night": "y"} | changes


@pytest.mark.usefixtures("open_weekdays")
def test_the_roster_is_written_and_read(
    lead: FlaskClient, consultant: Staff, session: orm.Session, client_for: SignInAs
) -> None:
    assert lead.post(ROSTER, data=shift(consultant)).status_code == 302
    page = text_of(lead.get(f"{ROSTER}?lang=en"))
    assert "2 days are added." in page
    assert f"{consultant.name} also at night" in page
    assert session.scalar(sa.select(sa.func.count()).select_from(DutyShift)) == 2
    for bad in (
        {"shift-staff": "999"},
        {"shift-first-day": "40"},
        {"shift-weekdays": []},
        {"shift-weekdays": ["9"]},
        {"shift-last-year": "2025"},
    ):
        assert lead.post(ROSTER, data=shift(consultant, **bad)).status_code == 200
    path = f"{ROSTER}/{NOW.date().isoformat()}/{consultant.id}/fjern"
    assert lead.post(path).status_code == 302
    assert session.scalar(sa.select(sa.func.count()).select_from(DutyShift)) == 1
    assert lead.post(f"{ROSTER}/2026-13-40/{consultant.id}/fjern").status_code == 404
    reader = client_for(consultant)
    assert reader.get(ROSTER).status_code == 200
    assert reader.post(ROSTER, data=shift(consultant)).status_code == 403
    assert client_for(StaffFactory()).get(ROSTER).status_code == 403


def test_a_screen_has_an_address_of_its_own(
    lead: FlaskClient,
    app: Flask,
    session: orm.Session,
    client: FlaskClient,
    consultant: Staff,
) -> None:
    request = RequestFactory(happened__at=NOW - timedelta(hours=20))
    assert "Fill this in." in lead.post(f"{ROSTER}/skaerme?lang=en", data={}).text
    lead.post(f"{ROSTER}/skaerme", data={"screen-name": "Køkkenet"})
    address = re.search(r'href="(/tavle/[^"]+)"', lead.get(ROSTER).text)
    assert address is not None
    for language in ("da", "en"):
        shown = client.get(f"{address[1]}?lang={language}")
        assert shown.status_code == 200
    assert '<meta http-equiv="refresh"' in shown.text
    assert "4 h 0 min left" in text_of(shown)
    for personal in (
        request.title,
        request.business.name,
        request.consultant.name,
        request.contact_name,
    ):
        assert personal not in shown.text
    forged = address[1][:-2] + ("AA" if not address[1].endswith("AA") else "BB")
    with app.app_context():
        other_purpose = links.make(links.STATUS, 1)
        screen = session.scalars(sa.select(WallScreen)).one()
        missing = links.make(roster.SCREEN, 999_999)
    for wrong in (forged, f"/tavle/{other_purpose}", f"/tavle/{missing}", "/tavle/" + "x" * 999):
        assert client.get(wrong).status_code == 404
    assert lead.post(f"{ROSTER}/skaerme/{screen.id}/luk").status_code == 302
    assert client.get(address[1]).status_code == 404
    assert lead.post(f"{ROSTER}/skaerme/999999/luk").status_code == 404
    assert lead.get(f"{QUEUE}/tavle").status_code == 200


def test_handing_over_on_the_page(
    consultant: Staff, client_for: SignInAs, session: orm.Session
) -> None:
    request: RecruitmentRequest = RequestFactory(consultant=consultant)
    colleague = ConsultantFactory(name="Sille Bang")
    client = client_for(consultant)
    path = f"{QUEUE}/{request.id}"
    assert "Fill this in." in client.post(f"{path}/giv-videre?lang=en").text
    typed = {"hand-over-staff": str(colleague.id), "hand-over-note": "Ring først."}
    assert client.post(f"{path}/giv-videre", data=typed).status_code == 302
    page = text_of(client.get(f"{path}?lang=en"))
    assert "Handed over by a colleague" in page
    assert "Ring først." in page
    session.refresh(request)
    assert request.consultant_id == colleague.id


def test_the_queue_says_which_keys_it_knows(consultant: Staff, client_for: SignInAs) -> None:
    RequestFactory()
    page = client_for(consultant).get(f"{QUEUE}?lang=en").text
    assert "j for the next" in page
    assert "queue.js" in page or "queue." in page
