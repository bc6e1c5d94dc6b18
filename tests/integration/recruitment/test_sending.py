"""An enquiry is stored once, given to a consultant, and confirmed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from portal.accounts.models import BusinessUser, Staff
from portal.core.audit import AuditEvent
from portal.core.errors import Refused
from portal.notifications.models import OutboxMessage
from portal.recruitment import queries
from portal.recruitment.models import RecruitmentRequest, RequestEvent
from portal.recruitment.refusals import RequestRefusal
from portal.recruitment.rules.enquiry import Facts
from portal.recruitment.service import enquiries
from tests.conftest import NOW
from tests.factories.accounts import StaffFactory
from tests.factories.businesses import BusinessFactory
from tests.factories.recruitment import ConsultantFactory, RequestFactory

pytestmark = pytest.mark.usefixtures("in_app")

FACTS = Facts(
    kind="recruitment",
    title="Bager",
    tasks="Bage brød.",
    positions=2,
    hours_per_week=37,
    starts_on=date(2027, 1, 4),
    workplace="Lyngby Torv 2",
    postcode="2800",
    contact_name="Lars",
    contact_phone="45973000",
    contact_email="lars@example.invalid",
)


def send(
    session: orm.Session, owner: BusinessUser, facts: Facts = FACTS, key: str | None = None
) -> RecruitmentRequest:
    return enquiries.send(
        session, owner.business_id, facts, user_id=owner.id, idempotency_key=key, now=NOW
    )


def test_it_is_received_confirmed_and_given_to_somebody(
    session: orm.Session, owner: BusinessUser, consultant: Staff
) -> None:
    request = send(session, owner)
    log = session.execute(sa.select(RequestEvent.kind, RequestEvent.at)).all()
    assert log == [("received", NOW), ("receipt_sent", NOW)]
    assert request.consultant_id == consultant.id
    told = session.scalars(sa.select(OutboxMessage).where(OutboxMessage.channel == "inbox")).all()
    by_kind = {message.kind: message for message in told}
    assert by_kind["request_assigned"].recipient_id == consultant.id
    receipt = by_kind["request_received"]
    assert receipt.recipient_id == owner.id
    assert "kl. 10.00" in receipt.body
    assert "torsdag den 26. november" in receipt.body


def test_each_step_is_in_the_audit_trail(
    session: orm.Session, owner: BusinessUser, consultant: Staff
) -> None:
    request = send(session, owner)
    trail = session.scalars(
        sa.select(AuditEvent).where(AuditEvent.subject == "recruitment_request")
    ).all()
    assert [(e.action, e.audience, e.subject_id) for e in trail] == [
        ("received", "business", str(request.id)),
        ("receipt_sent", None, str(request.id)),
    ]


def test_the_same_key_again_is_the_same_enquiry(
    session: orm.Session, owner: BusinessUser, consultant: Staff
) -> None:
    first = send(session, owner, key="a")
    assert send(session, owner, key="a").id == first.id
    assert session.scalar(sa.select(sa.func.count()).select_from(RecruitmentRequest)) == 1
    assert send(session, owner, key="b").id != first.id


def test_another_company_may_use_the_same_key(
    session: orm.Session, owner: BusinessUser, consultant: Staff
) -> None:
    other = BusinessFactory()
    mine = send(session, owner, key="a")
    theirs = enquiries.send(session, other.id, FACTS, user_id=None, idempotency_key="a", now=NOW)
    assert theirs.id != mine.id


def test_the_named_contact_gets_it(
    session: orm.Session, owner: BusinessUser, consultant: Staff
) -> None:
    named = ConsultantFactory()
    for _ in range(3):
        RequestFactory(consultant=named)
    business = session.get_one(enquiries.Business, owner.business_id)
    business.named_contact_id = named.id
    assert send(session, owner).consultant_id == named.id
    named.active = False
    assert send(session, owner).consultant_id == consultant.id


def test_otherwise_whoever_has_the_fewest_open_requests(
    session: orm.Session, owner: BusinessUser, consultant: Staff
) -> None:
    free = ConsultantFactory()
    RequestFactory(consultant=consultant)
    for _ in range(2):
        RequestFactory(consultant=free, happened=["answered", "closed"])
    assert send(session, owner).consultant_id == free.id


def test_caseworkers_get_none_and_team_leads_only_in_need(
    session: orm.Session, owner: BusinessUser
) -> None:
    StaffFactory(role="caseworker")
    with pytest.raises(Refused) as refused:
        send(session, owner)
    assert refused.value.refusal is RequestRefusal.NOBODY_HERE
    lead = StaffFactory(role="team_lead")
    assert send(session, owner).consultant_id == lead.id


@pytest.mark.parametrize(
    ("starts_on", "refusal"),
    [
        (date(2026, 11, 22), RequestRefusal.START_PAST),
        (date(2029, 1, 1), RequestRefusal.START_TOO_FAR),
    ],
)
def test_an_impossible_start_is_refused_and_nothing_stored(
    session: orm.Session,
    owner: BusinessUser,
    consultant: Staff,
    starts_on: date,
    refusal: RequestRefusal,
) -> None:
    with pytest.raises(Refused) as refused:
        send(session, owner, replace(FACTS, starts_on=starts_on))
    assert refused.value.refusal is refusal
    assert session.scalar(sa.select(sa.func.count()).select_from(RecruitmentRequest)) == 0


def test_the_company_sees_it_with_both_deadlines(
    session: orm.Session, owner: BusinessUser, consultant: Staff
) -> None:
    request = send(session, owner)
    RequestFactory()  # another company's
    (summary,) = queries.for_business(session, owner.business_id, NOW)
    assert summary.id == request.id
    assert summary.consultant_name == consultant.name
    answer, candidates = summary.progress.answer, summary.progress.candidates
    assert answer is not None
    assert candidates is not None
    assert answer.due == NOW + timedelta(hours=24)
    assert candidates.due == NOW + timedelta(hours=72)


def test_open_enquiries_come_first_then_the_latest(
    session: orm.Session, owner: BusinessUser, consultant: Staff
) -> None:
    business = session.get_one(enquiries.Business, owner.business_id)
    days = [
        ("old", NOW - timedelta(days=9), []),
        ("closed", NOW - timedelta(days=1), ["answered", "closed"]),
        ("new", NOW - timedelta(days=2), []),
    ]
    for title, at, kinds in days:
        RequestFactory(title=title, business=business, happened=kinds, happened__at=at)
    found = queries.for_business(session, owner.business_id, NOW)
    assert [summary.title for summary in found] == ["new", "old", "closed"]
