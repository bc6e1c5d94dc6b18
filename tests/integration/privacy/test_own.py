"""A person sees what there is, has a copy, asks for corrections and deletes what may go."""

import json
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import BusinessUser, Citizen, Staff
from portal.core import clock
from portal.core import worker as core_worker
from portal.core.audit import AuditEvent
from portal.cv.models import Cv
from portal.exports import jobs
from portal.exports.models import ExportOrder, ExportPiece
from portal.joblog.models import JobLogEntry
from portal.notifications.models import OutboxMessage
from portal.privacy.models import DataCorrection, DataRequest, Deletion, Restriction
from tests.factories.accounts import BusinessUserFactory, CitizenFactory, StaffFactory
from tests.factories.cv import CvFactory
from tests.factories.joblog import JobLogEntryFactory
from tests.integration.conftest import SignInAs, english
from tests.statements import counted

pytestmark = pytest.mark.usefixtures("at_now")

OWN, DESK = "/borger/mine-data", "/personale/databeskyttelse"


@pytest.fixture
def citizen(session: orm.Session) -> Citizen:
    made: Citizen = CitizenFactory(name="Anna Holm")
    return made


@pytest.fixture
def client(client_for: SignInAs, citizen: Citizen) -> FlaskClient:
    return english(client_for(citizen))


@pytest.fixture
def lead(session: orm.Session, citizen: Citizen) -> Staff:
    made: Staff = StaffFactory(role="team_lead", team=citizen.caseworker.team)
    return made


def copies(session: orm.Session) -> list[ExportOrder]:
    return list(session.scalars(sa.select(ExportOrder).order_by(ExportOrder.id)))


def made(app: Flask, session: orm.Session) -> ExportOrder:
    """The latest copy, as the worker makes it."""
    core_worker.worker_app[:] = [app]
    copy = copies(session)[-1]
    jobs.make(order_id=copy.id)
    session.expire_all()
    return copies(session)[-1]


def test_the_copy_is_made_by_the_worker_and_fetched_until_it_expires(
    app: Flask, client: FlaskClient, session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    JobLogEntryFactory(citizen=citizen, title="Bager")
    page = client.get(OWN).text
    assert "Make a copy" in page
    client.post(f"{OWN}/kopi")
    client.post(f"{OWN}/kopi")
    assert len(copies(session)) == 1
    assert "We are making your copy" in client.get(OWN).text
    copy = made(app, session)
    told = session.scalars(
        sa.select(OutboxMessage).where(OutboxMessage.kind == "data_copy_ready")
    ).all()
    assert {one.channel for one in told} == {"inbox", "email"}
    page = client.get(OWN).text
    assert f"{OWN}/kopi/{copy.id}.json" in page
    got = client.get(f"{OWN}/kopi/{copy.id}.json")
    assert got.headers["Content-Disposition"] == 'attachment; filename="mine-data.json"'
    told_of = {
        table["table"]: table["rows"] for part in got.json["parts"] for table in part["tables"]
    }
    assert told_of["job_log_entry"][0]["title"] == "Bager"
    assert told_of["citizen"][0]["cpr_encrypted"].startswith("610192")
    assert "cpr_hmac" not in told_of["citizen"][0]
    assert any(row["action"] == "ask" for row in told_of["audit_event"])
    if "pdf" in copy.endings:
        assert client.get(f"{OWN}/kopi/{copy.id}.pdf").data.startswith(b"%PDF")
    with clock.frozen(now + timedelta(days=8)):
        assert client.get(f"{OWN}/kopi/{copy.id}.json").status_code in (302, 404)
    exported = session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "export")).all()
    assert {one.citizen_id for one in exported} == {citizen.id}


def test_nobody_fetches_anothers_copy(
    app: Flask, client: FlaskClient, client_for: SignInAs, session: orm.Session
) -> None:
    client.post(f"{OWN}/kopi")
    copy = made(app, session)
    for other in (CitizenFactory(), BusinessUserFactory()):
        where = OWN if isinstance(other, Citizen) else "/virksomhed/mine-data"
        stranger = client_for(other)
        there = stranger.get(f"{where}/kopi/{copy.id}.json")
        missing = stranger.get(f"{where}/kopi/{copy.id + 999}.json")
        assert (there.status_code, missing.status_code) == (404, 404)


def test_a_business_user_has_a_copy_too(
    app: Flask, client_for: SignInAs, session: orm.Session
) -> None:
    user: BusinessUser = BusinessUserFactory(name="Lars Bruun")
    client = english(client_for(user))
    where = "/virksomhed/mine-data"
    assert "Make a copy" in client.get(where).text
    client.post(f"{where}/kopi")
    copy = made(app, session)
    pieces = session.scalars(
        sa.select(ExportPiece.content)
        .where(ExportPiece.order_id == copy.id, ExportPiece.ending == "json")
        .order_by(ExportPiece.number)
    )
    found = json.loads(b"".join(pieces))
    (row,) = (
        table["rows"][0]
        for part in found["parts"]
        for table in part["tables"]
        if table["table"] == "business_user"
    )
    assert (row["name"], row["id"]) == ("Lars Bruun", user.id)
    assert client.get(f"{where}/slet").status_code == 404


def asked(client: FlaskClient, kind: str, **more: str) -> None:
    page = client.get(f"{OWN}/bed-om").text
    key = page.split('name="key"')[1].split('value="')[1].split('"')[0]
    data = {"kind": kind, "words": "Det er forkert", "about": "person", "key": key} | more
    for _ in range(2):  # a double click is one request
        assert client.post(f"{OWN}/bed-om", data=data).status_code == 302


def test_a_correction_restricts_until_decided_and_keeps_what_it_said(
    client: FlaskClient, client_for: SignInAs, session: orm.Session, citizen: Citizen, lead: Staff
) -> None:
    asked(client, "correct")
    request = session.scalars(sa.select(DataRequest)).one()
    assert request.answer_by == date(2026, 12, 23)
    page = client.get(OWN).text
    assert "The use of your data is restricted" in page
    assert "Wednesday 23 December" in page
    desk = english(client_for(lead))
    assert "Anna Holm" in desk.get(DESK).text
    answer = {"decision": "granted", "reason": "Du har ret.", "name": "Anna Holm Lind"}
    assert desk.post(f"{DESK}/{request.id}", data=answer).status_code == 302
    assert desk.post(f"{DESK}/{request.id}", data=answer).status_code == 409
    session.expire_all()
    assert citizen.name == "Anna Holm Lind"
    kept = session.scalars(sa.select(DataCorrection)).one()
    assert (kept.field, kept.before, kept.after) == ("name", "Anna Holm", "Anna Holm Lind")
    assert session.scalars(sa.select(Restriction)).one().lifted_at is not None
    page = client.get(OWN).text
    assert "Du har ret." in page
    assert "Anna Holm → Anna Holm Lind" in page
    told = session.scalars(
        sa.select(OutboxMessage.body).where(
            OutboxMessage.kind == "data_request_decided", OutboxMessage.channel != "inbox"
        )
    ).all()
    assert told
    assert not any("Du har ret" in body for body in told)


def test_a_no_keeps_the_citizens_view_with_the_data(
    client: FlaskClient, client_for: SignInAs, session: orm.Session, lead: Staff
) -> None:
    asked(client, "correct")
    request = session.scalars(sa.select(DataRequest)).one()
    desk = client_for(lead)
    silent = desk.post(f"{DESK}/{request.id}", data={"decision": "refused", "reason": " "})
    assert silent.status_code == 422
    desk.post(f"{DESK}/{request.id}", data={"decision": "refused", "reason": "Det står rigtigt."})
    view = session.scalars(sa.select(DataCorrection)).one()
    assert (view.field, view.after) == ("view", "Det er forkert")


def test_an_objection_that_is_granted_stays_restricted_until_somebody_lifts_it(
    client: FlaskClient, client_for: SignInAs, session: orm.Session, lead: Staff
) -> None:
    asked(client, "object")
    request = session.scalars(sa.select(DataRequest)).one()
    desk = english(client_for(lead))
    desk.post(f"{DESK}/{request.id}", data={"decision": "granted", "reason": "Vi stopper."})
    restriction = session.scalars(sa.select(Restriction)).one()
    assert restriction.lifted_at is None
    lifted = desk.post(f"{DESK}/{request.id}/ophaev", data={"lift-because": "Aftalt med dig."})
    assert lifted.status_code == 302
    session.refresh(restriction)
    assert restriction.lifted_by_id == lead.id
    inbox = session.scalars(
        sa.select(OutboxMessage).where(
            OutboxMessage.kind == "restriction_lifted", OutboxMessage.channel == "inbox"
        )
    ).one()
    assert "Aftalt med dig." in inbox.body


def test_more_time_is_given_once_with_a_reason(
    client: FlaskClient, client_for: SignInAs, session: orm.Session, lead: Staff
) -> None:
    asked(client, "restrict")
    request = session.scalars(sa.select(DataRequest)).one()
    desk = client_for(lead)
    for _ in range(2):
        desk.post(f"{DESK}/{request.id}/laengere", data={"longer-because": "Vi venter på svar."})
    session.refresh(request)
    assert request.answer_by == date(2027, 2, 23)


def test_who_decides_what(
    client: FlaskClient, client_for: SignInAs, session: orm.Session, citizen: Citizen
) -> None:
    asked(client, "restrict")
    request = session.scalars(sa.select(DataRequest)).one()
    other_lead = client_for(StaffFactory(role="team_lead"))
    assert "Anna Holm" not in other_lead.get(DESK).text
    assert other_lead.get(f"{DESK}/{request.id}").status_code == 404
    assert client_for(citizen.caseworker).get(DESK).status_code == 403
    administrator = client_for(StaffFactory(role="administrator"))
    assert administrator.get(f"{DESK}/{request.id}").status_code == 200
    assert client.get(DESK).status_code == 403


def test_a_request_can_be_taken_back_by_its_own_person_only(
    client: FlaskClient, client_for: SignInAs, session: orm.Session
) -> None:
    asked(client, "object")
    request = session.scalars(sa.select(DataRequest)).one()
    back = f"{OWN}/bed-om/{request.id}/fortryd"
    assert client_for(CitizenFactory()).post(back).status_code == 404
    assert client.post(back).status_code == 302
    session.expire_all()
    assert request.decision == "taken_back"
    assert session.scalars(sa.select(Restriction)).one().lifted_at is not None


def test_what_may_go_is_deleted_at_once_and_the_rest_is_explained(
    client: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    CvFactory(citizen_id=citizen.id)
    entry = JobLogEntryFactory(citizen=citizen, title="Bager", note="Husk")
    page = client.get(f"{OWN}/slet").text
    assert "This is deleted at once" in page
    assert "Jobs you have applied for" in page
    assert session.scalar(sa.select(sa.func.count()).select_from(Cv)) == 1
    assert client.post(f"{OWN}/slet").status_code == 302
    session.expire_all()
    assert session.scalar(sa.select(sa.func.count()).select_from(Cv)) == 0
    kept = session.scalars(sa.select(JobLogEntry)).one()
    assert (kept.id, kept.title, kept.note) == (entry.id, "Bager", "")
    lines = session.scalars(sa.select(Deletion).where(Deletion.rule == "request")).all()
    assert {(one.table_name, one.rule) for one in lines} == {
        ("cv", "request"), ("job_log_entry", "request"),
    }  # fmt: skip
    assert {one.subject is None for one in lines} == {False}
    before = session.scalar(sa.select(sa.func.count()).select_from(AuditEvent))
    client.post(f"{OWN}/slet")
    assert session.scalar(sa.select(sa.func.count()).select_from(AuditEvent)) == before
    assert "nothing that can be deleted at once" in client.get(f"{OWN}/slet").text


def test_the_pages_take_few_statements(
    client: FlaskClient, client_for: SignInAs, engine: sa.Engine, lead: Staff,
    session: orm.Session,
) -> None:  # fmt: skip
    asked(client, "object")
    request = session.scalars(sa.select(DataRequest)).one()
    desk = client_for(lead)
    for who, path, most in (
        (client, OWN, 6),
        (client, f"{OWN}/bed-om", 1),
        (client, f"{OWN}/slet", 4),
        (client, "/privatliv", 4),
        (desk, DESK, 2),
        (desk, f"{DESK}/{request.id}", 6),
    ):
        with counted(engine) as sent:
            assert who.get(path).status_code == 200
        assert len(sent) - 1 <= most, path + "\n" + "\n".join(sent)  # one is the sign-in


@pytest.mark.parametrize("lang", ["da", "en"])
def test_the_page_for_everybody_says_how_long_by_the_rules_in_force(app: Flask, lang: str) -> None:
    page = app.test_client().get(f"/privatliv?lang={lang}").text
    for word in ("2 år", "5 år", "6 måneder") if lang == "da" else ("2 years", "6 months"):
        assert word in page


def test_a_new_period_is_written_for_a_coming_day_and_shown(
    client_for: SignInAs, session: orm.Session
) -> None:
    client = english(client_for(StaffFactory(role="administrator")))
    kept = f"{DESK}/opbevaring"
    assert "Rules of keeping" in client.get(kept).text
    new = {
        "amount": "3", "unit": "years", "reason": "Besluttet i udvalget.",
        "valid_from-day": "1", "valid_from-month": "1", "valid_from-year": "2027",
    }  # fmt: skip
    assert client.post(f"{kept}/talks", data=new).status_code == 302
    assert "another period holds" in client.get(kept).text
    for wrong in ({"valid_from-year": "2020"}, {"amount": "0"}, {"amount": "9999"}):
        assert client.post(f"{kept}/talks", data=new | wrong).status_code == 409
    short = new | {"amount": "30", "unit": "days"}
    assert client.post(f"{kept}/journal", data=short).status_code == 409
    assert client.get(f"{kept}/nothing").status_code == 404
    assert client_for(StaffFactory(role="team_lead")).get(kept).status_code == 403
