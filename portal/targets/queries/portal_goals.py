"""Every goal whose figures the portal makes itself, as one list: for the overview and the report.

The five targets and two promises come first; then how the job centre's own work went. A share has
its n, its 95 % interval, and is hidden by the same rule as the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from portal.targets import words
from portal.targets.queries import counts
from portal.targets.queries.figures import SurveyFigure, series
from portal.targets.queries.promises import ServiceFigure
from portal.targets.rules.quarters import Quarter
from portal.targets.rules.shares import SMALLEST_SHOWN, Verdict, wilson


@dataclass(frozen=True)
class PortalFigure:
    """A share in one quarter; everything is None where it is hidden or nothing was counted."""

    quarter: Quarter
    n: int | None
    count: int | None
    share: float | None
    low: float | None
    high: float | None
    verdict: Verdict | None = None
    """None also where no plan sets a target: then it is only watched."""


@dataclass(frozen=True)
class PortalGoal:
    """A goal with one figure for each quarter, oldest first. Shares and target are fractions."""

    key: str
    area: str
    """'casework', 'business', 'talks', 'cv' or 'referrals'."""
    label: str
    definition: str
    """What is counted, out of what, in words."""
    more_is_better: bool
    target: float | None
    figures: list[PortalFigure]

    def headline(self, chosen: bool) -> PortalFigure:
        """The figure to name first: of the last whole quarter, or of the last if `chosen`."""
        *whole, running = self.figures
        if chosen or not whole or (running.n is not None and whole[-1].n is None):
            return running
        return whole[-1]

    def at(self, quarter: Quarter) -> PortalFigure | None:
        """The figure of a quarter, or None when the list has no such quarter."""
        return next((one for one in self.figures if one.quarter == quarter), None)


@dataclass(frozen=True)
class _Kind:
    key: str
    area: str
    label: Any
    definition: Any
    more_is_better: bool


KINDS = (
    _Kind(
        "caseworker_changes",
        "talks",
        _l("Talks with a new caseworker"),
        _l(
            "Talks held with another caseworker than the citizen's talk before, out of the held"
            " talks of citizens who had been to one before. As few as possible is best."
        ),
        False,
    ),
    _Kind(
        "self_booked",
        "talks",
        _l("Talks that citizens booked themselves"),
        _l("Talks the citizens booked, out of all talks of the quarter that were not cancelled."),
        True,
    ),
    _Kind(
        "held_on_time",
        "talks",
        _l("Talks held in time"),
        _l(
            "Duties whose talk was held by the last day for it, out of all duties whose last day"
            " was in the quarter. What was taken back or excused is left out."
        ),
        True,
    ),
    _Kind(
        "centre_no_shows",
        "talks",
        _l("Talks the job centre did not come to"),
        _l(
            "Talks the job centre did not come to, out of all talks that were held or that one of"
            " the two did not come to. As few as possible is best."
        ),
        False,
    ),
    _Kind(
        "cv_up_to_date",
        "cv",
        _l("CVs that are up to date"),
        _l(
            "Citizens who had confirmed their CV in time when the quarter ended, out of those who"
            " were to have done it by then."
        ),
        True,
    ),
    _Kind(
        "referrals_yes",
        "referrals",
        _l("Yes to a concrete job"),
        _l(
            "Citizens who said yes to a concrete job or applied for it themselves, out of those"
            " the job centre asked in the quarter. Counted until a month after it."
        ),
        True,
    ),
    _Kind(
        "referrals_hired",
        "referrals",
        _l("Hired after a referral"),
        _l(
            "Referrals of the quarter that had ended in a job when the figures were made, at the"
            " latest a month after the quarter, out of the citizens who were asked."
        ),
        True,
    ),
)


LEFT_OUT = _l("Citizens whose data may not be used are left out.")
"""A part of every definition here: whoever had the use of their data restricted is not counted."""
WORK_KEYS = frozenset(kind.key for kind in KINDS)
"""The keys of the job centre's own work, which no plan sets a target for."""


def portal_goals(session: Session, quarters: Sequence[Quarter], now: datetime) -> list[PortalGoal]:
    """All of them over `quarters`, as known at `now`; none for quarters that have not begun."""
    found = [
        PortalGoal(
            key=one.key,
            area="casework" if one.kind == "survey" else "business",
            label=one.label,
            definition=words.meaning(one.key),
            more_is_better=True,
            target=one.target,
            figures=[_counted(figure) for figure in one.figures],
        )
        for one in series(session, now, quarters)
    ]
    return found + work_goals(session, quarters, now)


def work_goals(session: Session, quarters: Sequence[Quarter], now: datetime) -> list[PortalGoal]:
    """How the job centre's own work went over `quarters`, as known at `now`: three statements."""
    if not quarters:
        return []
    first, last = min(quarters).first_day, max(quarters).last_day
    found = counts.of_work(session, first, last, now)
    goals = []
    for kind in KINDS:
        rows = {Quarter.of(row.quarter_start): row for row in found.get(kind.key, [])}
        goals.append(
            PortalGoal(
                key=kind.key,
                area=kind.area,
                label=str(kind.label),
                definition=f"{kind.definition} {LEFT_OUT}",
                more_is_better=kind.more_is_better,
                target=None,
                figures=[_share(quarter, rows.get(quarter)) for quarter in quarters],
            )
        )
    return goals


def _counted(figure: SurveyFigure | ServiceFigure) -> PortalFigure:
    result = figure.result
    if isinstance(figure, ServiceFigure):
        # Every enquiry is counted, none is drawn by lot: there is no interval.
        within, low, high = figure.result.within, None, None
    else:
        within, low, high = figure.result.favourable, figure.result.low, figure.result.high
    return PortalFigure(figure.quarter, result.n, within, result.share, low, high, result.verdict)


def _share(quarter: Quarter, row: counts.Count | None) -> PortalFigure:
    if row is None or row.n < SMALLEST_SHOWN:
        return PortalFigure(quarter, None, None, None, None, None)
    low, high = wilson(row.count, row.n)
    return PortalFigure(quarter, row.n, row.count, row.count / row.n, low, high)
