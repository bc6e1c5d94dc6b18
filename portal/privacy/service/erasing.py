"""Use case: what the law lets go is deleted at once; of the rest one learns why and until when.

What a public authority must keep of a case is kept (article 17(3)(b) and (e)).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen
from portal.core import audit, clock, standing
from portal.core.access import Actor, Audience
from portal.core.journal import deleting
from portal.notifications import service as notifications
from portal.privacy.holding import STANDING, Held
from portal.privacy.queries.periods import periods
from portal.privacy.queries.rows import about, personal, table_of
from portal.privacy.service.retention import subject_of
from portal.privacy.service.rows import blank, delete, empty, note_emptied

RULE = "request"
ROW = "*"
# Rules that count from the end of the course; the others say themselves what they count from.
FROM_COURSE = frozenset({"case", "messages", "account", "cv"})


@dataclass(frozen=True)
class Goes:
    """Something that is deleted at once."""

    what: Any
    rows: int
    whole: bool
    """False where only what was optional is emptied."""


@dataclass(frozen=True)
class Stays:
    """Something that is kept: under which rule, and the day it goes where that is known."""

    what: Any
    key: str
    until: date | None


@dataclass(frozen=True)
class Preview:
    """What would happen if the citizen said yes."""

    goes: list[Goes]
    stays: list[Stays]


def preview(session: Session, citizen_id: int, now: datetime) -> Preview:
    """What would go at once and what would stay; changes nothing. Three statements."""
    rules = periods(session, clock.local_date(now))
    ended = session.scalar(sa.select(Citizen.course_ended_on).where(Citizen.id == citizen_id))
    with standing.entirely(session):
        counted = _counted(session, citizen_id)
    goes, stays = [], []
    for one in personal(Audience.CITIZEN):
        all_rows, rows = counted[one.table]
        if one.at_once and rows:
            goes.append(Goes(one.what, rows, ROW in one.at_once))
        elif one.at_once != {ROW} and one.kept not in STANDING and all_rows:
            until = rules[one.kept].after(ended) if ended and one.kept in FROM_COURSE else None
            stays.append(Stays(one.what, one.kept, until))
    return Preview(goes, stays)


def _touches(one: Held, citizen_id: int) -> sa.ColumnElement[bool]:
    """The citizen's rows of which something goes at once."""
    table = table_of(one.table)
    mine = about(one, Audience.CITIZEN, citizen_id)
    if ROW in one.at_once:
        return mine
    return sa.and_(
        mine,
        sa.or_(
            *(
                table.c[name].is_distinct_from(sa.literal(blank(table.c[name]), table.c[name].type))
                for name in one.at_once
            )
        ),
    )


def _counted(session: Session, citizen_id: int) -> dict[str, tuple[int, int]]:
    """For each table the citizen's rows, and those of which something goes at once."""
    asked = []
    for one in personal(Audience.CITIZEN):
        touched = _touches(one, citizen_id) if one.at_once else sa.false()
        asked.append(
            sa.select(sa.literal(one.table), sa.func.count(), sa.func.count().filter(touched))
            .select_from(table_of(one.table))
            .where(about(one, Audience.CITIZEN, citizen_id))
        )
    return {table: (rows, go) for table, rows, go in session.execute(sa.union_all(*asked))}


def erase(session: Session, actor: Actor, citizen_id: int, *, now: datetime) -> int:
    """Delete at once what may go; how many rows. Again, it deletes nothing more.

    The actor is the citizen, or who decided on their request.
    """
    session.execute(sa.select(Citizen.id).where(Citizen.id == citizen_id).with_for_update())
    gone = 0
    subject = subject_of(session, citizen_id)
    with standing.entirely(session), deleting(session, RULE, subject):
        for one in _leaves_first():
            table, mine = table_of(one.table), about(one, Audience.CITIZEN, citizen_id)
            if ROW in one.at_once:
                gone += delete(session, table, mine)
            else:
                keys = empty(session, table, sorted(one.at_once), mine)
                note_emptied(session, one.table, keys, one.at_once, RULE, subject)
                gone += len(keys)
    if gone:
        audit.record(
            session,
            actor,
            "erase",
            "citizen",
            citizen_id,
            now=now,
            citizen_id=citizen_id,
            rows=gone,
        )
        notifications.tell(
            session,
            event=f"data-erased:{citizen_id}:{now.isoformat()}",
            kind="data_erased",
            audience=Audience.CITIZEN,
            recipient_id=citizen_id,
            now=now,
            path="/borger/mine-data",
        )
    session.flush()
    return gone


def _leaves_first() -> Iterator[Held]:
    """What goes at once, rows that hang on others before those they hang on."""
    going = [one for one in personal(Audience.CITIZEN) if one.at_once]
    yield from sorted(going, key=lambda one: ROW not in one.at_once)
