"""What places may be is read by all of staff and changed from a day on by the administrator."""

from datetime import date

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.supported.models import PlacementRule
from portal.supported.queries import rulebook
from tests.factories.accounts import StaffFactory
from tests.integration.conftest import SignInAs
from tests.integration.supported.conftest import BUSINESS, Scene, application, days, english
from tests.integration.supported.test_who_may_do_what import RULE, RULES
from tests.statements import counted


@pytest.fixture
def admin(client_for: SignInAs, scene: Scene) -> FlaskClient:
    return english(client_for(StaffFactory(role="administrator")))


def test_a_new_version_holds_from_its_day_and_decides_what_is_applied_for(
    session: orm.Session, admin: FlaskClient, firm: FlaskClient, scene: Scene
) -> None:
    assert admin.post(RULES, data=RULE).status_code == 302
    before = rulebook(session).on("work_placement", "private", date(2026, 12, 31))
    after = rulebook(session).on("work_placement", "private", date(2027, 1, 1))
    assert before is not None
    assert after is not None
    assert (before.weeks, after.weeks, after.hours_most) == (13, 10, 30)
    page = admin.get(RULES).text
    assert page.count("To come") == 1
    assert "At most 10 weeks" in page
    asked = application(scene, hours_per_week="31", **days("starts_on", "2027-01-04"))
    asked |= days("ends_on", "2027-02-28")
    assert "at most 30 hours a week" in firm.post(f"{BUSINESS}/ny", data=asked).text
    again = admin.post(RULES, data=RULE)
    assert "A version begins on that day already." in again.text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (days("valid_from", "2026-11-23"), "A rule can begin tomorrow at the earliest."),
        ({"length": "0"}, "Write a number from 1 to 104."),
        ({"length": "25", "unit": "months"}, "Write a number from 1 to 24."),
        ({"unit": "years"}, "Choose one of the answers shown."),
        ({"form": "volunteer"}, "Choose one of the answers shown."),
        ({"ratio_each": "9" * 300}, "Write a number from 1 to 1000."),
        ({"source": ""}, "Write where the rule comes from."),
    ],
)
def test_what_can_not_be_is_told(
    session: orm.Session, admin: FlaskClient, changes: dict[str, str], said: str
) -> None:
    before = session.scalar(sa.select(sa.func.count()).select_from(PlacementRule))
    session.commit()
    answer = admin.post(RULES, data=RULE | changes)
    assert answer.status_code == 422
    assert said in answer.text
    assert session.scalar(sa.select(sa.func.count()).select_from(PlacementRule)) == before


def test_what_holds_is_not_taken_back(session: orm.Session, admin: FlaskClient) -> None:
    key = {"form": "work_placement", "sector": "private"}
    away = f"{RULES}/fjern"
    answer = admin.post(away, data=key | {"valid_from": "2014-01-01"}, follow_redirects=True)
    assert "This version is in force." in answer.text
    assert admin.post(away, data=key | {"valid_from": "2030-01-01"}).status_code == 404
    assert admin.post(away, data=key | {"valid_from": "never"}).status_code == 400


@pytest.mark.parametrize(("role", "status"), [("analyst", 200), ("caseworker", 200)])
def test_others_read_it(
    client_for: SignInAs, scene: Scene, engine: sa.Engine, role: str, status: int
) -> None:
    client = client_for(StaffFactory(role=role))
    page = client.get(RULES)
    assert page.status_code == status
    assert "novalidate" not in page.text
    with counted(engine) as sent:
        client.get(RULES)
    assert len(sent) <= 4
