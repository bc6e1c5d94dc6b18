"""Large tables in parts, one a month: made in time, filled, closed to everybody, and let go."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from psycopg.errors import RaiseException
from sqlalchemy import orm

from portal.core import clock, migrations, months, row_security, standing
from portal.core.audit import AuditEvent
from portal.core.db import APPLICATION, create_engine
from portal.core.standing import Standing
from portal.notifications.models import OutboxMessage
from portal.operations.doctor import State
from portal.operations.doctor.database import parts
from portal.privacy.service import retention
from portal.row_security import DECLARED
from portal.settings import Settings
from tests.integration.conftest import as_owner, as_worker, fresh_database, migrated, suffixed
from tests.integration.core.locks import owned

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LAST_WINTER = date(2025, 1, 1)


@pytest.fixture(scope="module")
def own(worker_id: str) -> Iterator[sa.Engine]:
    """A database whose tables belong to somebody who is no superuser, as in production."""
    made = migrated(owned(fresh_database(suffixed("portal_test_months", worker_id))))
    behind = as_worker(made)  # who keeps the months
    yield behind
    behind.dispose()
    made.dispose()


@pytest.fixture
def own_session(own: sa.Engine) -> Iterator[orm.Session]:
    with own.connect() as connection, connection.begin() as outer:
        with orm.Session(connection, join_transaction_mode="create_savepoint") as session:
            yield session
        outer.rollback()


def line(at: datetime, **more: Any) -> AuditEvent:
    return AuditEvent(at=at, action="read", subject="talk", details={}, **more)


def message(event: str, told: datetime, **more: Any) -> OutboxMessage:
    values = {"sent_at": told, "due_at": told, "channel": "inbox"} | more
    return OutboxMessage(
        event=event, kind="talk_confirmation", audience="citizen", recipient_id=1,
        language="da", subject="Emne", body="Tekst", created_at=told, **values,
    )  # fmt: skip


def where(session: orm.Session, table: str) -> list[str]:
    """The parts in which the rows of a table lie, without those of other tests."""
    session.flush()
    found = sa.text(f"SELECT DISTINCT tableoid::regclass::text FROM {table} ORDER BY 1")
    return list(session.scalars(found))


def test_this_month_and_the_next_three_are_there_from_the_start(own_session: orm.Session) -> None:
    now = clock.now()
    assert months.missing(own_session, now) == []
    assert len(months.coming(now)) == 4
    assert list(months.make_coming(own_session, now)) == [], "twice makes nothing more"


def test_coming_months_pass_the_year() -> None:
    named = [str(month) for month in months.coming(datetime(2026, 11, 30, 23, 30, tzinfo=UTC))]
    assert named == ["2026-12-01", "2027-01-01", "2027-02-01", "2027-03-01"], "Danish time counts"


def test_a_row_of_next_month_lies_in_its_part(own_session: orm.Session) -> None:
    later = clock.now() + timedelta(days=33)
    own_session.add_all([line(later), message("talk:1:v1:confirmation", later)])
    month = months.month_of(later)
    assert where(own_session, "audit_event") == [months.part_of("audit_event", month)]
    assert where(own_session, "outbox_message") == [months.part_of("outbox_message", month)]


def test_a_missing_month_refuses_nothing_and_is_made_up_for(own_session: orm.Session) -> None:
    old = datetime(2025, 1, 31, 22, 59, tzinfo=UTC)
    own_session.add_all([line(old), line(old + timedelta(minutes=1)), message("talk:2:v1:x", old)])
    assert where(own_session, "audit_event") == ["audit_event_default"]
    found = list(parts(own_session, Settings(env="test"), clock.now()))
    assert [(one.code, one.state) for one in found] == [("months_stray", State.WARNING)]
    assert list(months.keep_up(own_session, clock.now())) == [
        "audit_event_2025_02", "audit_event_2025_01", "outbox_message_2025_01",
    ]  # fmt: skip
    assert where(own_session, "audit_event") == ["audit_event_2025_01", "audit_event_2025_02"]
    assert where(own_session, "outbox_message") == ["outbox_message_2025_01"]
    found = list(parts(own_session, Settings(env="test"), clock.now()))
    assert [one.code for one in found] == ["months_ok"]


def test_a_month_that_should_be_there_is_an_error(own_session: orm.Session) -> None:
    found = list(parts(own_session, Settings(env="test"), clock.now() + timedelta(days=400)))
    assert [(one.code, one.state) for one in found] == [("months_missing", State.ERROR)]


@pytest.mark.parametrize(
    "question",
    ["make_month('citizen', '2026-01-01')", "make_month('audit_event', '2026-01-02')",
     "make_month('audit_event', '9999-01-01')", "take_month('citizen', now())",
     "stray_months('citizen')"],
)  # fmt: skip
def test_only_known_tables_and_months_are_asked_for(
    own_session: orm.Session, question: str
) -> None:
    with pytest.raises(sa.exc.ProgrammingError) as refused, own_session.begin_nested():
        own_session.execute(sa.text(f"SELECT {question}"))
    assert isinstance(refused.value.orig, RaiseException)


def test_old_months_go_whole_and_the_rest_stays(own_session: orm.Session) -> None:
    months.make(own_session, "audit_event", date(2024, 9, 1))
    months.make(own_session, "outbox_message", date(2024, 9, 1))
    september = datetime(2024, 9, 30, 12, 0, tzinfo=UTC)
    november = datetime(2024, 11, 2, 12, 0, tzinfo=UTC)
    own_session.add_all([line(september), line(september), line(november)])
    own_session.add_all(
        [
            message("talk:3:v1:confirmation", september),
            message("talk:3:v1:confirmation", september, channel="email"),
            message("talk:4:v1:confirmation", november),
        ]
    )
    own_session.flush()
    done = [step for step in retention.run(own_session, NOW) if step[0] in ("log", "inbox")]
    assert done[:2] == [("log", 2), ("inbox", 2)]
    own_session.expire_all()
    assert not own_session.scalar(sa.text("SELECT to_regclass('audit_event_2024_09')"))
    kept = sa.select(AuditEvent.at).where(AuditEvent.action == "read")
    assert list(own_session.scalars(kept)) == [november], "its month is not over two years ago"
    assert own_session.scalar(sa.select(sa.func.count()).select_from(OutboxMessage)) == 1
    assert own_session.scalar(sa.text("SELECT count(*) FROM outbox_key")) == 1
    told = [row.details for row in own_session.scalars(
        sa.select(AuditEvent).where(AuditEvent.action == "forget"))]  # fmt: skip
    assert {"rule": "log", "rows": 2} in told


def test_a_month_with_a_message_that_waits_or_is_later_stays(own_session: orm.Session) -> None:
    months.make(own_session, "outbox_message", date(2024, 9, 1))
    september = datetime(2024, 9, 30, 12, 0, tzinfo=UTC)
    own_session.add(message("talk:5:v1:reminder", september, due_at=NOW - timedelta(days=30)))
    own_session.flush()
    assert months.take(own_session, "outbox_message", NOW - timedelta(days=730)) is None
    assert months.take(own_session, "outbox_message", NOW) == 1


def test_nothing_of_the_trails_last_year_goes_whatever_is_asked(own_session: orm.Session) -> None:
    now = clock.now()
    young = now - timedelta(days=300)
    months.make(own_session, "audit_event", months.month_of(young))
    own_session.add(line(young))
    own_session.flush()
    assert months.take(own_session, "audit_event", now + timedelta(days=4000)) is None


def test_an_event_is_told_once_over_all_months(own_session: orm.Session) -> None:
    def tell(told: datetime) -> int:
        made = own_session.execute(
            sa.text(
                "INSERT INTO outbox_message (event, kind, audience, recipient_id, channel,"
                " language, subject, body, created_at, due_at, month) VALUES ('talk:9:v1:x', 'x',"
                " 'citizen', 7, 'email', 'da', '', '', :told, :told, :month)"
                " ON CONFLICT ON CONSTRAINT outbox_message_once_per_event DO NOTHING"
            ),
            {"told": told, "month": months.month_of(told)},
        )
        return int(made.rowcount)  # type: ignore[attr-defined]

    assert [tell(NOW), tell(NOW), tell(NOW + timedelta(days=40))] == [1, 0, 0]
    own_session.execute(sa.text("DELETE FROM outbox_message"))
    assert tell(NOW + timedelta(days=40)) == 1, "when it is gone it may be told again"


def test_code_that_knows_no_months_writes_into_this_one(own_session: orm.Session) -> None:
    own_session.execute(
        sa.text(
            "INSERT INTO outbox_message (event, kind, audience, recipient_id, channel, language,"
            " subject, body, created_at, due_at) VALUES ('a', 'x', 'citizen', 7, 'email', 'da',"
            " '', '', now(), now()) ON CONFLICT ON CONSTRAINT outbox_message_once_per_event"
            " DO NOTHING"
        )
    )
    this = months.part_of("outbox_message", months.month_of(clock.now()))
    assert where(own_session, "outbox_message") == [this]


@pytest.mark.parametrize("whom", [standing.NOBODY, Standing(citizen=1), standing.PORTAL])
@pytest.mark.parametrize("table", sorted(months.BY_MONTH))
def test_nobody_reaches_a_part_by_its_name(own: sa.Engine, whom: Standing, table: str) -> None:
    this = months.part_of(table, months.month_of(clock.now()))
    for part in (this, f"{table}_default"):
        for doing in (
            f"SELECT count(*) FROM {part}",
            f"UPDATE {part} SET id = id",
            f"DELETE FROM {part}",
            f"INSERT INTO {part} (id) VALUES (1)",
        ):
            with own.connect() as connection:
                standing.apply(connection, whom)
                with pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
                    connection.exec_driver_sql(doing)
                connection.rollback()


def test_a_month_that_is_made_later_is_closed_too_and_a_grant_is_seen(
    own_session: orm.Session,
) -> None:
    months.make(own_session, "audit_event", LAST_WINTER)
    connection = own_session.connection()
    assert row_security.missing(connection, DECLARED, APPLICATION) == []
    as_owner(own_session, f"GRANT SELECT ON audit_event_2025_01 TO {APPLICATION}")
    assert row_security.missing(connection, DECLARED, APPLICATION) == ["audit_event_2025_01"]


def test_the_owner_sees_no_row_of_a_part_but_while_upgrading(own: sa.Engine) -> None:
    with own.begin() as connection:
        connection.execute(sa.text("INSERT INTO audit_event (at, action, subject)"
                                   " VALUES (now(), 'read', 'part')"))  # fmt: skip
    part = months.part_of("audit_event", months.month_of(clock.now()))
    url = own.url.set(drivername="postgresql", username="portal_test_owner",
                      password="portal_test_owner")  # fmt: skip
    with psycopg.connect(url.render_as_string(hide_password=False)) as connection:
        count = f"SELECT count(*) FROM {part}".encode()
        assert connection.execute(count).fetchone() == (0,)
        connection.execute("SET portal.flow = 'upgrade'")
        assert connection.execute(count).fetchone() == (1,)


def test_a_question_with_a_time_asks_one_month_alone(own_session: orm.Session) -> None:
    for month in (1, 2, 3):
        months.make(own_session, "audit_event", date(2025, month, 1))
    plan = own_session.scalars(
        sa.text(
            "EXPLAIN SELECT * FROM audit_event WHERE person_id = 3 AND audience = 'staff'"
            " AND at >= '2025-02-01 00:00+01' AND at < '2025-03-01 00:00+01'"
        )
    ).all()
    asked = {part for part in ("2025_01", "2025_02", "2025_03", "default")
             if any(f"audit_event_{part}" in line for line in plan)}  # fmt: skip
    assert asked == {"2025_02"}, "\n".join(plan)


def test_a_table_in_use_is_waited_for_and_others_pass(own: sa.Engine) -> None:
    """A reader of long ago holds the table: making a month gives up, and nothing is left of it."""
    with own.connect() as reader, own.connect() as maker:
        reader.execute(sa.text("SELECT count(*) FROM audit_event"))
        with pytest.raises(sa.exc.OperationalError, match="lock timeout"):
            months.make(maker, "audit_event", date(2025, 5, 1))
        maker.rollback()
        assert maker.scalar(sa.text("SELECT to_regclass('audit_event_2025_05')")) is None


def with_rows_of_three_months(connection: sa.Connection) -> None:
    connection.execute(
        sa.text(
            "INSERT INTO audit_event (at, action, subject) SELECT"
            " timestamptz '2026-01-15 12:00Z' + n * interval '31 days', 'read', 'talk'"
            " FROM generate_series(0, 2) n"
        )
    )
    connection.execute(
        sa.text(
            "INSERT INTO outbox_message (event, kind, audience, recipient_id, channel,"
            " language, subject, body, created_at, due_at) SELECT 'e' || n, 'x', 'citizen', 1,"
            " 'inbox', 'da', '', '', timestamptz '2026-01-15 12:00Z' + n * interval '31 days',"
            " now() FROM generate_series(0, 2) n"
        )
    )


def test_rows_of_before_become_a_default_part_and_then_months(worker_id: str) -> None:
    """The two migrations on tables with rows in them: nothing is lost, and nobody told twice."""
    from alembic import command

    owner = create_engine(fresh_database(suffixed("portal_test_parted", worker_id)))
    with owner.connect() as connection:
        made = migrations.config()
        made.attributes["connection"] = connection
        command.upgrade(made, "0051_exports")
        with_rows_of_three_months(connection)
        connection.commit()
    migrations.upgrade(owner, APPLICATION)
    with orm.Session(owner) as session:
        assert where(session, "outbox_message") == ["outbox_message_default"]
        session.execute(sa.text("SET LOCAL portal.flow = 'upgrade'"))
        again = message("e0", NOW)
        session.execute(sa.insert(OutboxMessage), [
            {c.name: getattr(again, c.name) for c in OutboxMessage.__table__.columns
             if getattr(again, c.name) is not None},
        ])  # fmt: skip
        made_of = list(months.keep_up(session, clock.now()))
        assert {name for name in made_of if "2026_0" in name} == {
            f"{table}_2026_0{n}" for table in months.BY_MONTH for n in (1, 2, 3)
        }
        assert session.scalar(sa.text("SELECT count(*) FROM outbox_message")) == 3
        assert session.scalar(sa.text("SELECT count(*) FROM audit_event")) == 3
        assert months.strays(session, "audit_event") == []
        newest = session.scalar(
            sa.text("INSERT INTO audit_event (at, action, subject) VALUES (now(), 'a', 'b')"
                    " RETURNING id")
        )  # fmt: skip
        assert newest > 3, "numbers go on"
    owner.dispose()
