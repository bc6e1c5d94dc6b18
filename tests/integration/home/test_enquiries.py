"""Enquiries on the first pages of businesses and of those who answer them."""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import BusinessUser
from portal.businesses.models import Business
from portal.core import clock
from portal.recruitment.defaults import load_defaults
from portal.recruitment.models import RequestDraft
from tests.factories.accounts import BusinessUserFactory
from tests.factories.businesses import BusinessFactory
from tests.factories.recruitment import ConsultantFactory, RequestFactory
from tests.integration.conftest import SignInAs


@pytest.fixture(autouse=True)
def at_now(now: datetime, session: orm.Session) -> Iterator[None]:
    load_defaults(session)
    with clock.frozen(now):
        yield


@pytest.fixture
def company() -> Business:
    """A company."""
    company: Business = BusinessFactory()
    return company


@pytest.fixture
def person(company: Business) -> BusinessUser:
    """Somebody who acts for a company."""
    person: BusinessUser = BusinessUserFactory(business=company)
    return person


@pytest.fixture
def client(english_for: SignInAs, person: BusinessUser) -> FlaskClient:
    """The person's browser, in English."""
    return english_for(person)


def test_an_empty_overview_says_what_comes(client: FlaskClient) -> None:
    page = client.get("/virksomhed").text
    assert "No enquiries yet" in page
    assert 'href="/virksomhed/ny-henvendelse"' in page


def test_own_enquiries_stand_with_their_clocks(client: FlaskClient, company: Business) -> None:
    own = RequestFactory(title="Bager", business=company)
    RequestFactory(title="Andres smed")
    page = client.get("/virksomhed").text
    assert f'href="/virksomhed/henvendelser/{own.id}"' in page
    assert "Andres smed" not in page
    assert "no later than Tuesday 24 November at 09:00" in page  # 24 hours after nine o'clock
    assert "no later than Thursday 26 November at 09:00" in page
    assert page.count("In good time") == 2


def test_what_was_begun_can_be_found_again(
    client: FlaskClient, session: orm.Session, person: BusinessUser, now: datetime
) -> None:
    key = uuid.uuid4()
    for user, title in ((person, "Kok"), (BusinessUserFactory(), "Andres kok")):
        session.add(
            RequestDraft(
                key=key if user is person else uuid.uuid4(),
                business_user_id=user.id,
                data={"kind": "recruitment", "title": title},
                updated_at=now,
            )
        )
    session.flush()
    page = client.get("/virksomhed").text
    assert f"/virksomhed/ny-henvendelse/{key}/behov" in page
    assert "Kok – Begun Monday 23 November 2026 at 10:00" in page
    assert "Andres kok" not in page


def test_consultants_see_the_three_most_urgent(client_for: SignInAs, now: datetime) -> None:
    for number in range(4):
        RequestFactory(
            title=f"Job {number}", happened=[], happened__at=now - timedelta(hours=number)
        )
    client = client_for(ConsultantFactory())
    client.set_cookie("lang", "en")
    page = client.get("/personale").text
    assert "Job 0" not in page
    assert page.index("Job 3") < page.index("Job 2") < page.index("Job 1")
    assert "Answer: 21 h 0 min left" in page


@pytest.mark.parametrize("language", ["da", "en"])
def test_both_languages(client: FlaskClient, company: Business, language: str) -> None:
    RequestFactory(business=company)
    assert client.get(f"/virksomhed?lang={language}").status_code == 200
