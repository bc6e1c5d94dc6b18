"""Enquiries by the thousand: the queue of 5,000 open ones, and the figures over 200,000."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import orm

from bench import BenchError
from bench.figures import Sample, sample_of
from portal.accounts.models import Staff
from portal.core import clock
from portal.core.access import Actor, Audience, Role
from portal.recruitment import queries
from portal.recruitment.queries import By, Whose
from portal.recruitment.service import keeping

OPEN, CLOSED = 5_000, 200_000
QUEUES, FIGURES = 5, 2
_MADE = sa.text(
    """
    WITH made AS (
        INSERT INTO recruitment_request (business_id, kind, title, positions, tasks, hours_per_week,
            starts_on, workplace, postcode, contact_name, contact_phone, contact_email,
            consultant_id)
        SELECT (SELECT min(id) FROM business) + n % 20, 'recruitment', 'Bench', 1, '-', 37,
            CURRENT_DATE, '-', '2800', '-', '-', '-', s.id
        FROM generate_series(1, :number) AS n
        JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS many
              FROM staff WHERE role = 'business_consultant') AS s ON s.place = n % s.many
        RETURNING id
    ), timed AS (
        SELECT id, CAST(:until AS timestamptz)
            - :hours * interval '1 hour' * (row_number() OVER (ORDER BY id)) / :number AS at
        FROM made
    )
    INSERT INTO request_event (request_id, kind, at, version_key)
    SELECT id, kind, at + wait * interval '1 hour' * (0.2 + (id % 100) / 55.0),
        CASE WHEN kind = 'received' THEN :version END
    FROM timed CROSS JOIN (VALUES ('received', 0.0), ('receipt_sent', 0.001), ('answered', 14.0),
        ('presented', 45.0), ('closed', 90.0)) AS happened (kind, wait)
    WHERE kind = ANY(:kinds)
    """
)


class Enquiries:
    """A database of its own, so that the pages beside it stay as they are."""

    def __init__(self, engine: sa.Engine, reading: sa.Engine, now: datetime) -> None:
        self.engine, self.reading, self.now = engine, reading, now
        self.statements: dict[str, int] = {}
        with engine.begin() as connection:
            connection.execute(sa.text("SET LOCAL statement_timeout = 0"))
            self.version = connection.scalar(
                sa.text("SELECT version_key FROM request_event WHERE version_key <> '' LIMIT 1")
            )
            self._make(connection, OPEN, 70, ["received", "receipt_sent"], now)
            everything = ["received", "receipt_sent", "answered", "presented", "closed"]
            self._make(connection, CLOSED, 2000, everything, now - timedelta(hours=300))
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text("VACUUM ANALYZE recruitment_request, request_event"))
            self._keep()
            connection.execute(sa.text("VACUUM ANALYZE service_result"))
        with orm.Session(engine) as session:
            staff = session.scalars(sa.select(Staff).where(Staff.role == Role.CONSULTANT)).first()
            if staff is None:
                raise BenchError("The demo has no business consultant.")
            self.actor = Actor(Audience.STAFF, staff.id, staff.name, Role.CONSULTANT)

    def _keep(self) -> None:
        """Write down what clocks came to, as the worker does every ten minutes."""
        last: int | None = 0
        while last is not None:
            with orm.Session(self.engine) as session:
                last = keeping.keep_results(session, self.now, last)
                session.commit()

    def _make(
        self,
        connection: sa.Connection,
        number: int,
        hours: int,
        kinds: list[str],
        until: datetime,
    ) -> None:
        values = {"number": number, "hours": hours, "kinds": kinds, "until": until}
        connection.execute(_MADE, values | {"version": self.version})

    def queue(self) -> Sample:
        """The first page of the queue of everybody, one after the other."""

        def read(session: orm.Session) -> int:
            return queries.queue(session, self.actor, Whose.ALL, self.now).total

        return self._timed("queue", QUEUES, read, OPEN)

    def figures(self) -> Sample:
        """The figures by week over the quarters that hold all of them."""
        today = clock.local_date(self.now)
        start, until = today - timedelta(days=120), today + timedelta(days=1)

        def read(session: orm.Session) -> int:
            answer, _ = queries.figures(session, start, until, By.WEEK, None, self.now)
            return answer.whole.n

        return self._timed("figures", FIGURES, read, CLOSED)

    def _timed(
        self, name: str, times: int, read: Callable[[orm.Session], int], least: int
    ) -> Sample:
        seconds, errors = [], 0
        for _ in range(times):
            sent: list[str] = []

            def note(*arguments: object, sent: list[str] = sent) -> None:
                sent.append(str(arguments[2]))

            sa.event.listen(self.reading, "before_cursor_execute", note)
            began = time.perf_counter()
            with orm.Session(self.reading) as session:
                found = read(session)
            seconds.append(time.perf_counter() - began)
            sa.event.remove(self.reading, "before_cursor_execute", note)
            self.statements[name] = len(sent)
            errors += found < least
        return sample_of(seconds, errors)
