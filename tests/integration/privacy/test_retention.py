"""What has been kept long enough is forgotten, counted from closing; nothing else is."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.core.audit import AuditEvent
from portal.joblog.models import JobLogComment, JobLogEntry
from portal.messages.models import MessageFile, MessageThread, ThreadMessage
from portal.notifications.models import OutboxMessage
from portal.privacy import words
from portal.privacy.declared import HOLDINGS
from portal.privacy.defaults import PERIODS, VALID_FROM
from portal.privacy.holding import STANDING
from portal.privacy.models import Deletion, Restriction, RetentionRule
from portal.privacy.queries.periods import periods
from portal.privacy.service import retention
from portal.privacy.service.keeping import ELSEWHERE, FORGETS
from portal.systems.models import (
    SystemAccess,
    SystemAnswer,
    Webhook,
    WebhookDelivery,
    WebhookSecret,
)
from tests.factories.accounts import BusinessUserFactory, CitizenFactory
from tests.factories.joblog import JobLogEntryFactory
from tests.factories.messages import FileFactory, MessageFactory, ThreadFactory
from tests.factories.systems import token_for
from tests.integration.conftest import undone

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def session(worker_engine: sa.Engine, bare_app: Flask) -> Iterator[orm.Session]:
    """The night's work is the worker's, with its own role."""
    with undone(worker_engine, bare_app) as made:
        yield made


def forget(session: orm.Session, now: datetime = NOW) -> dict[str, int]:
    done: dict[str, int] = {}
    for key, rows in retention.run(session, now):
        session.commit()
        done[key] = done.get(key, 0) + rows
    session.expire_all()
    return done


def due(session: orm.Session, key: str, now: datetime = NOW) -> int:
    return sum(one.rows for one in retention.due(session, now) if one.key == key)


def count(session: orm.Session, model: type) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_each_rule_is_carried_out_and_each_table_has_one() -> None:
    carried_out = {one.key for one in FORGETS} | ELSEWHERE
    assert carried_out == set(PERIODS)
    kept = {one.kept for one in HOLDINGS.values() if one.kept}
    assert kept - carried_out - STANDING - {"shared_cv"} == set()
    assert set(words.RULES) == set(PERIODS)
    assert set(words.KEPT) == set(PERIODS) | {"shared_cv"}


def test_nothing_is_due_in_an_empty_portal(session: orm.Session) -> None:
    assert {one.rows for one in retention.due(session, NOW)} == {0}
    assert forget(session) == {}


def test_a_new_period_counts_from_its_day_on(session: orm.Session) -> None:
    session.add(
        RetentionRule(
            key="talks", valid_from=date(2027, 1, 1), amount=3, unit="years", reason="Besluttet."
        )
    )
    session.flush()
    assert periods(session, date(2026, 12, 31))["talks"].amount == PERIODS["talks"][0]
    assert periods(session, date(2027, 1, 1))["talks"].amount == 3
    assert periods(session, VALID_FROM)["shared_cv"].unit == "days"


def test_messages_are_kept_from_the_end_of_the_course(session: orm.Session) -> None:
    kept = [
        ThreadFactory(
            citizen=CitizenFactory(course_started_on=date(2018, 1, 1), course_ended_on=ended)
        )
        for ended in (None, date(2021, 11, 24), date(2026, 1, 1))
    ]
    gone = CitizenFactory(course_started_on=date(2018, 1, 1), course_ended_on=date(2021, 11, 23))
    FileFactory(message=MessageFactory(thread=ThreadFactory(citizen=gone)))
    assert due(session, "messages") == 1
    assert forget(session)["messages"] == 1
    assert forget(session) == {}
    assert {one.id for one in session.scalars(sa.select(MessageThread))} == {t.id for t in kept}
    assert (count(session, ThreadMessage), count(session, MessageFile)) == (0, 0)
    noted = session.scalars(sa.select(AuditEvent).where(AuditEvent.subject == "message_thread"))
    assert [one.details for one in noted] == [{"rule": "messages", "rows": 1}]


def test_optional_fields_of_the_job_log_are_emptied_after_four_years(session: orm.Session) -> None:
    citizen = CitizenFactory()
    old = JobLogEntryFactory(
        citizen=citizen, applied_on=date(2022, 11, 22), note="Husk", how="phone"
    )
    new = JobLogEntryFactory(citizen=citizen, applied_on=date(2022, 11, 24), note="Husk")
    session.add(
        JobLogComment(
            entry_id=old.id,
            staff_id=citizen.caseworker_id,
            text="x",
            written_at=NOW - timedelta(days=1500),
        )
    )
    session.flush()
    assert forget(session) == {"job_log_optional": 2}
    assert (old.note, old.how, old.title != "") == ("", "", True)
    assert (new.note, count(session, JobLogComment)) == ("Husk", 0)


def test_files_never_sent_are_forgotten(session: orm.Session) -> None:
    FileFactory(message_id=None, message=None, stored_at=NOW - timedelta(days=3))
    new = FileFactory(message_id=None, message=None, stored_at=NOW)
    sent = FileFactory(stored_at=NOW - timedelta(days=300))
    assert forget(session) == {"draft_file": 1}
    assert set(session.scalars(sa.select(MessageFile.id))) == {new.id, sent.id}


def outbox(session: orm.Session, citizen: Citizen, channel: str, days: int) -> OutboxMessage:
    at = NOW - timedelta(days=days)
    made = OutboxMessage(
        event=f"{channel}{days}", kind="talk_reminder", audience="citizen", language="da",
        recipient_id=citizen.id, channel=channel, address="a@example.invalid", subject="S",
        body="B", created_at=at, due_at=at, sent_at=at,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def test_what_was_sent_is_emptied_and_the_inbox_stays_longer(session: orm.Session) -> None:
    citizen = CitizenFactory()
    old, new = (outbox(session, citizen, "email", days) for days in (32, 29))
    letter = outbox(session, citizen, "inbox", 300)
    outbox(session, citizen, "inbox", 800)
    assert forget(session) == {"notice": 1, "inbox": 1}
    assert (old.subject, old.body, old.address) == ("", "", "")
    assert (new.body, letter.body, count(session, OutboxMessage)) == ("B", "B", 3)


def test_after_five_years_nothing_of_the_citizen_is_left_but_a_line(session: orm.Session) -> None:
    gone = CitizenFactory(course_started_on=date(2016, 1, 1), course_ended_on=date(2021, 11, 23))
    stays = CitizenFactory(course_started_on=date(2016, 1, 1), course_ended_on=date(2021, 11, 24))
    for citizen in (gone, stays):
        JobLogEntryFactory(citizen=citizen, applied_on=date(2026, 1, 1))
        outbox(session, citizen, "inbox", 1)
    key = str(gone.id)
    assert forget(session)["case"] == 1
    assert list(session.scalars(sa.select(Citizen.id))) == [stays.id]
    assert (count(session, JobLogEntry), count(session, OutboxMessage)) == (1, 1)
    line = session.scalars(sa.select(Deletion).where(Deletion.table_name == "citizen")).one()
    assert (line.rule, line.row_key) == ("case", [key])
    assert line.subject is not None
    assert len(line.subject) == 32


def test_a_restricted_citizen_is_not_forgotten(session: orm.Session) -> None:
    ended = {"course_started_on": date(2016, 1, 1), "course_ended_on": date(2020, 1, 1)}
    citizen = CitizenFactory(**ended)
    session.add(Restriction(citizen_id=citizen.id, ground="claim", since=NOW))
    ThreadFactory(citizen=citizen)
    session.flush()
    assert forget(session).keys() <= {"account"}
    assert count(session, MessageThread) == 1


def test_the_log_is_changed_by_nobody_and_forgotten_by_its_rule_alone(session: orm.Session) -> None:
    old = AuditEvent(at=NOW - timedelta(days=770), action="read", subject="talk", details={})
    new = AuditEvent(at=NOW - timedelta(days=720), action="read", subject="talk", details={})
    session.add_all([old, new])
    session.flush()
    for change in ("DELETE FROM audit_event", "UPDATE audit_event SET action = 'x'"):
        with (
            pytest.raises(sa.exc.DBAPIError, match=r"append-only|permission denied"),
            session.begin_nested(),
        ):
            session.execute(sa.text(change))
    kept = new.id
    assert forget(session) == {"log": 1}, "it goes with its month"
    read = sa.select(AuditEvent.id).where(AuditEvent.action == "read")
    assert list(session.scalars(read)) == [kept]


def test_the_journal_is_changed_by_nobody(session: orm.Session) -> None:
    entry = JobLogEntryFactory()
    session.delete(entry)
    session.flush()
    noted = sa.select(Deletion).where(Deletion.row_key == [str(entry.id)])
    line = session.scalars(noted.where(Deletion.table_name == "job_log_entry")).one()
    assert (line.rule, line.columns) == ("by_hand", None)
    for change in ("DELETE FROM deletion_journal", "UPDATE deletion_journal SET rule = 'x'"):
        with (
            pytest.raises(sa.exc.DBAPIError, match=r"append-only|permission denied"),
            session.begin_nested(),
        ):
            session.execute(sa.text(change))


def test_what_companies_systems_leave_is_forgotten_by_rules_of_their_own(
    session: orm.Session,
) -> None:
    old, day = NOW - timedelta(days=40), timedelta(days=1)
    user = BusinessUserFactory(is_administrator=True)
    token_for(session, user, old - 400 * day, name="Det gamle")
    token_for(session, user, NOW)
    access = session.scalars(sa.select(SystemAccess).order_by(SystemAccess.id)).all()
    hook = Webhook(business_id=user.business_id, url="https://hr.invalid/", events=["answered"],
                   created_at=old)  # fmt: skip
    session.add(hook)
    session.flush()
    for key, at in (("gammel", NOW - 9 * day), ("ny", NOW - 2 * day)):
        session.add(SystemAnswer(access_id=access[1].id, key=key, body_hash=b"x" * 32, at=at))
    for event, since, done in (("1", old, old), ("2", old, None), ("3", NOW, NOW)):
        session.add(
            WebhookDelivery(webhook_id=hook.id, event=event, kind="answered", body="{}",
                            created_at=since, due_at=since, delivered_at=done)
        )  # fmt: skip
    for ends in (None, old, NOW - day):
        session.add(WebhookSecret(webhook_id=hook.id, sealed=b"x", created_at=old, expires_at=ends))
    session.flush()
    assert forget(session) == {"system_answer": 1, "system_message": 1, "system_key": 2}
    assert session.scalars(sa.select(SystemAnswer.key)).all() == ["ny"]
    assert set(session.scalars(sa.select(WebhookDelivery.event))) == {"2", "3"}

    access[0].revoked_at = hook.removed_at = NOW - 6 * 366 * day
    access[0].created_at = access[0].revoked_at
    session.flush()
    assert forget(session)["business_case"] == 2
    assert count(session, SystemAccess) == 1
    assert count(session, WebhookDelivery) == count(session, WebhookSecret) == 0


def test_a_year_is_called_the_same_everywhere(session: orm.Session) -> None:
    lengths = {period.unit: period.amount for period in periods(session, NOW.date()).values()
               if (period.amount, period.unit) in ((365, "days"), (12, "months"))}  # fmt: skip
    assert lengths == {}
