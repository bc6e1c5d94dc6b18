"""The five targets and the two promises, by quarter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import clock
from portal.recruitment.models import CLOCKS
from portal.surveys.models import STATEMENTS
from portal.targets import words
from portal.targets.models import Goal
from portal.targets.queries.promises import ServiceFigure, service_goals
from portal.targets.queries.releases import Cell, Release, published
from portal.targets.rules.quarters import Quarter, latest
from portal.targets.rules.shares import HIDDEN, Change, Share, change, response_rate, share_of
from portal.targets.rules.suppression import ALL, TOTAL
from portal.targets.rules.weights import Stratum, Weighted, post_stratified, strata_of

WEIGHTED_BY = "group_family"


@dataclass(frozen=True)
class SurveyFigure:
    """One of the five targets in one quarter. Shares and target are fractions."""

    key: str
    target: float
    quarter: Quarter
    invited: int
    result: Share
    change: Change | None = None
    """Since the quarter before, when both can be shown."""
    weighted: Weighted | None = None
    """As if every target group had answered as often; only of a frozen quarter."""
    released_at: datetime | None = None
    final: bool = False
    complete: bool = True
    """False in a frozen quarter: a few late answers are left out."""

    @property
    def response_rate(self) -> float | None:
        """The answers to this statement out of those invited."""
        return response_rate(self.result.n, self.invited)


@dataclass(frozen=True)
class Series:
    """The figures of one target or promise, oldest quarter first."""

    key: str
    kind: str
    """'survey' or 'service'."""
    label: str
    target: float
    """The share that is wanted: a promise wants every enquiry in time."""
    figures: Sequence[SurveyFigure] | Sequence[ServiceFigure]
    chosen: bool = False
    """True when the reader asked for the last of these quarters."""

    @property
    def headline(self) -> SurveyFigure | ServiceFigure:
        """The figure to name first: the last whole quarter's, as long as it can be shown."""
        *whole, running = self.figures
        if self.chosen or not whole or (running.result.shown and not whole[-1].result.shown):
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
    """The five targets in each of `quarters` as published until `now`, in two statements.

    None where no plan sets a target.
    """
    if not quarters:
        return []
    plans = _survey_goals(session)
    before_first = min(quarters).shifted(-1)
    releases = published(session, [before_first, *quarters], (ALL, WEIGHTED_BY), now)
    figures = []
    for key in STATEMENTS:
        for quarter in quarters:
            target = _in_force(plans.get(key, []), quarter)
            if target is None or quarter.first_day > clock.local_date(now):
                continue
            figures.append(_figure(key, target, quarter, releases))
    return figures


def _figure(
    key: str, target: float, quarter: Quarter, releases: dict[Quarter, Release]
) -> SurveyFigure:
    release = releases.get(quarter)
    if release is None:
        return SurveyFigure(key, target, quarter, 0, HIDDEN)
    result = result_in(release, key, target)
    earlier = releases.get(quarter.shifted(-1))
    cell = release.cells.get((key, TOTAL))
    return SurveyFigure(
        key=key,
        target=target,
        quarter=quarter,
        invited=release.invited,
        result=result,
        change=change(result_in(earlier, key, target), result) if earlier else None,
        weighted=_weighted(release, key),
        released_at=release.at,
        final=release.final,
        complete=cell is None or cell.complete or not release.final,
    )


def result_in(release: Release, key: str, target: float) -> Share:
    """A statement's share of all who answered in a release."""
    cell = release.cells.get((key, TOTAL))
    if cell is None or cell.counts is None:
        return HIDDEN
    return share_of(cell.counts.favourable, cell.counts.n, target)


def _weighted(release: Release, key: str) -> Weighted | None:
    """Weighted to all who had a contact course; None while no group is shown."""
    total = release.cells.get((key, TOTAL))
    shown = [cell for _, cell in release.of(key, WEIGHTED_BY) if cell.counts]
    if not shown or total is None or total.counts is None:
        return None
    return post_stratified(strata_of(_stratum(total), map(_stratum, shown)))


def _stratum(cell: Cell) -> Stratum:
    assert cell.counts is not None
    people, n, favourable = cell.counts
    return Stratum(people if cell.population is None else cell.population, n, favourable)


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


def series(
    session: Session,
    now: datetime,
    quarters: Sequence[Quarter] | None = None,
    *,
    chosen: bool = False,
) -> list[Series]:
    """The five targets and two promises over `quarters`, or the recent ones of a dashboard."""
    quarters = recent(now) if quarters is None else quarters
    found: list[Series] = []
    survey = survey_targets(session, quarters, now)
    for key in STATEMENTS:
        mine = [figure for figure in survey if figure.key == key]
        if mine:
            label = words.survey(key)
            found.append(Series(key, "survey", label, mine[-1].target, mine, chosen))
    service = service_goals(session, quarters, now)
    for key in CLOCKS:
        theirs = [figure for figure in service if figure.key == key]
        if theirs:
            label = words.service(key, theirs[-1].hours)
            found.append(Series(key, "service", label, 1.0, theirs, chosen))
    return found


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
