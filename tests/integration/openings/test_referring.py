"""Staff suggest an opening in writing, and what comes of it is noted and counted."""

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Citizen, Staff
from portal.core import clock
from portal.core.access import Actor, Audience, Role
from portal.core.audit import AuditEvent
from portal.core.errors import Refused
from portal.cv.models import Cv
from portal.joblog.models import JobLogEntry
from portal.notifications.models import OutboxMessage
from portal.openings import queries, service
from portal.openings.models import Opening, Referral, ReferralEvent
from portal.openings.service import ReferralRefusal
from tests.conftest import NOW
from tests.factories.accounts import CitizenFactory, StaffFactory
from tests.factories.openings import OpeningFactory, ReferralFactory
from tests.factories.recruitment import RequestFactory
from tests.integration.conftest import SignInAs
from tests.integration.openings.conftest import day, text

LIST = "/personale/jobaabninger"
TODAY = clock.local_date(NOW)
pytestmark = pytest.mark.usefixtures("monday")


def letter(days: int, reason: str = "De lærer dig op.") -> dict[str, str]:
    return {"reason": reason, **day(TODAY + timedelta(days=days), "answer_by")}


def one(session: orm.Session) -> Opening:
    return session.scalars(sa.select(Opening)).one()


def test_a_citizen_is_referred_in_writing_from_both_pages(
    desk: FlaskClient, session: orm.Session, anna: Citizen
) -> None:
    opening = OpeningFactory(source="staff", title="Kok til kantine")
    assert anna.name in text(desk, f"{LIST}/{opening.id}/henvis")
    assert "Kok til kantine" in text(desk, f"/personale/borger/{anna.id}/jobaabninger")
    path = f"{LIST}/{opening.id}/henvis/{anna.id}"
    assert "Wishes: Kok" in text(desk, path)
    for _ in range(2):  # a double click
        assert desk.post(path, data=letter(3)).status_code == 302
    referral = session.scalars(sa.select(Referral)).one()
    assert clock.local(referral.answer_by).strftime("%d %H:%M") == "26 23:59"
    told = session.scalars(
        sa.select(OutboxMessage).where(
            OutboxMessage.kind == "referral_asked", OutboxMessage.channel == "inbox"
        )
    ).one()
    assert "De lærer dig op." in told.body
    assert "De lærer dig op." in text(desk, f"{LIST}/{opening.id}")
    assert anna.name not in text(desk, f"{LIST}/{opening.id}/henvis")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (letter(0), "at least one day"),
        (letter(-5), "at least one day"),
        (letter(90), "more than two months"),
        (letter(10), "own deadline comes before"),
        (letter(3, ""), "Write why"),
        (letter(3, "x" * 100_000), "Write at most 500 characters."),
        ({"reason": "Fordi"}, "Write the day."),
    ],
)
def test_a_letter_without_notice_or_reason_is_refused(
    desk: FlaskClient, session: orm.Session, anna: Citizen, data: dict[str, str], said: str
) -> None:
    opening = OpeningFactory(apply_by=TODAY + timedelta(days=7))
    page = desk.post(f"{LIST}/{opening.id}/henvis/{anna.id}", data=data)
    assert page.status_code == 422
    assert said in page.text
    assert session.scalar(sa.select(sa.func.count()).select_from(Referral)) == 0


def test_where_the_job_leaves_less_than_a_day_nobody_is_asked(
    session: orm.Session, mette: Staff, anna: Citizen
) -> None:
    actor = Actor(Audience.STAFF, mette.id, mette.name, role=Role.CASEWORKER)
    opening = OpeningFactory(apply_by=TODAY)
    with pytest.raises(Refused) as refused:
        service.refer(
            session, actor, opening.id, anna.id,
            reason="Fordi", answer_by=NOW + timedelta(days=3), now=NOW,
        )  # fmt: skip
    assert refused.value.refusal is ReferralRefusal.NO_TIME


def test_a_hidden_cv_and_a_second_question_are_refused(
    desk: FlaskClient, session: orm.Session, anna: Citizen
) -> None:
    opening = OpeningFactory()
    path = f"{LIST}/{opening.id}/henvis/{anna.id}"
    desk.post(path, data=letter(3))
    again = desk.post(path, data=letter(3, "En anden grund"))
    assert again.status_code == 422
    assert "has been asked about the opening before" in again.text
    session.get_one(Cv, anna.id).visible_to_staff = False
    session.commit()
    assert "has hidden the CV" in text(desk, path)
    other = OpeningFactory()
    assert desk.post(f"{LIST}/{other.id}/henvis/{anna.id}", data=letter(3)).status_code == 422


def test_anothers_citizen_and_referral_are_missing_ones(
    desk: FlaskClient, session: orm.Session
) -> None:
    opening = OpeningFactory()
    stranger = CitizenFactory()
    foreign = ReferralFactory(citizen=stranger, answer="yes", reason="HEMMELIG")
    for path in (
        f"{LIST}/{opening.id}/henvis/{stranger.id}",
        f"/personale/borger/{stranger.id}/jobaabninger",
        f"/personale/borger/{10**30}/jobaabninger",
        f"{LIST}/999999",
        f"{LIST}/{10**30}",
    ):
        assert desk.get(path).status_code == 404, path
    assert desk.post(f"{LIST}/{opening.id}/henvis/{stranger.id}", data=letter(3)).status_code == 404
    for end in ("udfald", "traek-tilbage"):
        path = f"{LIST}/henvisning/{foreign.id}/{end}"
        assert desk.post(path, data={"kind": "hired"}).status_code == 404
    page = text(desk, f"{LIST}/{foreign.opening_id}")
    assert "A colleague has asked 1 more citizen." in page
    assert stranger.name not in page
    assert "HEMMELIG" not in page


def test_a_question_can_be_taken_back_while_it_waits(
    desk: FlaskClient, session: orm.Session, anna: Citizen
) -> None:
    referral = ReferralFactory(citizen=anna)
    path = f"{LIST}/henvisning/{referral.id}/traek-tilbage"
    for _ in range(2):
        assert desk.post(path).status_code == 302
    session.expire_all()
    assert referral.withdrawn_at == NOW
    assert queries.waiting_for_answer(session, anna.id, NOW) == []
    answered = ReferralFactory(citizen=anna, answer="yes")
    desk.post(f"{LIST}/henvisning/{answered.id}/traek-tilbage")
    session.expire_all()
    assert answered.withdrawn_at is None


def test_what_came_of_it_is_noted_once_and_counted(
    desk: FlaskClient, session: orm.Session, anna: Citizen
) -> None:
    referral = ReferralFactory(citizen=anna, answer="yes")
    session.add(ReferralEvent(referral_id=referral.id, kind="asked", at=NOW))
    session.add(ReferralEvent(referral_id=referral.id, kind="yes", at=NOW))
    session.flush()
    path = f"{LIST}/henvisning/{referral.id}/udfald"
    for kind in ("interview", "hired", "hired"):
        assert desk.post(path, data={"kind": kind}).status_code == 302
    assert desk.post(path, data={"kind": "presented"}).status_code == 400
    desk.post(path, data={"kind": "not_hired"})
    (month,) = queries.outcomes(session, TODAY.replace(day=1), TODAY)
    assert (month.asked, month.yes, month.interview, month.hired, month.not_hired) == (
        1, 1, 1, 1, 0,
    )  # fmt: skip


def test_hired_fills_the_job_and_stands_in_the_job_log_as_noted_by_staff(
    desk: FlaskClient, session: orm.Session, anna: Citizen, mette: Staff
) -> None:
    opening = OpeningFactory(source="staff", positions=2)
    others = [CitizenFactory(caseworker=mette) for _ in range(2)]
    people = [
        ReferralFactory(opening=opening, citizen=one, answer="yes") for one in (anna, *others)
    ]
    people[1].answer = "applied"
    session.commit()
    for number, referral in enumerate(people[:2]):
        session.refresh(opening)
        assert opening.closed_at is None, number
        path = f"{LIST}/henvisning/{referral.id}/udfald"
        assert desk.post(path, data={"kind": "hired"}).status_code == 302
    session.expire_all()
    assert (opening.closed_at, opening.closed_because) == (NOW, "filled")
    entries = session.scalars(sa.select(JobLogEntry).order_by(JobLogEntry.id)).all()
    assert [(one.citizen_id, one.status) for one in entries] == [
        (anna.id, "offer"), (others[0].id, "offer"),
    ]  # fmt: skip
    by = sa.select(AuditEvent.person_id).where(
        AuditEvent.subject == "job_log_entry", AuditEvent.audience == "staff"
    )
    assert set(session.scalars(by)) == {mette.id}
    told = sa.select(OutboxMessage.kind, OutboxMessage.recipient_id).where(
        OutboxMessage.channel == "inbox"
    )
    assert {tuple(row) for row in session.execute(told)} == {
        ("candidate_hired", anna.id),
        ("candidate_hired", others[0].id),
        ("referral_ended", others[1].id),
    }


def test_events_can_not_be_rewritten(session: orm.Session) -> None:
    event = ReferralEvent(referral_id=ReferralFactory().id, kind="asked", at=NOW)
    session.add(event)
    session.flush()
    for change in (
        sa.update(ReferralEvent).values(kind="hired"),
        sa.delete(ReferralEvent),
    ):
        with (
            pytest.raises(sa.exc.DBAPIError, match=r"append-only|permission denied"),
            session.begin_nested(),
        ):
            session.execute(change)


def ask(session: orm.Session, at: datetime, *kinds: str, origin: str = "staff") -> Referral:
    staff = {} if origin == "staff" else {"asked_by_id": None, "origin": origin}
    referral: Referral = ReferralFactory(asked_at=at, **staff)
    for step, kind in enumerate(("asked", *kinds)):
        moment = at + timedelta(hours=step)
        session.add(ReferralEvent(referral_id=referral.id, kind=kind, at=moment))
    session.flush()
    return referral


def test_outcomes_by_month_and_quarter_of_asking(session: orm.Session) -> None:
    october = datetime(2026, 10, 31, 22, 30, tzinfo=clock.COPENHAGEN)
    november = datetime(2026, 11, 1, 0, 30, tzinfo=clock.COPENHAGEN)
    ask(session, october, "yes", "presented", "hired")
    ask(session, october, "no", "yes")  # the last answer counts
    ask(session, november, "no_answer")
    ask(session, november, "applied", "interview", "interview")
    ask(session, november, "withdrawn")
    ask(session, november)
    ask(session, november, "yes", origin="citizen")
    ask(session, datetime(2026, 9, 30, 12, tzinfo=clock.COPENHAGEN), "yes")
    first, last = date(2026, 10, 1), date(2026, 12, 31)
    one, two, three = queries.outcomes(session, first, last)
    assert (one.asked, one.yes, one.no, one.presented, one.hired) == (2, 2, 0, 1, 1)
    assert (two.asked, two.applied, two.no_answer, two.withdrawn) == (4, 1, 1, 1)
    assert (two.waiting, two.n, two.interview, two.self_found) == (1, 3, 1, 1)
    assert (three.asked, three.first, three.last) == (0, date(2026, 12, 1), last)
    (quarter,) = queries.outcomes(session, first, last, by="quarter")
    assert (quarter.asked, quarter.yes, quarter.self_found) == (6, 2, 1)


def test_no_answer_is_noted_once_when_the_time_is_up(session: orm.Session) -> None:
    late = ask(session, NOW - timedelta(hours=30))
    ask(session, NOW - timedelta(hours=2))
    assert service.mark_unanswered(session, NOW) == 1
    assert service.mark_unanswered(session, NOW) == 0
    event = session.scalars(sa.select(ReferralEvent).where(ReferralEvent.kind == "no_answer")).one()
    assert (event.referral_id, event.at) == (late.id, late.answer_by)


def test_each_look_at_a_citizen_is_written_down(
    desk: FlaskClient, session: orm.Session, anna: Citizen
) -> None:
    referral = ReferralFactory(citizen=anna)
    desk.get(f"{LIST}/{referral.opening_id}")
    desk.get(f"{LIST}/{OpeningFactory(title='Kok').id}/henvis")
    desk.get(f"/personale/borger/{anna.id}/jobaabninger")
    looks = session.scalars(
        sa.select(AuditEvent.subject).where(
            AuditEvent.citizen_id == anna.id, AuditEvent.action == "read"
        )
    ).all()
    assert sorted(looks) == ["cv", "cv", "referral"]


def test_a_consultant_refers_anybody_and_opens_a_request_to_search(
    client_for: SignInAs, session: orm.Session, anna: Citizen
) -> None:
    kasper = StaffFactory(role="business_consultant")
    request = RequestFactory(title="Kok", consultant=kasper)
    client = client_for(kasper)
    for _ in range(2):
        shown = client.post(f"/personale/henvendelser/{request.id}/opslag")
        assert shown.status_code == 302
    opening = one(session)
    assert shown.location.endswith(f"{LIST}/{opening.id}")
    assert (opening.source, opening.listed) == ("business", True)
    path = f"{LIST}/{opening.id}/henvis/{anna.id}"
    assert client.post(path, data=letter(3)).status_code == 302
