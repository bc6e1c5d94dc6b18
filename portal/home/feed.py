"""The citizen's feed, put together of what the rooms hang in: one line for each room."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.booking import feed as booking
from portal.core import clock
from portal.core.feed import Event, Expects, ToDo
from portal.cv import feed as cv
from portal.home import rules
from portal.joblog import feed as joblog
from portal.messages import feed as messages
from portal.notifications import feed as notifications
from portal.openings import feed as openings
from portal.plan import feed as plan
from portal.supported import feed as supported
from portal.surveys import feed as surveys

ROOMS: tuple[Any, ...] = (
    *(booking, openings, supported, plan, cv, joblog, messages, notifications),
    surveys,
)
"""Of two things due at the same moment, the one of the room named first comes first."""

WORDS: dict[str, Any] = {kind: words for room in ROOMS for kind, words in room.WORDS.items()}
ON_THE_FIRST_PAGE = 8
PAGE = 40
MOMENT = sa.DateTime(timezone=True)
MOST: Any = sa.bindparam("most", type_=sa.Integer)


def to_do(session: Session, citizen_id: int, now: datetime) -> list[ToDo]:
    """What waits for the citizen, the most urgent first; what has no deadline comes last."""
    found = [one for room in ROOMS for one in room.to_do(session, citizen_id, now)]
    return rules.most_urgent_first(found, now)


def first(waiting: Sequence[ToDo]) -> ToDo | None:
    """The one thing to say first: the most urgent that somebody expects.

    Never what nobody expects: who need do nothing else is told so.
    """
    return next((one for one in waiting if one.expected_by != Expects.NOBODY), None)


@dataclass(frozen=True)
class Mark:
    """Where a page of events ends. The next one begins below it."""

    at: datetime
    kind: str
    ref: int

    def __str__(self) -> str:
        micro = (self.at - datetime.fromtimestamp(0, UTC)) // timedelta(microseconds=1)
        return f"{micro}.{self.kind}.{self.ref}"


def mark(text: str | None) -> Mark | None:
    """The mark in an address; None when there is none, or it is not one of ours."""
    micro, _dot, rest = (text or "").partition(".")
    kind, _dot, ref = rest.partition(".")
    if kind not in WORDS or not (_is_number(micro) and _is_number(ref)):
        return None
    return Mark(datetime.fromtimestamp(0, UTC) + timedelta(microseconds=int(micro)), kind, int(ref))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 18


@dataclass(frozen=True)
class Past:
    """A page of what has happened, the newest first, and where the next one begins."""

    events: list[Event]
    older: Mark | None

    @property
    def days(self) -> list[tuple[date, list[Event]]]:
        """The events by the day they happened."""
        by_day = groupby(self.events, key=lambda one: clock.local_date(one.at))
        return [(day, list(events)) for day, events in by_day]


def happened(
    session: Session, citizen_id: int, now: datetime, *, before: Mark | None = None, most: int
) -> Past:
    """What has happened before `now`, in one statement however many rooms there are."""
    values: dict[str, Any] = {"citizen": citizen_id, "now": now, "most": most + 1}
    if before is not None:
        values |= {"end_at": before.at, "end_kind": before.kind, "end_ref": before.ref}
    rows = session.execute(_past(below=before is not None), values).all()
    events = [Event(*row) for row in rows]
    last = events[most - 1] if len(events) > most else None
    return Past(events[:most], Mark(last.at, last.kind, last.ref) if last else None)


@cache
def _past(*, below: bool) -> sa.Select[Any]:
    """Every page asks this, so it is built once; with `below` only what comes after a mark."""
    citizen: Any = sa.bindparam("citizen", type_=sa.BigInteger)
    selects = [select for room in ROOMS for select in room.happened(citizen)]
    whole = sa.union_all(*(_part(select, below) for select in selects)).subquery()
    return sa.select(whole).order_by(*_newest_first(whole)).limit(MOST)


def _part(select: sa.Select[Any], below: bool) -> Any:
    """One kind of events: no more of it than the page can hold."""
    part = select.subquery()
    wanted = sa.select(part).where(part.c.at <= sa.bindparam("now", type_=MOMENT))
    if below:
        end = sa.tuple_(
            sa.bindparam("end_at", type_=MOMENT),
            sa.bindparam("end_kind", type_=sa.Text),
            sa.bindparam("end_ref", type_=sa.BigInteger),
        )
        wanted = wanted.where(sa.tuple_(part.c.at, part.c.kind, part.c.ref) < end)
    return wanted.order_by(*_newest_first(part)).limit(MOST).subquery().select()


def _newest_first(part: Any) -> tuple[Any, ...]:
    return part.c.at.desc(), part.c.kind.desc(), part.c.ref.desc()


def sentence(event: Event) -> str:
    """What has happened, in words that are right for the citizen and for staff."""
    said: str = str(WORDS[event.kind]) % {"what": event.what, "who": event.who}
    return said
