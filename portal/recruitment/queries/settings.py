"""What is promised and looked for, with its history, and what a change would mean."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import calendar, clock
from portal.core.errors import NotFound
from portal.recruitment.models import GROUNDS, CriterionPattern, RecruitmentRequest, ServiceGoal
from portal.recruitment.queries.clocks import moments_received
from portal.recruitment.queries.kept import Cases
from portal.recruitment.queries.wording import LOOKED_AT
from portal.recruitment.rules.clocks import ELAPSED, OPENING, Promise, due
from portal.recruitment.rules.figures import Summary
from portal.recruitment.rules.wording import Criterion, find

LOOKED_BACK = timedelta(days=365)


def promise_versions(session: Session) -> dict[str, list[ServiceGoal]]:
    """Every promise of every time, by key, the latest first: one statement."""
    found: dict[str, list[ServiceGoal]] = {}
    latest_first = sa.select(ServiceGoal).order_by(ServiceGoal.valid_from.desc())
    for goal in session.scalars(latest_first):
        found.setdefault(goal.key, []).append(goal)
    return found


@dataclass(frozen=True)
class Example:
    """When an enquiry that comes at one moment would have to be served, now and by the change."""

    received: datetime
    before: datetime | None
    after: datetime | None


@dataclass(frozen=True)
class PromisePreview:
    """What a promise would mean: for enquiries to come, and had it been so the past year."""

    examples: list[Example]
    kept: Summary | None
    would_be: Summary | None


def promise_preview(
    session: Session, planned: Promise, current: Promise | None, now: datetime
) -> PromisePreview:
    """What a promise would mean, without storing it."""
    days = calendar.load(session, planned.valid_from)
    examples = [
        Example(
            received,
            due(received, current, days) if current else None,
            due(received, planned, days),
        )
        for received in _moments(planned.valid_from)
    ]
    start = now - LOOKED_BACK
    cases = Cases(session, start, now, now, {ELAPSED, OPENING})

    def one(_rows: Any) -> Any:
        return sa.literal("")

    kept = cases.summaries(one)
    would_be = cases.summaries(
        one,
        lambda _rows: sa.literal(planned.counted),
        lambda _rows: sa.literal(planned.hours),
    )
    whole = (planned.key, None)
    return PromisePreview(examples, kept.get(whole), would_be.get(whole))


def _moments(first: date) -> list[datetime]:
    """A Monday morning, a Friday afternoon and a Saturday from that day on."""
    monday = first + timedelta(days=-first.weekday() % 7)
    whens = ((0, time(9)), (4, time(14, 30)), (5, time(11)))
    return [clock.at_local(monday + timedelta(days=after), at) for after, at in whens]


def wordings(session: Session, day: date) -> dict[str, list[CriterionPattern]]:
    """What is looked for on that day or later, by ground; what is allowed comes last."""
    rows = session.scalars(
        sa.select(CriterionPattern)
        .where(sa.or_(CriterionPattern.valid_to.is_(None), CriterionPattern.valid_to >= day))
        .order_by(CriterionPattern.pattern, CriterionPattern.valid_from)
    )
    found: dict[str, list[CriterionPattern]] = {ground: [] for ground in GROUNDS}
    for row in rows:
        found[row.ground].append(row)
    return {ground: listed for ground, listed in found.items() if listed}


def ended_wordings(session: Session, day: date) -> list[CriterionPattern]:
    """What was looked for before that day and is no longer, the latest to end first."""
    return list(
        session.scalars(
            sa.select(CriterionPattern)
            .where(CriterionPattern.valid_to < day)
            .order_by(CriterionPattern.valid_to.desc(), CriterionPattern.pattern)
        )
    )


def wording(session: Session, pattern: str, valid_from: date) -> CriterionPattern:
    """One of them.

    Raises:
        NotFound: when there is none.
    """
    found = session.get(CriterionPattern, (pattern, valid_from))
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class WordingPreview:
    """How often words stood in the enquiries of the past year, and where."""

    looked_at: int
    found: list[tuple[int, str, str]]
    """An enquiry's number and title, and the words as they are written there."""


def wording_preview(session: Session, criterion: Criterion, now: datetime) -> WordingPreview:
    """Where a pattern would have been found in what came the past year: one statement."""
    came = moments_received(now - LOOKED_BACK, now)
    texts = (getattr(RecruitmentRequest, name) for name in LOOKED_AT)
    rows = session.execute(
        sa.select(RecruitmentRequest.id, *texts)
        .join(came, came.c.request_id == RecruitmentRequest.id)
        .order_by(came.c.received.desc())
    ).all()
    found = [
        (row.id, row.title, words.words)
        for row in rows
        for words in find({name: getattr(row, name) for name in LOOKED_AT}, [criterion])[:1]
    ]
    return WordingPreview(len(rows), found)
