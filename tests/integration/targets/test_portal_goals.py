"""The goals the portal counts itself: each share with its n and interval, counted by hand here."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm
from sqlalchemy.dialects.postgresql import Range

from portal.booking.models import Talk
from portal.core import clock
from portal.core import worker as core_worker
from portal.cv import defaults as cv_rules
from portal.cv.models import Cv
from portal.openings.models import ReferralEvent
from portal.targets import queries, service
from portal.targets.jobs_reports import count as count_job
from portal.targets.models import AT_THE_END, QuarterCount
from portal.targets.rules.quarters import Quarter
from portal.targets.rules.shares import wilson
from tests.conftest import NOW
from tests.factories.accounts import CitizenFactory, StaffFactory
from tests.factories.booking import ObligationFactory, TalkFactory
from tests.factories.openings import ReferralFactory
from tests.integration.conftest import as_owner
from tests.integration.targets.conftest import Answers

Q2, Q3, Q4 = Quarter(2026, 2), Quarter(2026, 3), Quarter(2026, 4)
IN_Q3 = datetime(2026, 8, 3, 8, 0, tzinfo=UTC)
KEYS = [
    "guidance", "purpose", "plan_use", "resources", "cooperation", "answer", "candidates",
    "caseworker_changes", "self_booked", "held_on_time", "centre_no_shows", "cv_up_to_date",
    "referrals_yes", "referrals_hired",
]  # fmt: skip


@pytest.fixture(autouse=True)
def present(app: Flask) -> Iterator[None]:
    with clock.frozen(NOW):
        yield


def goal(session: orm.Session, key: str, now: datetime = NOW) -> queries.PortalGoal:
    found = queries.portal_goals(session, [Q2, Q3, Q4], now)
    return next(one for one in found if one.key == key)


def counted(
    session: orm.Session, key: str, quarter: Quarter = Q3, now: datetime = NOW
) -> tuple[int | None, int | None]:
    session.commit()
    figure = goal(session, key, now).at(quarter)
    assert figure is not None
    if figure.n is None or figure.count is None:
        assert (figure.share, figure.low, figure.high) == (None, None, None)
    else:
        assert figure.share == figure.count / figure.n
        assert (figure.low, figure.high) == wilson(figure.count, figure.n)
        assert figure.verdict is None
    return figure.count, figure.n


def talk(number: int = 0, **given: object) -> object:
    start = IN_Q3 + timedelta(days=number)
    during = Range(start, start + timedelta(minutes=45))
    return TalkFactory(**{"during": during, "status": "held"} | given)


def test_they_are_one_list_with_a_definition_each(session: orm.Session) -> None:
    found = queries.portal_goals(session, [Q3], NOW)
    assert [one.key for one in found] == KEYS
    assert all(one.label and one.definition for one in found)
    assert [one.key for one in found if not one.more_is_better] == [
        "caseworker_changes", "centre_no_shows",
    ]  # fmt: skip
    assert {one.area for one in found} == {"casework", "business", "talks", "cv", "referrals"}
    assert all(one.figures[0].n is None for one in found)


def test_the_five_targets_are_the_same_as_on_their_own_page(
    session: orm.Session, answers: Answers
) -> None:
    answers(Q2.first_day, "purpose", 80, 20)
    one = goal(session, "purpose")
    (figure,) = [f for f in queries.survey_targets(session, [Q2], NOW) if f.key == "purpose"]
    at = one.at(Q2)
    assert at is not None
    assert (at.n, at.share, at.low, at.verdict) == (
        figure.result.n, figure.result.share, figure.result.low, figure.result.verdict,
    )  # fmt: skip
    assert one.target == 0.8


def test_caseworker_changes(session: orm.Session) -> None:
    one, other = StaffFactory(), StaffFactory()
    for number in range(0, 50, 10):
        citizen = CitizenFactory()
        talk(number, citizen=citizen, caseworker_id=one.id)  # has none before it
        talk(number + 1, citizen=citizen, caseworker_id=one.id)
    talk(42, citizen=citizen, caseworker_id=other.id)
    talk(43, citizen=citizen, caseworker_id=one.id, status="centre_absent")  # was not held
    talk(44, citizen=citizen, caseworker_id=other.id)
    assert counted(session, "caseworker_changes") == (1, 7)


def test_self_booked(session: orm.Session) -> None:
    for number in range(4):
        talk(number, booked_by="citizen")
    talk(4, booked_by="staff", status="citizen_absent")
    talk(5, booked_by="staff", status="cancelled", cancelled_at=IN_Q3, cancelled_by="centre")
    assert counted(session, "self_booked") == (4, 5)


def test_what_is_to_come_is_not_counted(session: orm.Session) -> None:
    for number in range(6):
        start = NOW + timedelta(days=1 + number)
        TalkFactory(during=Range(start, start + timedelta(minutes=45)), booked_by="citizen")
    assert counted(session, "self_booked", Q4) == (None, None)


def test_job_centre_no_shows(session: orm.Session) -> None:
    for number in range(4):
        talk(number)
    talk(4, status="citizen_absent")
    talk(5, status="centre_absent")
    talk(6, status="technical_trouble")
    assert counted(session, "centre_no_shows") == (1, 6)


def test_talks_held_on_time(session: orm.Session) -> None:
    hold_by = date(2026, 8, 10)
    for number, (held_after, status) in enumerate(
        [(0, "held"), (1, "held"), (2, "held"), (8, "held"), (None, "expired"), (None, "excused")]
    ):
        duty = ObligationFactory(
            hold_by=hold_by, book_by=hold_by, status=status, citizen=CitizenFactory()
        )
        if held_after is not None:
            start = IN_Q3 + timedelta(days=held_after, hours=number)
            talk(
                citizen=duty.citizen,
                obligation=duty,
                during=Range(start, start + timedelta(hours=1)),
            )
    assert counted(session, "held_on_time") == (3, 5)


def test_cvs_are_counted_while_the_quarter_runs_and_stay_as_it_ended(
    app: Flask, session: orm.Session
) -> None:
    core_worker.worker_app[:] = [app]
    cv_rules.load_defaults(session)
    for weeks in (1, 4, 11, 20, None):
        citizen = CitizenFactory(course_started_on=NOW.date() - timedelta(weeks=30))
        confirmed = None if weeks is None else NOW - timedelta(weeks=weeks)
        session.add(Cv(citizen_id=citizen.id, confirmed_at=confirmed, updated_at=NOW))
    CitizenFactory(course_started_on=NOW.date() - timedelta(weeks=30))  # has none
    CitizenFactory(course_started_on=NOW.date() - timedelta(days=5))  # need not have one yet
    ended = NOW.date() - timedelta(days=1)
    CitizenFactory(course_started_on=date(2025, 1, 1), course_ended_on=ended)
    session.commit()
    count_job()
    assert counted(session, "cv_up_to_date", Q4) == (3, 6)
    session.execute(sa.update(Cv).values(confirmed_at=NOW))
    session.commit()
    count_job()
    assert counted(session, "cv_up_to_date", Q4) == (5, 6)
    service.counting.count(session, NOW + timedelta(days=60))  # the next quarter runs
    assert counted(session, "cv_up_to_date", Q4) == (5, 6)
    kept = session.scalars(sa.select(QuarterCount).where(QuarterCount.key == AT_THE_END)).all()
    assert len(kept) == 2


def test_a_settled_quarter_stays_when_its_talks_are_deleted(session: orm.Session) -> None:
    as_owner(session, "DELETE FROM quarter_count")
    october, november = (datetime(2026, month, 20, 12, tzinfo=UTC) for month in (10, 11))
    for number in range(6):
        talk(number, booked_by="citizen" if number < 4 else "staff")
    service.counting.count(session, october)
    assert counted(session, "self_booked", now=october) == (4, 6)
    talk(9, booked_by="staff")
    assert counted(session, "self_booked", now=october) == (4, 7), "it is not settled yet"
    service.counting.count(session, november)
    session.execute(sa.delete(Talk).where(Talk.status == "held"))
    assert counted(session, "self_booked", now=november) == (4, 7)
    assert counted(session, "centre_no_shows", now=november) == (0, 7)
    service.counting.count(session, november + timedelta(days=1))
    assert counted(session, "self_booked", now=november + timedelta(days=1)) == (4, 7)


def test_referrals_and_what_came_of_them(session: orm.Session) -> None:
    said = ["yes", "yes", "applied", "no", None, None]
    for number, answer in enumerate(said):
        asked = IN_Q3 + timedelta(hours=number)
        one = ReferralFactory(
            asked_at=asked, answer_by=asked + timedelta(days=3), answer=answer,
            answered_at=asked + timedelta(days=1) if answer else None,
        )  # fmt: skip
        session.flush()
        kinds = ["asked", *([answer] if answer else []), *(["hired"] if number == 0 else [])]
        known = set(
            session.scalars(
                sa.select(ReferralEvent.kind).where(ReferralEvent.referral_id == one.id)
            )
        )
        session.add_all(
            ReferralEvent(referral_id=one.id, kind=kind, at=asked + timedelta(days=step))
            for step, kind in enumerate(kinds)
            if kind not in known
        )
    assert counted(session, "referrals_yes") == (3, 6)
    assert counted(session, "referrals_hired") == (1, 6)


def test_under_five_nothing_is_shown(session: orm.Session) -> None:
    for number in range(4):
        talk(number, booked_by="citizen")
    assert counted(session, "self_booked") == (None, None)
    assert counted(session, "centre_no_shows") == (None, None)
