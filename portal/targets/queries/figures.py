"""The five targets and the two promises, by quarter."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import calendar, clock
from portal.recruitment import queries as recruitment
from portal.recruitment.models import CLOCKS, ServiceGoal
from portal.recruitment.rules.hours import open_time
from portal.surveys import queries as surveys
from portal.surveys.models import STATEMENTS
from portal.targets import words
from portal.targets.models import Goal
from portal.targets.rules.hours import Wait, Waits, waits_of
from portal.targets.rules.quarters import Quarter, latest
from portal.targets.rules.shares import Share, share_of

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class SurveyFigure:
    """One of the five targets in one quarter. Shares and target are fractions."""

    key: str
    target: float
    quarter: Quarter
    invited: int
    result: Share


@dataclass(frozen=True)
class ServiceFigure:
    """One of the two promises in one quarter."""

    key: str
    hours: int
    counted: str
    quarter: Quarter
    result: Waits


@dataclass(frozen=True)
class Series:
    """The figures of one target or promise, oldest quarter first, the running one last."""

    key: str
    kind: str
    """'survey' or 'service'."""
    label: str
    target: float
    """The share that is wanted: a promise wants every enquiry in time."""
    figures: Sequence[SurveyFigure] | Sequence[ServiceFigure]

    @property
    def headline(self) -> SurveyFigure | ServiceFigure:
        """The figure to name first: the last whole quarter's, as long as it can be shown."""
        *whole, running = self.figures
        if not whole or (running.result.shown and not whole[-1].result.shown):
            return running
        return whole[-1]


@dataclass(frozen=True)
class Bar:
    """What the front page says of one target or promise."""

    key: str
    kind: str
    label: str
    period: str
    target: float
    share: float | None
    n: int | None
    verdict: str
    verdict_word: str


def recent(now: datetime) -> list[Quarter]:
    """The quarters on a dashboard, the running one last."""
    return latest(clock.local_date(now))


def survey_targets(
    session: Session, quarters: Sequence[Quarter], now: datetime
) -> list[SurveyFigure]:
    """The five targets in each of `quarters`, in two statements; none where no plan sets one."""
    if not quarters:
        return []
    first, last = min(quarters), max(quarters)
    plans = _survey_goals(session)
    counted = {
        (Quarter.of(row.quarter_start), row.key): row
        for row in surveys.counts(session, first.first_day, last.first_day)
    }
    figures = []
    for key in STATEMENTS:
        for quarter in quarters:
            target = _in_force(plans.get(key, []), quarter)
            if target is None or quarter.first_day > clock.local_date(now):
                continue
            row = counted.get((quarter, key))
            invited, n, favourable = (row.invited, row.n, row.favourable) if row else (0, 0, 0)
            figures.append(
                SurveyFigure(key, target, quarter, invited, share_of(favourable, n, target))
            )
    return figures


def _survey_goals(session: Session) -> dict[str, list[tuple[int, float]]]:
    found = session.execute(
        sa.select(Goal.key, Goal.plan_year, Goal.target_value)
        .where(Goal.key.in_(STATEMENTS), Goal.kind == "share_min")
        .order_by(Goal.plan_year)
    )
    plans: dict[str, list[tuple[int, float]]] = {}
    for key, year, percent in found:
        if percent is not None:
            plans.setdefault(key, []).append((year, float(percent / 100)))
    return plans


def _in_force(plans: Iterable[tuple[int, float]], quarter: Quarter) -> float | None:
    """The target of the latest plan that is not of a later year than the quarter's."""
    begun = [target for year, target in plans if year <= quarter.year]
    return begun[-1] if begun else None


def service_goals(
    session: Session, quarters: Sequence[Quarter], now: datetime
) -> list[ServiceFigure]:
    """The two promises in each of `quarters`; none before the first promise was made."""
    if not quarters:
        return []
    promised = session.scalars(sa.select(ServiceGoal).order_by(ServiceGoal.valid_from)).all()
    start = clock.start_of_day(min(quarters).first_day)
    end = min(clock.start_of_day(max(quarters).shifted(1).first_day), now)
    waits = _waits(session, start, end, now)
    figures = []
    for key in CLOCKS:
        for quarter in quarters:
            goal = _promise(promised, key, quarter)
            if goal is None or quarter.first_day > clock.local_date(now):
                continue
            mine = waits.get((quarter, key, goal.counted), [])
            figures.append(
                ServiceFigure(key, goal.hours, goal.counted, quarter, waits_of(mine, goal.hours))
            )
    return figures


def _waits(
    session: Session, start: datetime, end: datetime, now: datetime
) -> dict[tuple[Quarter, str, str], list[Wait]]:
    """The waits of the requests received in that time, by quarter, promise and way of counting."""
    days = calendar.load(session, clock.local_date(now))
    waits: dict[tuple[Quarter, str, str], list[Wait]] = defaultdict(list)
    for result in recruitment.clock_results(session, start, end):
        quarter = Quarter.of(clock.local_date(result.received_at))
        done = {
            ("answer", "elapsed"): result.answer_hours,
            ("answer", "opening"): result.answer_opening_hours,
            ("candidates", "elapsed"): result.candidate_hours,
            ("candidates", "opening"): result.candidate_opening_hours,
        }
        for (key, counted), hours in done.items():
            if hours is not None:
                waits[quarter, key, counted].append(Wait(hours, done=True))
            elif key == "answer" or result.kind == "recruitment":
                in_vain = _hours_in_vain(result, counted, days, now)
                waits[quarter, key, counted].append(Wait(in_vain, done=False))
    return waits


def _hours_in_vain(
    result: recruitment.ClockResult, counted: str, days: calendar.WorkCalendar, now: datetime
) -> float:
    """How long a request has waited so far, or had waited when it was closed or withdrawn."""
    until = result.ended_at or now
    if counted == "opening":
        return open_time(result.received_at, until, days) / HOUR
    return (until - result.received_at) / HOUR


def _promise(promised: Sequence[ServiceGoal], key: str, quarter: Quarter) -> ServiceGoal | None:
    """The promise in force when the quarter ended."""
    begun = [g for g in promised if g.key == key and g.valid_from <= quarter.last_day]
    return begun[-1] if begun else None


def series(
    session: Session, now: datetime, quarters: Sequence[Quarter] | None = None
) -> list[Series]:
    """The five targets and two promises over `quarters`, or the recent ones of a dashboard."""
    quarters = recent(now) if quarters is None else quarters
    found: list[Series] = []
    survey = survey_targets(session, quarters, now)
    for key in STATEMENTS:
        mine = [figure for figure in survey if figure.key == key]
        if mine:
            found.append(Series(key, "survey", words.survey(key), mine[-1].target, mine))
    service = service_goals(session, quarters, now)
    for key in CLOCKS:
        theirs = [figure for figure in service if figure.key == key]
        if theirs:
            label = words.service(key, theirs[-1].hours)
            found.append(Series(key, "service", label, 1.0, theirs))
    return found


def one_series(session: Session, key: str, now: datetime) -> Series | None:
    """One target or promise over the recent quarters, or None."""
    return next((found for found in series(session, now) if found.key == key), None)


def front_page(session: Session, now: datetime) -> list[Bar]:
    """The headline of each target and promise, for the public front page.

    A headline needs the last whole quarter and the running one, so no more are read.
    """
    bars = []
    for one in series(session, now, recent(now)[-2:]):
        figure = one.headline
        bars.append(
            Bar(
                key=one.key,
                kind=one.kind,
                label=one.label,
                period=words.quarter(figure.quarter),
                target=one.target,
                share=figure.result.share,
                n=figure.result.n,
                verdict=figure.result.verdict.value,
                verdict_word=words.verdict(figure.result.verdict),
            )
        )
    return bars
