"""The management report: drafted, commented, approved by somebody else, by whom it may be."""

import hashlib
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm
from sqlalchemy.exc import IntegrityError

from portal.accounts.models import Staff
from portal.core import clock, policy
from portal.core.access import Role
from portal.core.errors import Refused
from portal.targets import queries, service
from portal.targets.models import Report, ReportComment
from portal.targets.refusals import TargetsRefusal
from portal.targets.rules import reports as rules
from portal.targets.rules.quarters import Quarter
from tests.conftest import NOW
from tests.factories.accounts import BusinessUserFactory, CitizenFactory, StaffFactory
from tests.integration.conftest import SignInAs
from tests.integration.targets.reporting import (
    KOMMUNE,
    LIST,
    Q2_2014,
    acting,
    approved,
    content_of,
    drafted,
    mark_of,
)
from tests.statements import counted


@pytest.fixture(autouse=True)
def present(app: Flask, session: orm.Session) -> Iterator[None]:
    session.info["app"] = app
    with clock.frozen(NOW):
        yield


def test_from_draft_to_frozen_report(
    client_for: SignInAs, session: orm.Session, ida: Staff, hanne: Staff
) -> None:
    writer, lead = client_for(ida), client_for(hanne)
    answer = writer.post(LIST, data={"quarter": "2014-Q2", "reason": ""})
    assert answer.headers["Location"] == Q2_2014
    page = writer.get(f"{Q2_2014}?lang=en").text
    assert "somebody else must approve it" not in page  # an analyst approves nothing
    assert "a team lead or an administrator approves the report" in page
    answer = writer.post(f"{Q2_2014}/omraade/0", data={"words": "Det går fremad."})
    assert answer.headers["Location"] == Q2_2014
    page = lead.get(f"{Q2_2014}?lang=en").text
    assert "Det går fremad." in page
    assert "Approve and freeze" in page
    assert lead.post(f"{Q2_2014}/godkend", data={"seen": mark_of(page)}).status_code == 302
    frozen = lead.get(f"{Q2_2014}?lang=en")
    assert "The files are being made" in frozen.text
    assert frozen.headers["Refresh"] == "5"
    assert "Approve and freeze" not in frozen.text
    report = session.scalars(sa.select(Report)).one()
    assert report.checksum == hashlib.sha256((report.content or "").encode()).hexdigest()
    said = content_of(report)
    assert (said.drafted_by, said.approved_by) == ("Ida Frandsen", "Hanne Vestergaard")
    assert said.figures.areas[0].comment == "Det går fremad."
    job = session.execute(
        sa.text("SELECT args FROM procrastinate_jobs WHERE task_name = :name"),
        {"name": service.reports.MAKE_FILES},
    ).scalar_one()
    assert job["report_id"] == report.id


def test_the_report_of_2014_says_what_the_municipality_said(
    session: orm.Session, ida: Staff, hanne: Staff
) -> None:
    content = content_of(approved(session, drafted(session, ida), hanne))
    lines = {line.key: line for _area, line in rules.rows(content.figures)}
    assert {key: line.verdict_word for key, line in lines.items()} == {
        "foertidspension": "Opfyldt",
        "langtidsledighed": "Opfyldt",
        "samarbejdsgrad": "",
        "unge_offentlig_forsoergelse": "På rette vej",
        "ledighedsydelse": "På rette vej",
        "ledige_akademikere": "På rette vej",
        "kontanthjaelp": "Opfyldt",
        "virksomhedsrettet_aktivering": "Opfyldt",
    }
    one = lines["ledighedsydelse"]
    assert (one.value, one.cluster, one.whole_country) == (22.7, 8.5, -9.2)
    assert one.period == "juni 2014"
    assert one.target_words == "en stigning på højst 21\N{NO-BREAK SPACE}%"


def test_who_drafted_does_not_approve(
    client_for: SignInAs, session: orm.Session, hanne: Staff
) -> None:
    report = drafted(session, hanne)
    session.commit()
    lead = client_for(hanne)
    page = lead.get(f"{Q2_2014}?lang=en").text
    assert "You made the draft yourself" in page
    assert "Approve and freeze" not in page
    seen = service.reports.mark(queries.commented(session, report))
    assert (
        "somebody else must approve"
        in lead.post(f"{Q2_2014}/godkend?lang=en", data={"seen": seen}, follow_redirects=True).text
    )
    with pytest.raises(IntegrityError, match="report_seen_by_four_eyes"), session.begin_nested():
        session.execute(
            sa.text(
                "UPDATE management_report SET approved_by_id = drafted_by_id, approved_at = now(),"
                " content = '', checksum = encode(sha256(''), 'hex')"
            )
        )


def test_what_changed_after_the_look_is_not_approved(
    client_for: SignInAs, session: orm.Session, ida: Staff, hanne: Staff
) -> None:
    report = drafted(session, ida)
    session.commit()
    lead = client_for(hanne)
    seen = mark_of(lead.get(Q2_2014).text)
    area = queries.commented(session, report).areas[2].key
    service.reports.comment(session, report, area, "Nyt", actor=acting(ida), now=NOW)
    session.commit()
    page = lead.post(f"{Q2_2014}/godkend?lang=en", data={"seen": seen}, follow_redirects=True).text
    assert "have changed since you looked" in page
    session.refresh(report)
    assert report.approved_at is None


def test_two_writers_of_one_comment_see_each_other(
    client_for: SignInAs, session: orm.Session, ida: Staff, hanne: Staff
) -> None:
    drafted(session, ida)
    session.commit()
    first, second = client_for(ida), client_for(hanne)
    address = f"{Q2_2014}/omraade/1"
    seen = mark_of(first.get(address).text)
    second.post(address, data={"words": "Hannes ord", "seen": seen})
    answer = first.post(address, data={"words": "Idas ord", "seen": seen})
    assert answer.status_code == 409
    assert "Hannes ord" in answer.text
    assert "Idas ord" in answer.text
    first.post(address, data={"words": "Idas ord", "seen": mark_of(answer.text)})
    assert session.scalars(sa.select(ReportComment.words)).one() == "Idas ord"
    first.post(address, data={"words": ""})
    assert session.scalars(sa.select(ReportComment.words)).all() == []


def test_a_long_comment_is_kept_and_refused(
    client_for: SignInAs, session: orm.Session, ida: Staff
) -> None:
    drafted(session, ida)
    session.commit()
    answer = client_for(ida).post(f"{Q2_2014}/omraade/0", data={"words": "x" * 2001})
    assert answer.status_code == 422
    assert "x" * 2001 in answer.text


@pytest.mark.parametrize(
    ("quarter", "refusal"),
    [("2026-Q4", TargetsRefusal.QUARTER_NOT_OVER), ("2027-Q1", TargetsRefusal.QUARTER_NOT_OVER)],
)
def test_a_quarter_must_be_over(
    session: orm.Session, ida: Staff, quarter: str, refusal: TargetsRefusal
) -> None:
    with pytest.raises(Refused) as refused:
        drafted(session, ida, quarter)
    assert refused.value.refusal is refusal


def test_one_draft_a_quarter_and_a_reason_for_each_correction(
    client_for: SignInAs, session: orm.Session, ida: Staff, hanne: Staff
) -> None:
    report = drafted(session, ida)
    with pytest.raises(Refused) as refused:
        drafted(session, hanne)
    assert refused.value.refusal is TargetsRefusal.DRAFT_THERE
    approved(session, report, hanne)
    client = client_for(ida)
    answer = client.post(f"{LIST}?lang=en", data={"quarter": "2014-Q2", "reason": ""})
    assert answer.status_code == 409
    assert "Say why it must be corrected" in answer.text
    answer = client.post(LIST, data={"quarter": "2014-Q2", "reason": "Et tal var forkert"})
    assert answer.headers["Location"] == f"{LIST}/2014-Q2/2"
    session.expire_all()
    first, second = session.scalars(sa.select(Report).order_by(Report.version))
    assert (first.reason, second.reason) == ("", "Et tal var forkert")
    assert first.approved_at is not None


def test_a_draft_can_be_thrown_away_and_an_approved_report_can_not(
    client_for: SignInAs, session: orm.Session, ida: Staff, hanne: Staff
) -> None:
    report = drafted(session, ida)
    area = queries.commented(session, report).areas[0].key
    service.reports.comment(session, report, area, "Ord", actor=acting(ida), now=NOW)
    session.commit()
    client = client_for(ida)
    assert client.post(f"{Q2_2014}/kasser").headers["Location"] == LIST
    assert session.scalars(sa.select(Report)).all() == []
    approved(session, drafted(session, ida), hanne)
    for action in ("kasser", "nye-tal"):
        answer = client.post(f"{Q2_2014}/{action}?lang=en", follow_redirects=True)
        assert "nothing in it can be changed any more" in answer.text
    assert client.get(f"{Q2_2014}/omraade/0").status_code == 404


def test_the_roles(client_for: SignInAs, session: orm.Session, ida: Staff, hanne: Staff) -> None:
    drafted(session, ida, "2026-Q2")
    approved(session, drafted(session, ida), hanne)
    draft = f"{LIST}/2026-Q2/1"
    assert client_for(StaffFactory(role="department")).get(LIST).status_code == 403
    for role in policy.INSIDE.roles:
        client = client_for(StaffFactory(role=role.value))
        writes = role in (Role.ANALYST, Role.TEAM_LEAD, Role.ADMINISTRATOR)
        approves = role in (Role.TEAM_LEAD, Role.ADMINISTRATOR)
        assert client.get(LIST).status_code == 200
        assert client.get(Q2_2014).status_code == 200
        assert client.get(draft).status_code == (200 if writes else 404)
        assert ("2026-Q2/1" in client.get(LIST).text) is writes
        assert client.get(f"{draft}/omraade/0").status_code == (200 if writes else 403)
        bad = {"quarter": "1900-Q1"}
        assert client.post(LIST, data=bad).status_code == (422 if writes else 403)
        for action in ("nye-tal", "omraade/0"):
            status = client.post(f"{draft}/{action}", data={"words": "x"}).status_code
            assert status == (302 if writes else 403)
        status = client.post(f"{draft}/godkend", data={}).status_code
        assert status == (302 if approves else 403)
        if not writes:
            assert client.post(f"{draft}/kasser").status_code == 403
    for person in (CitizenFactory(), BusinessUserFactory()):
        for path in (LIST, Q2_2014, f"{Q2_2014}/fil/pdf"):
            assert client_for(person).get(path).status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "2014-Q3/1",
        "2014-Q2/2",
        "2014-Q2/99999",
        "x/1",
        "2014-Q2/1/omraade/100",
        "2014-Q2/1/fil/pdf",
    ],
)
def test_what_is_no_report_is_not_found(
    client_for: SignInAs, session: orm.Session, ida: Staff, hanne: Staff, path: str
) -> None:
    approved(session, drafted(session, ida), hanne)
    assert client_for(ida).get(f"{LIST}/{path}").status_code == 404


def test_pages_take_few_statements(
    client_for: SignInAs, engine: sa.Engine, session: orm.Session, ida: Staff, hanne: Staff,
    files: dict[str, bytes],
) -> None:  # fmt: skip
    drafted(session, ida, "2026-Q2")
    session.commit()
    client = client_for(ida)
    for path, most in (
        (LIST, 2), (Q2_2014, 3), (f"{LIST}/2026-Q2/1", 4), (f"{LIST}/2026-Q2/1/omraade/0", 3),
    ):  # fmt: skip
        with counted(engine) as sent:
            client.get(path)
        assert len(sent) <= most, (path, sent)
    with counted(engine) as sent:
        queries.figures_of(session, Quarter(2026, 3), KOMMUNE, NOW)
    assert len(sent) <= 24, sent
