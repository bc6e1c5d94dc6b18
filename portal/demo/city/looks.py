"""Twenty million lines of who looked at whose data: month by month, beside everything else."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from threading import Thread
from typing import Any

import sqlalchemy as sa

from portal.core import clock, months
from portal.core.engine import create_engine
from portal.demo.city.sizes import YEARS, City
from portal.demo.town import Town

TABLE = "audit_event"
COLUMNS = "id, at, audience, person_id, role, action, subject, citizen_id, details"
READ = ("citizen", "cv", "plan", "talk")
# From seven in the morning, over ten hours.
BEGINS, HOURS = timedelta(hours=7), timedelta(hours=10)
_PARTS = sa.text("SELECT relname FROM pg_class WHERE relispartition")
_NUMBERS = sa.text(f"""
    SELECT setval(pg_get_serial_sequence('{TABLE}', 'id'),
        nextval(pg_get_serial_sequence('{TABLE}', 'id')) + :most)
""")


@contextmanager
def beside(
    engine: sa.Engine, town: Town, city: City, whose: list[tuple[int, int]]
) -> Iterator[None]:
    """While inside, the looks come in on a connection of their own: they point at no other row.

    Ends when all of them are there. Each month is a transaction, so what is there when something
    fails stays: the database is then to be thrown away.
    """
    failed: list[BaseException] = []
    own = create_engine(engine.url.render_as_string(hide_password=False), pool_size=1)

    def work() -> None:
        try:
            with own.connect() as connection:
                load(connection, town, city, whose)
        except BaseException as error:  # told where the thread is waited for
            failed.append(error)
        finally:
            own.dispose()

    thread = Thread(target=work, name="looks")
    thread.start()
    try:
        yield
    finally:
        thread.join()
    if failed:
        raise failed[0]


def load(connection: sa.Connection, town: Town, city: City, whose: list[tuple[int, int]]) -> None:
    """The looks of caseworkers at their citizens' data, the same number every day, oldest first.

    A month that has no part yet comes in without indexes, and becomes one when it is whole.
    """
    begin = (
        "SET statement_timeout = 0",
        "SET portal.flow = 'upgrade'",  # the owner is held by the locks of rows too
        "SET maintenance_work_mem = '256MB'",
    )
    for statement in begin:
        connection.exec_driver_sql(statement)
    connection.commit()
    for _made in months.keep_up(connection, town.now):
        connection.commit()
    there = set(connection.scalars(_PARTS))
    each = max(1, city.looks // (365 * YEARS))
    last = connection.scalar(_NUMBERS, {"most": each * 365 * YEARS}) or 0
    connection.commit()
    lines = _Lines(town, whose, each, last - each * 365 * YEARS)
    for month, days in _months(town):
        part = months.part_of(TABLE, month)
        with connection.begin():
            if part in there:
                _copy(connection, f"{TABLE} ({COLUMNS}) FROM STDIN", lines.of(days))
            else:
                _whole_month(connection, part, month, lines.of(days))


def _months(town: Town) -> Iterator[tuple[date, list[date]]]:
    """The months of five years until yesterday, each with its days."""
    month: date | None = None
    days: list[date] = []
    for back in range(365 * YEARS, 0, -1):
        day = town.today - timedelta(days=back)
        if day.replace(day=1) != month:
            if month:
                yield month, days
            month, days = day.replace(day=1), []
        days.append(day)
    if month:
        yield month, days


def _whole_month(connection: sa.Connection, part: str, month: date, blocks: Iterator[str]) -> None:
    run = connection.exec_driver_sql
    run(f"CREATE TABLE {part} (LIKE {TABLE} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)")
    # Made in this transaction, its rows can be frozen at once: they need no vacuum later.
    _copy(connection, f"{part} ({COLUMNS}) FROM STDIN (FREEZE)", blocks)
    run("SELECT close_month(%s)", (part,))
    first, next_first = (
        clock.start_of_day(day).isoformat() for day in (month, months.after(month))
    )
    span = f"FOR VALUES FROM ('{first}') TO ('{next_first}')"
    run(f"ALTER TABLE {TABLE} ATTACH PARTITION {part} {span}")


def _copy(connection: sa.Connection, what: str, blocks: Iterator[str]) -> None:
    driver: Any = connection.connection.dbapi_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {what}") as stream:
        for block in blocks:
            stream.write(block)


class _Lines:
    """Lines as COPY reads them. A day's moments are the same each day, so they are made once."""

    def __init__(self, town: Town, whose: Sequence[tuple[int, int]], each: int, last: int) -> None:
        self.rng, self.each, self.number = town.chance("city looks"), each, last
        self.ends = [
            f"\tstaff\t{caseworker}\tcaseworker\tread\t{subject}\t{citizen}\t{{}}\n"
            for citizen, caseworker in whose
            for subject in READ
        ]
        step = HOURS / each
        self.times = [f" {BEGINS + step * i}" for i in range(each)]

    def of(self, days: list[date]) -> Iterator[str]:
        """The lines of some days, a block for each."""
        for day in days:
            # The offset of the morning holds all day.
            zone = clock.local(clock.start_of_day(day) + BEGINS).strftime("%z")
            named = f"\t{day.isoformat()}"
            chosen = self.rng.choices(self.ends, k=self.each)
            yield "".join(
                [
                    f"{number}{named}{time}{zone}{end}"
                    for number, time, end in zip(
                        range(self.number + 1, self.number + self.each + 1),
                        self.times,
                        chosen,
                        strict=True,
                    )
                ]
            )
            self.number += self.each
