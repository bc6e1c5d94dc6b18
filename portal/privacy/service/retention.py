"""Forgetting what has been kept long enough: in small steps that may be broken off and repeated."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import audit, clock, months
from portal.core.access import Audience
from portal.core.journal import deleting
from portal.core.logs import log
from portal.core.standing import WORKER
from portal.privacy.declared import HOLDINGS
from portal.privacy.queries.periods import periods
from portal.privacy.queries.rows import about, personal, table_of
from portal.privacy.service.keeping import FORGETS, Forgets, primary_key
from portal.privacy.service.rows import delete, empty, free

AT_ONCE = 200
MAY_FORGET = sa.text(
    "SELECT session_user LIKE :worker"
    " OR pg_has_role(session_user, relowner, 'MEMBER') FROM pg_class"
    " WHERE oid = 'audit_event'::regclass"
).bindparams(worker=f"%\\{WORKER}")
FEW = 20


# What goes by whole months, and the rules that must all have run out. These are not in the journal
# of deletions: after a restore the same months are as old, and go again.
BY_MONTH = {"audit_event": ("log",), "outbox_message": ("inbox", "notice")}


@dataclass(frozen=True)
class Due:
    """How many rows one thing a rule does would touch."""

    key: str
    table: str
    rows: int
    empties: bool


def due(session: Session, now: datetime) -> list[Due]:
    """What a run would forget now; changes nothing."""
    long_ago = _moments(session, now)
    return [
        Due(
            one.key,
            one.table,
            session.scalar(
                sa.select(sa.func.count())
                .select_from(table_of(one.table))
                .where(one.due(table_of(one.table).c, long_ago[one.key]))
            )
            or 0,
            bool(one.empties or one.of_citizen),
        )
        for one in FORGETS
    ]


def run(session: Session, now: datetime) -> Iterator[tuple[str, int]]:
    """Forget in steps of some hundred rows; after each the caller commits, and asks for the next.

    Whole months first, then what has none. Each step says which rule and how many rows. Two runs
    at once take different rows, and one that was killed is taken up by the next.
    """
    long_ago = _moments(session, now)
    by_month = BY_MONTH.items() if session.scalar(MAY_FORGET) else ()
    for table, keys in by_month:
        before = min(long_ago[key] for key in keys)
        while (gone := months.take(session, table, before)) is not None:
            audit.record(session, None, "forget", table, now=now, rule=keys[0], rows=gone)
            session.flush()
            yield keys[0], gone
    for one in FORGETS:
        while touched := _step(session, one, long_ago[one.key], now):
            yield one.key, touched
            if touched < FEW:
                break


def _moments(session: Session, now: datetime) -> dict[str, datetime]:
    """For each rule the moment until which things have been kept long enough."""
    today = clock.local_date(now)
    return {
        key: clock.start_of_day(period.before(today))
        for key, period in periods(session, today).items()
    }


def _step(session: Session, one: Forgets, before: datetime, now: datetime) -> int:
    if one.table == "audit_event":
        return _forget_trail(session, one, before, now)
    table, key = table_of(one.table), primary_key(one.table)
    rows = session.execute(
        sa.select(*key)
        .where(one.due(table.c, before))
        .order_by(*key)
        .limit(FEW if one.whole_people else AT_ONCE)
        .with_for_update(skip_locked=True, of=table)
    ).all()
    if not rows:
        return 0
    if one.whole_people:
        forget_citizens(session, [citizen_id for (citizen_id,) in rows], one.key)
    else:
        with deleting(session, one.key):
            _forget(session, one, sa.tuple_(*key).in_([tuple(row) for row in rows]))
    audit.record(session, None, "forget", one.table, now=now, rule=one.key, rows=len(rows))
    session.flush()
    return len(rows)


def _forget_trail(session: Session, one: Forgets, before: datetime, now: datetime) -> int:
    """The portal may not delete from the trail: a function of the database takes what is old.

    It does so for the worker's role alone.
    """
    if not session.scalar(MAY_FORGET):
        log.error("old lines of the trail stay: DATABASE_WORKER_URL names no role that may")
        return 0
    whole = months.month_begins(before, sa.DateTime())
    gone = session.scalar(sa.select(sa.func.forget_trail(whole, AT_ONCE))) or 0
    if gone:
        audit.record(session, None, "forget", one.table, now=now, rule=one.key, rows=gone)
        session.flush()
    return gone


def _forget(session: Session, one: Forgets, which: sa.ColumnElement[bool]) -> None:
    table = table_of(one.table)
    if one.empties:
        empty(session, table, one.empties, which)
    elif one.of_citizen:
        people = sa.select(table.c.id).where(which)
        for name in one.of_citizen:
            delete(session, table_of(name), about(HOLDINGS[name], Audience.CITIZEN, people))
    else:
        delete(session, table, which)


def forget_citizens(session: Session, ids: list[int], rule: str) -> None:
    """Delete citizens and everything about them but the access log, which has its own time.

    The journal knows each by a code, in the one line that says the citizen went.
    """
    citizen = table_of("citizen")
    people = sa.select(citizen.c.id).where(citizen.c.id.in_(ids))
    with deleting(session, rule):
        for held in personal(Audience.CITIZEN):
            table = table_of(held.table)
            tied = held.table == "citizen" or table.c[held.citizen].foreign_keys
            if held.kept != "log" and not tied:
                delete(session, table, about(held, Audience.CITIZEN, people))
        free(session, citizen, citizen.c.id.in_(ids))
    for citizen_id in ids:
        with deleting(session, rule, subject_of(session, citizen_id)):
            session.execute(sa.delete(citizen).where(citizen.c.id == citizen_id))


def subject_of(session: Session, citizen_id: int) -> bytes | None:
    """The code under which the journal knows a citizen: nobody can turn it round."""
    citizen = table_of("citizen").c
    found = session.scalar(sa.select(citizen.cpr_hmac).where(citizen.id == citizen_id))
    return found and hashlib.sha256(b"journal:" + found).digest()
