"""How candidates are put in order and shown: every version is read by all, written by few."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Staff
from portal.core import clock
from portal.core.audit import AuditEvent
from portal.recruitment import queries
from portal.recruitment.models import MatchWeight, ShareRule
from portal.recruitment.queries.pipeline import share_rule
from tests.conftest import NOW
from tests.factories.accounts import StaffFactory
from tests.integration.conftest import SignInAs
from tests.integration.supported.conftest import days, english
from tests.statements import counted

PATH = "/personale/regelbog/kandidater"
TODAY = clock.local_date(NOW)
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def _monday(consultant: Staff) -> object:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def desk(client_for: SignInAs) -> FlaskClient:
    return english(client_for(StaffFactory(role="administrator")))


def weights(day: date = TOMORROW, **changes: str) -> dict[str, str]:
    names = (
        "occupation", "required", "wished", "experience", "hours", "start", "distance", "language",
    )  # fmt: skip
    numbers = {f"vaegte-{name}": "10" for name in names}
    more = {f"vaegte-{name}": value for name, value in changes.items()}
    said = {"vaegte-source": "Udvalget 24. november"}
    return numbers | said | days("vaegte-valid_from", day.isoformat()) | more


def sharing(number: str, day: date = TOMORROW) -> dict[str, str]:
    return {
        "deling-days": number,
        "deling-feedback_after_days": "7",
        "deling-source": "Databeskyttelsesrådgiveren",
        **days("deling-valid_from", day.isoformat()),
    }


def test_a_new_version_holds_from_its_day(session: orm.Session, desk: FlaskClient) -> None:
    before, _since = queries.weights_on(session, TODAY)
    session.commit()
    assert desk.post(f"{PATH}/vaegte", data=weights()).status_code == 302
    assert desk.post(f"{PATH}/deling", data=sharing("10")).status_code == 302
    assert queries.weights_on(session, TODAY)[0] == before
    assert queries.weights_on(session, TOMORROW)[0].occupation == 10
    assert share_rule(session, TODAY).days == 30
    assert share_rule(session, TOMORROW).days == 10
    page = desk.get(PATH).text
    assert page.count("To come") == 2
    assert "Udvalget 24. november" in page
    noted = sa.select(AuditEvent.subject).where(AuditEvent.action == "add")
    assert {"match_weight", "share_rule"} <= set(session.scalars(noted))


@pytest.mark.parametrize(
    ("kind", "data", "said"),
    [
        ("vaegte", weights(TODAY), "A rule can begin tomorrow at the earliest."),
        ("vaegte", weights(occupation="0", required="0"), "must count for something"),
        ("vaegte", weights(hours="-1"), "Write a number from 0 to 100."),
        ("vaegte", weights(hours="9" * 500), "Write a number from 0 to 100."),
        ("vaegte", weights(source=""), "Write where the rule comes from."),
        ("deling", sharing("0"), "Write a number from 1 to 90."),
        ("deling", sharing("91"), "Write a number from 1 to 90."),
        ("deling", sharing("3", TODAY - timedelta(days=400)), "tomorrow at the earliest"),
    ],
)
def test_what_can_not_be_is_told(
    session: orm.Session, desk: FlaskClient, kind: str, data: dict[str, str], said: str
) -> None:
    answer = desk.post(f"{PATH}/{kind}", data=data)
    assert answer.status_code == 422
    assert said in answer.text
    for model in (MatchWeight, ShareRule):
        assert session.scalar(sa.select(sa.func.count()).select_from(model)) == 1


def test_twice_is_told_and_only_what_is_to_come_is_taken_back(
    session: orm.Session, desk: FlaskClient
) -> None:
    desk.post(f"{PATH}/deling", data=sharing("10"))
    again = desk.post(f"{PATH}/deling", data=sharing("11"))
    assert "A version begins on that day already." in again.text
    away = f"{PATH}/deling/fjern"
    assert desk.post(away, data={"valid_from": "2019-01-01"}).status_code == 302
    assert desk.post(away, data={"valid_from": "2031-01-01"}).status_code == 404
    assert desk.post(away, data={"valid_from": "x" * 1000}).status_code == 400
    assert len(session.scalars(sa.select(ShareRule)).all()) == 2
    session.commit()
    assert desk.post(away, data={"valid_from": TOMORROW.isoformat()}).status_code == 302
    assert len(session.scalars(sa.select(ShareRule)).all()) == 1


@pytest.mark.parametrize(
    ("role", "reads"),
    [("analyst", 200), ("business_consultant", 200), ("caseworker", 200), ("department", 403)],
)
def test_others_read_and_change_nothing(
    session: orm.Session, client_for: SignInAs, role: str, reads: int
) -> None:
    client = client_for(StaffFactory(role=role))
    page = client.get(PATH)
    assert page.status_code == reads
    assert '<form method="post" novalidate' not in page.text
    for end in ("vaegte", "deling", "deling/fjern"):
        assert client.post(f"{PATH}/{end}", data=weights() | sharing("5")).status_code == 403
    assert len(session.scalars(sa.select(MatchWeight)).all()) == 1


def test_the_page_costs_two_statements_of_its_own(engine: sa.Engine, desk: FlaskClient) -> None:
    desk.get(PATH)
    with counted(engine) as sent:
        desk.get(PATH)
    assert len(sent) <= 4
