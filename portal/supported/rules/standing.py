"""How an application stands, read from what happened to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum


class Stage(StrEnum):
    """How far an application is."""

    WAITS_FOR_CONSENT = "waits_for_consent"
    OBJECTED = "objected"
    TO_DECIDE = "to_decide"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    APPROVED = "approved"
    """Nobody has the place yet."""
    COMING = "coming"
    RUNNING = "running"
    OVER = "over"


@dataclass(frozen=True)
class Happened:
    """One event."""

    kind: str
    at: datetime
    on_day: date | None = None


@dataclass(frozen=True)
class Standing:
    """The stage, and the last day to decide while a decision is due."""

    stage: Stage
    decide_by: date | None = None
    today: date | None = None

    @property
    def is_late(self) -> bool:
        """True when the day to decide has gone by."""
        return self.days_left is not None and self.days_left < 0

    @property
    def days_left(self) -> int | None:
        """Days until the decision is due; negative when late, None when none is due."""
        if self.decide_by is None or self.today is None:
            return None
        return (self.decide_by - self.today).days

    @property
    def is_open(self) -> bool:
        """True while the job centre, the company or the representative has something to do."""
        return self.stage in (Stage.WAITS_FOR_CONSENT, Stage.OBJECTED, Stage.TO_DECIDE)


def standing(
    events: Iterable[Happened],
    starts_on: date,
    ends_on: date,
    decide_days: int,
    today: date,
    day_of: dict[datetime, date],
) -> Standing:
    """How it stands on `today`; `day_of` gives the Danish day of each event's moment.

    The order in which events are given does not matter.
    """
    by_kind = {one.kind: one for one in events}
    for kind, stage in (("refused", Stage.REFUSED), ("withdrawn", Stage.WITHDRAWN)):
        if kind in by_kind:
            return Standing(stage)
    if "approved" in by_kind:
        return Standing(_after_approval(by_kind, starts_on, ends_on, today))
    if "objected" in by_kind:
        return Standing(Stage.OBJECTED)
    if "consented" not in by_kind:
        return Standing(Stage.WAITS_FOR_CONSENT)
    due = day_of[by_kind["consented"].at] + timedelta(days=decide_days)
    return Standing(Stage.TO_DECIDE, due, today)


def _after_approval(
    by_kind: dict[str, Happened], starts_on: date, ends_on: date, today: date
) -> Stage:
    if "ended" in by_kind:
        last = by_kind["ended"].on_day or today
        if last < starts_on or last < today:
            return Stage.OVER
        ends_on = min(ends_on, last)
    if ends_on < today:
        return Stage.OVER
    if "placed" not in by_kind:
        return Stage.APPROVED
    return Stage.COMING if today < starts_on else Stage.RUNNING
