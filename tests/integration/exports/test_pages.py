"""A file is ordered, made by the worker, fetched by who ordered it, and deleted after its time."""

import csv
import io
from datetime import datetime, timedelta

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Citizen, ProtectedReader, Staff
from portal.core import clock
from portal.core.audit import AuditEvent
from portal.exports.models import ExportPiece
from portal.notifications.models import OutboxMessage
from portal.privacy.service import retention
from tests.factories.accounts import CitizenFactory, StaffFactory
from tests.factories.booking import ObligationFactory
from tests.factories.openings import OpeningFactory, ReferralFactory
from tests.integration.conftest import SignInAs
from tests.integration.exports.conftest import PAGE, made, orders
from tests.statements import counted

OPENINGS = {"kind": "openings", "ending": "csv"}


def told(session: orm.Session) -> set[tuple[str, int]]:
    rows = session.execute(sa.select(OutboxMessage.kind, OutboxMessage.recipient_id))
    return {(kind, who) for kind, who in rows}


def lines(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_from_the_order_to_the_file(
    app: Flask, desk: FlaskClient, session: orm.Session, lead: Staff, now: datetime
) -> None:
    formula = "=cmd|' /C calc'!A0"
    opening = OpeningFactory(title=formula, employer="+Kroen")
    ReferralFactory(opening=opening, answer="yes")
    assert "Your files" not in desk.get(PAGE).text
    for _twice in range(2):
        assert desk.post(PAGE, data=OPENINGS).status_code == 302
    (order,) = orders(session)
    page = desk.get(PAGE).text
    assert "Waiting to begin" in page
    assert "data-watch" in page
    order = made(app, session)
    assert (order.done, order.expected, order.endings) == (1, 1, ["csv"])
    assert told(session) == {("export_ready", lead.id)}
    page = desk.get(PAGE).text
    assert "1 row" in page
    assert "data-watch" not in page
    address = f"{PAGE}/{order.id}/fil.csv"
    assert address in page
    got = desk.get(address)
    assert got.headers["Content-Disposition"] == 'attachment; filename="openings.csv"'
    assert got.headers["Content-Length"] == str(len(got.data)) == str(order.size)
    _heads, row = lines(got.data)
    assert (row[0], row[1], row[-4:]) == (f"'{formula}", "'+Kroen", ["1", "1", "0", "0"])
    trail = session.execute(
        sa.select(AuditEvent.action, AuditEvent.person_id, AuditEvent.details).where(
            AuditEvent.subject == "export_order"
        )
    ).all()
    assert [(action, who) for action, who, _ in trail] == [
        ("ask", lead.id), ("make", None), ("export", lead.id)
    ]  # fmt: skip
    assert trail[-1].details["rows"] == 1
    assert desk.get(f"{PAGE}/{order.id}/fil.xlsx").status_code == 404
    with clock.frozen(now + timedelta(days=8)):
        assert desk.get(address).status_code in (302, 404)


def test_a_workbook_is_whole(app: Flask, desk: FlaskClient, session: orm.Session) -> None:
    OpeningFactory.create_batch(3, title="=1+1")
    desk.post(PAGE, data={"kind": "openings", "ending": "xlsx"})
    order = made(app, session)
    data = desk.get(f"{PAGE}/{order.id}/fil.xlsx").data
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["=1+1"] * 3
    assert sheet["A2"].data_type == "s"


def test_nobody_fetches_or_stops_anothers(
    app: Flask, desk: FlaskClient, client_for: SignInAs, session: orm.Session
) -> None:
    desk.post(PAGE, data=OPENINGS)
    other = client_for(StaffFactory(role="team_lead"))
    order = orders(session)[-1]
    assert other.post(f"{PAGE}/{order.id}/stop").status_code == 404
    order = made(app, session)
    for address in (f"{PAGE}/{order.id}/fil.csv", f"{PAGE}/{order.id + 99}/fil.csv"):
        assert other.get(address).status_code == 404
    assert "Openings" in desk.get(PAGE).text
    assert client_for(CitizenFactory()).get(f"{PAGE}/{order.id}/fil.csv").status_code == 403


def test_who_may_not_any_more_fetches_nothing(
    app: Flask, desk: FlaskClient, session: orm.Session, lead: Staff
) -> None:
    desk.post(PAGE, data=OPENINGS)
    order = made(app, session)
    lead.role = "analyst"
    session.commit()
    assert desk.get(f"{PAGE}/{order.id}/fil.csv").status_code == 404


def test_a_role_lost_meanwhile_ends_the_order(
    app: Flask, desk: FlaskClient, session: orm.Session, lead: Staff
) -> None:
    desk.post(PAGE, data=OPENINGS)
    lead.role = "analyst"
    session.commit()
    order = made(app, session)
    assert order.failed_at is not None
    assert told(session) == {("export_failed", lead.id)}
    assert "Could not be made" in desk.get(PAGE).text


def test_what_one_may_not_order_is_refused(
    client_for: SignInAs, session: orm.Session, desk: FlaskClient
) -> None:
    analyst = client_for(StaffFactory(role="analyst"))
    assert 'kind" value="openings' not in analyst.get(PAGE).text
    for kind, status in (("openings", 403), ("access_log", 403), ("own_data", 403), ("x", 404)):
        assert analyst.post(PAGE, data={"kind": kind, "ending": "csv"}).status_code == status
    for bad in ({"ending": "exe"}, {"ending": "csv", "choice": "2026-10"}, {}):
        assert desk.post(PAGE, data={"kind": "openings"} | bad).status_code == 400
    administrator = client_for(StaffFactory(role="administrator"))
    for month in ("", "2026-13", "1999-01", "2026-10-01"):
        data = {"kind": "access_log", "ending": "csv", "choice": month}
        assert administrator.post(PAGE, data=data).status_code == 400
    assert orders(session) == []


def test_one_waits_for_five_files_at_most(desk: FlaskClient, session: orm.Session) -> None:
    for kind in ("openings", "enquiries", "figures"):
        for ending in ("csv", "xlsx"):
            answer = desk.post(PAGE, data={"kind": kind, "ending": ending})
    assert len(orders(session)) == 5
    assert "as many files" in desk.get(answer.headers["Location"]).text


def test_what_is_stopped_is_not_made(app: Flask, desk: FlaskClient, session: orm.Session) -> None:
    desk.post(PAGE, data=OPENINGS)
    (order,) = orders(session)
    desk.post(f"{PAGE}/{order.id}/stop")
    order = made(app, session)
    assert order.cancelled_at is not None
    assert order.made_at is None
    assert "Stopped" in desk.get(PAGE).text
    desk.post(f"{PAGE}/{order.id}/stop")
    assert "ended already" in desk.get(PAGE).text
    desk.post(PAGE, data=OPENINGS)
    assert len(orders(session)) == 2


def test_citizens_see_that_they_were_taken_out_and_a_hidden_name_stays_hidden(
    app: Flask, desk: FlaskClient, session: orm.Session, lead: Staff, now: datetime
) -> None:
    colleague = StaffFactory(role="caseworker", team=lead.team)
    anna = CitizenFactory(name="Anna Holm", caseworker=colleague)
    hidden = CitizenFactory(name="Hemmelig Person", caseworker=colleague,
                            protected_from=now.date(), protected_source="CPR")  # fmt: skip
    CitizenFactory(name="En Anden")
    ObligationFactory(citizen=anna)
    desk.post(PAGE, data={"kind": "citizens", "ending": "csv"})
    order = made(app, session)
    data = desk.get(f"{PAGE}/{order.id}/fil.csv").data
    assert [row[0] for row in lines(data)[1:]] == ["Anna Holm", "Protected name and address"]
    assert lines(data)[1][-1] != ""
    seen = session.scalars(
        sa.select(AuditEvent.citizen_id).where(
            AuditEvent.action == "export", AuditEvent.subject == "citizen"
        )
    ).all()
    assert sorted(seen) == sorted([anna.id, hidden.id])

    session.add(ProtectedReader(citizen_id=hidden.id, staff_id=lead.id, named_at=now))
    session.flush()
    desk.post(PAGE, data={"kind": "citizens", "ending": "csv"})
    order = made(app, session)
    assert b"Hemmelig Person" in desk.get(f"{PAGE}/{order.id}/fil.csv").data


def test_the_log_of_a_month_names_no_citizen_and_not_ones_own_looks(
    app: Flask, client_for: SignInAs, session: orm.Session, now: datetime
) -> None:
    auditor, mette = StaffFactory(role="administrator"), StaffFactory(name="Mette Krogh")
    anna: Citizen = CitizenFactory(name="Anna Holm")
    october = datetime.fromisoformat("2026-10-31T23:30:00+01:00")
    for at, who in ((october, mette.id), (october, auditor.id), (now, mette.id)):
        session.add(AuditEvent(at=at, audience="staff", person_id=who, role="caseworker",
                               action="read", subject="plan", citizen_id=anna.id))  # fmt: skip
    session.commit()
    client = client_for(auditor)
    client.set_cookie("lang", "en")
    client.post(PAGE, data={"kind": "access_log", "ending": "csv", "choice": "2026-10"})
    order = made(app, session)
    assert "Access log, October 2026" in client.get(PAGE).text
    got = client.get(f"{PAGE}/{order.id}/fil.csv")
    assert 'filename="access-log-2026-10.csv"' in got.headers["Content-Disposition"]
    (row,) = lines(got.data)[1:]
    assert row[:3] == ["2026-10-31 23:30:00", "Mette Krogh", "Caseworker"]
    assert row[6] == str(anna.id)
    assert "Anna" not in got.text


@pytest.mark.parametrize("kind", ["enquiries", "figures"])
def test_every_kind_is_made(app: Flask, desk: FlaskClient, session: orm.Session, kind: str) -> None:
    desk.post(PAGE, data={"kind": kind, "ending": "csv"})
    order = made(app, session)
    assert order.endings == ["csv"]
    assert order.done == order.expected
    assert len(lines(desk.get(f"{PAGE}/{order.id}/fil.csv").data)[0]) > 8


def test_the_page_asks_the_database_once_for_all_orders(
    desk: FlaskClient, engine: sa.Engine
) -> None:
    desk.get(PAGE)
    for kind in ("openings", "enquiries", "figures"):
        desk.post(PAGE, data={"kind": kind, "ending": "csv"})
    with counted(engine) as statements:
        desk.get(PAGE)
    assert len(statements) <= 3, statements


def test_files_are_forgotten_after_their_time(
    app: Flask, desk: FlaskClient, session: orm.Session, now: datetime
) -> None:
    desk.post(PAGE, data=OPENINGS)
    made(app, session)
    for days, left in ((7, 1), (9, 0)):
        list(retention.run(session, now + timedelta(days=days)))
        session.commit()
        assert len(orders(session)) == left
    assert session.scalar(sa.select(sa.func.count()).select_from(ExportPiece)) == 0
