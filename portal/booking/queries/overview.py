"""How a team's talks went in a quarter, counted for its lead. No names of citizens."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session

from portal.accounts.models import Staff
from portal.booking.models import Talk
from portal.core import clock
from portal.privacy.queries.restrictions import not_restricted

LATE = timedelta(hours=24)


@dataclass(frozen=True)
class Overview:
    """Counts of one quarter until now.

    `held` talks; of these `changed` with another caseworker than the citizen's held talk before,
    among those `with_previous` that had one; `handed_over` by a colleague. `missed` are talks the
    office did not come to; `cancelled` those it cancelled, `late` within 24 hours.
    """

    held: int
    with_previous: int
    changed: int
    handed_over: int
    missed: int
    cancelled: int
    late: int


def overview(session: Session, team_id: int | None, now: datetime) -> Overview:
    """The quarter of `now`, of a team or of all: one statement.

    Talks of citizens the use of whose data is restricted are not counted.
    """
    since = clock.start_of_day(clock.quarter_start(clock.local_date(now)))
    starts = sa.func.lower(Talk.during)
    held = (
        sa.select(
            Talk.id,
            sa.func.lag(Talk.caseworker_id)
            .over(partition_by=Talk.citizen_id, order_by=starts)
            .label("before"),
        )
        .where(Talk.status == "held")
        .subquery()
    )
    is_held = Talk.status == "held"
    by_centre = Talk.cancelled_by == "centre"
    counts = (
        is_held,
        sa.and_(is_held, held.c.before.is_not(None)),
        sa.and_(is_held, held.c.before != Talk.caseworker_id),
        sa.and_(is_held, Talk.instead_of_id.is_not(None)),
        Talk.status == "centre_absent",
        by_centre,
        sa.and_(by_centre, Talk.cancelled_at > starts - LATE),
    )
    wanted = (
        sa.select(*(sa.func.count().filter(what) for what in counts))
        .select_from(Talk)
        .join(Staff, Staff.id == Talk.caseworker_id)
        .outerjoin(held, held.c.id == Talk.id)
        .where(Talk.during.overlaps(Range(since, now)), not_restricted(Talk.citizen_id))
    )
    if team_id is not None:
        wanted = wanted.where(Staff.team_id == team_id)
    counted: tuple[int, ...] = tuple(session.execute(wanted).one())
    return Overview(*counted)


def unsaid_by_caseworker(
    session: Session, team_id: int | None, now: datetime
) -> list[tuple[str, int]]:
    """How many talks of earlier days each caseworker has not said the outcome of, most first."""
    today = clock.start_of_day(clock.local_date(now))
    count = sa.func.count().label("number")
    wanted = (
        sa.select(Staff.name, count)
        .join(Talk, Talk.caseworker_id == Staff.id)
        .where(Talk.status == "booked", sa.func.lower(Talk.during) < today)
        .group_by(Staff.id)
        .order_by(count.desc(), Staff.name)
    )
    if team_id is not None:
        wanted = wanted.where(Staff.team_id == team_id)
    return [(name, number) for name, number in session.execute(wanted)]
