"""How promises were kept, counted by the database: what is written down, and the rest besides."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from portal.accounts.models import Staff
from portal.recruitment.models import RecruitmentRequest, ServiceResult
from portal.recruitment.queries.results import ClockResult, unkept_results
from portal.recruitment.rules.clocks import ELAPSED, OPENING
from portal.recruitment.rules.events import LEFT_OUT
from portal.recruitment.rules.figures import Summary

TEAM = Staff.team_id
WHY_OUT = (*LEFT_OUT, "withdrawn", "closed")
_COLUMNS: dict[str, Any] = {
    "request_id": sa.BigInteger(),
    "key": sa.Text(),
    "kind": sa.Text(),
    "received_at": sa.DateTime(timezone=True),
    "goal": sa.Integer(),
    "counted": sa.Text(),
    "elapsed_hours": sa.Float(),
    "opening_hours": sa.Float(),
    "done": sa.Boolean(),
    "left_out": sa.Text(),
}


@dataclass(frozen=True)
class Promised:
    """Which goal and way of counting applied to a promise, and to which enquiry last."""

    key: str
    goal: int
    counted: str
    last: datetime


class Cases:
    """Every enquiry received from `start` until before `end` against every promise made to it.

    What is written down is not read from the log again; the rest is, by `unkept_results`.
    """

    def __init__(
        self, session: Session, start: datetime, end: datetime, now: datetime, ways: Collection[str]
    ) -> None:
        self._session = session
        fresh = unkept_results(session, start, end, now, ways)
        kept = sa.select(*(getattr(ServiceResult, name) for name in _COLUMNS)).where(
            ServiceResult.received_at >= start,
            ServiceResult.received_at < end,
            ServiceResult.known_at <= now,
        )
        self.rows = sa.union_all(kept, _given(fresh)).subquery("cases")

    def promised(self) -> list[Promised]:
        """What was promised in that time, in one statement."""
        rows = self.rows.c
        kinds = (rows.key, rows.goal, rows.counted)
        found = self._session.execute(
            sa.select(*kinds, sa.func.max(rows.received_at)).group_by(*kinds)
        )
        return [Promised(*row) for row in found]

    def summaries(
        self,
        group_of: Callable[[Any], Any],
        way: Callable[[Any], Any] = lambda rows: rows.counted,
        goal: Callable[[Any], Any] = lambda rows: rows.goal,
    ) -> dict[tuple[str, Any], Summary]:
        """The same as `rules.figures.summarise` for each promise and group: one statement.

        The group None is all of a promise's enquiries. `way` and `goal` say how each enquiry is
        counted and what it is held against.
        """
        rows = self.rows.c
        group = group_of(rows)
        hours = sa.case((way(rows) == OPENING, rows.opening_hours), else_=rows.elapsed_hours)
        measured = sa.select(
            rows.key,
            group.label("group"),
            hours.label("hours"),
            goal(rows).label("goal"),
            rows.done,
            rows.left_out,
        ).select_from(self._with_team() if group is TEAM else self.rows)
        found = self._session.execute(_summed(measured.subquery("measured").c))
        return {(row.key, None if row.all_groups else row.group): _summary(row) for row in found}

    def _with_team(self) -> Any:
        """Beside the team that has the enquiry now."""
        return self.rows.join(
            RecruitmentRequest, RecruitmentRequest.id == self.rows.c.request_id
        ).join(Staff, Staff.id == RecruitmentRequest.consultant_id)


def _summed(rows: Any) -> sa.Select[Any]:
    settled = rows.done | (rows.hours > rows.goal)
    counts = settled & sa.func.coalesce(rows.left_out, "").not_in(LEFT_OUT)
    half = sa.func.percentile_cont(0.5).within_group(rows.hours)
    nine_in_ten = sa.func.percentile_disc(0.9).within_group(rows.hours)
    return sa.select(
        rows.key,
        rows.group,
        (sa.func.grouping(rows.group) == 1).label("all_groups"),
        sa.func.count().filter(counts).label("n"),
        sa.func.count().filter(counts & (rows.hours <= rows.goal)).label("within"),
        half.filter(counts).label("median"),
        nine_in_ten.filter(counts).label("p90"),
        sa.func.max(rows.hours).filter(counts).label("worst"),
        sa.func.count().filter(~settled & rows.left_out.is_(None)).label("waiting"),
        *(
            sa.func.count().filter((rows.left_out == why) & ~counts).label(f"out_{why}")
            for why in WHY_OUT
        ),
    ).group_by(sa.func.grouping_sets(sa.tuple_(rows.key), sa.tuple_(rows.key, rows.group)))


def _summary(row: Any) -> Summary:
    out = {why: number for why in sorted(WHY_OUT) if (number := getattr(row, f"out_{why}"))}
    share = row.within / row.n if row.n else None
    return Summary(
        row.n, row.within, share, row.median, row.p90, row.worst, row.waiting, left_out=out
    )


def _given(results: Sequence[ClockResult]) -> sa.Select[Any]:
    """The results as rows of the database, with the columns of what is written down."""
    made = [
        (
            result.request_id,
            key,
            result.kind,
            result.received_at,
            promise.hours,
            promise.counted,
            *(
                waited.hours if (waited := result.waits.get((key, way))) else None
                for way in (ELAPSED, OPENING)
            ),
            next(one.done for (name, _way), one in result.waits.items() if name == key),
            result.left_out,
        )
        for result in results
        for key, promise in result.promised.items()
    ]
    columns = list(zip(*made, strict=True)) or [()] * len(_COLUMNS)
    arrays = [
        sa.bindparam(f"given_{name}", list(values), ARRAY(kind), unique=True)
        for (name, kind), values in zip(_COLUMNS.items(), columns, strict=True)
    ]
    table = sa.func.unnest(*arrays).table_valued(
        *(sa.column(name, kind) for name, kind in _COLUMNS.items()), name="given"
    )
    return sa.select(*table.render_derived().c)
