"""What the job log keeps, refuses and writes in the audit trail."""

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.core.access import Actor, Audience
from portal.core.audit import AuditEvent
from portal.core.errors import NotFound, Refused
from portal.joblog import defaults, queries, service
from portal.joblog.models import JobLogEntry, JobLogGoal, JobLogRule
from portal.joblog.rules import Week
from portal.joblog.service import Entry, JobLogRefusal, entries
from tests.factories.accounts import CitizenFactory
from tests.factories.joblog import JobLogEntryFactory

TODAY = date(2026, 11, 23)


@pytest.fixture
def citizen(session: orm.Session) -> Citizen:
    made: Citizen = CitizenFactory()
    return made


@pytest.fixture
def actor(citizen: Citizen) -> Actor:
    return Actor(Audience.CITIZEN, citizen.id, citizen.name)


def actions(session: orm.Session, citizen: Citizen) -> list[str]:
    return list(
        session.scalars(
            sa.select(AuditEvent.action)
            .where(AuditEvent.citizen_id == citizen.id)
            .order_by(AuditEvent.id)
        )
    )


def test_an_entry_is_written_once_changed_and_removed(
    session: orm.Session, citizen: Citizen, actor: Actor, now: datetime
) -> None:
    made = service.add(session, actor, Entry("Kok", "Café", TODAY), now=now)
    again = service.add(session, actor, Entry("Kok", "Café", TODAY), now=now + timedelta(seconds=1))
    assert (again.id, again.created_at) == (made.id, now)
    service.change(
        session, actor, made.id, Entry("Kok", "Café", TODAY, "interview", "Mandag kl. 9"), now=now
    )
    assert (made.status, made.note) == ("interview", "Mandag kl. 9")
    service.remove(session, actor, made.id, now=now)
    assert queries.page(session, citizen.id, 1).total == 0
    assert actions(session, citizen) == ["add", "change", "remove"]


@pytest.mark.parametrize(
    ("entry", "refusal"),
    [
        (Entry("Kok", "Café", date(2026, 11, 24)), JobLogRefusal.FUTURE),
        (Entry("Kok", "Café", date(9999, 1, 1), "planned"), JobLogRefusal.TOO_FAR),
        (Entry("Kok", "Café", date(1926, 11, 23)), JobLogRefusal.TOO_OLD),
    ],
)
def test_impossible_days_are_refused(
    session: orm.Session,
    citizen: Citizen,
    actor: Actor,
    now: datetime,
    entry: Entry,
    refusal: JobLogRefusal,
) -> None:
    with pytest.raises(Refused) as refused:
        service.add(session, actor, entry, now=now)
    assert refused.value.refusal is refusal
    assert actions(session, citizen) == []


def test_a_full_log_is_a_kind_refusal(
    session: orm.Session,
    citizen: Citizen,
    actor: Actor,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(entries, "MOST_ENTRIES", 3)
    JobLogEntryFactory.create_batch(3, citizen=citizen)
    with pytest.raises(Refused) as refused:
        service.add(session, actor, Entry("Kok", "Café", TODAY), now=now)
    assert refused.value.refusal is JobLogRefusal.TOO_MANY


def test_a_plan_carried_out_gets_the_day_of_today(
    session: orm.Session, citizen: Citizen, actor: Actor, now: datetime
) -> None:
    entry = JobLogEntryFactory(citizen=citizen, status="planned", applied_on=date(2026, 12, 1))
    assert queries.week(session, citizen.id, now).done == 0
    for _ in range(2):
        service.set_status(session, actor, entry.id, "applied", now=now)
    assert entry.applied_on == TODAY
    assert queries.week(session, citizen.id, now).done == 1
    assert actions(session, citizen) == ["change"]


def test_anothers_entry_is_as_good_as_none(
    session: orm.Session, actor: Actor, now: datetime
) -> None:
    theirs = JobLogEntryFactory(title="Bager")
    for entry_id in (theirs.id, theirs.id + 1):
        with pytest.raises(NotFound):
            service.change(session, actor, entry_id, Entry("x", "y", TODAY), now=now)
        with pytest.raises(NotFound):
            service.set_status(session, actor, entry_id, "offer", now=now)
        with pytest.raises(NotFound):
            service.remove(session, actor, entry_id, now=now)
    assert session.get_one(JobLogEntry, theirs.id).title == "Bager"


def test_the_week_is_the_danish_one(session: orm.Session, citizen: Citizen) -> None:
    JobLogEntryFactory(citizen=citizen, applied_on=TODAY)
    JobLogEntryFactory(citizen=citizen, applied_on=date(2026, 11, 22))
    JobLogEntryFactory(citizen=citizen, status="planned")
    JobLogEntryFactory()
    sunday_night = datetime.fromisoformat("2026-11-22T22:30:00+00:00")  # half past eleven there
    monday_night = datetime.fromisoformat("2026-11-22T23:30:00+00:00")  # half past midnight there
    assert queries.week(session, citizen.id, sunday_night).done == 1
    assert queries.week(session, citizen.id, monday_night).done == 1
    assert queries.week(session, citizen.id, monday_night + timedelta(days=7)).done == 0


def test_the_goal_is_what_was_agreed_else_the_groups_rule(
    session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    assert queries.week(session, citizen.id, now) == Week(0, None, monday=date(2026, 11, 23))
    defaults.load_defaults(session)
    defaults.load_defaults(session)  # a second time changes nothing
    assert queries.week(session, citizen.id, now).goal == 2
    session.add(
        JobLogRule(
            target_group="unemployment_benefit",
            valid_from=date(2026, 11, 23),
            per_week=3,
            source="test",
        )
    )
    session.flush()
    assert queries.week(session, citizen.id, now).goal == 3
    assert queries.week(session, citizen.id, now - timedelta(days=1)).goal == 2
    session.add(JobLogGoal(citizen_id=citizen.id, per_week=1, valid_from=TODAY, answer="accepted"))
    session.flush()
    assert queries.week(session, citizen.id, now).goal == 1
    ill = CitizenFactory(target_group="sickness_benefit")
    assert queries.week(session, ill.id, now).goal is None


@pytest.mark.parametrize(
    ("wanted", "number", "shown"), [(1, 1, 20), (2, 2, 5), (-3, 1, 20), (10**30, 2, 5)]
)
def test_pages(
    session: orm.Session, citizen: Citizen, wanted: int, number: int, shown: int
) -> None:
    JobLogEntryFactory.create_batch(25, citizen=citizen)
    JobLogEntryFactory()
    page = queries.page(session, citizen.id, wanted)
    assert (page.number, page.pages, page.total, len(page.entries)) == (number, 2, 25, shown)
