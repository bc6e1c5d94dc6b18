"""Figures as files for a spreadsheet: the published ones, and never another."""

from collections.abc import Iterable

from flask import Response
from flask_babel import gettext as _

from portal.core import tables
from portal.targets import group_words, words
from portal.targets.queries import Breakdown, PortalGoal, Series, SurveyFigure, shown_groups
from portal.targets.queries.promises import ServiceFigure
from portal.targets.rules.shares import Share

Row = list[object]
DIGITS = 4


def header() -> list[str]:
    """The columns' names."""
    return [
        _("Figure"),
        _("Quarter"),
        _("Division"),
        _("Group"),
        _("Target"),
        _("Invited"),
        _("Number"),
        _("Favourable or in time"),
        _("Share"),
        _("Interval from"),
        _("Interval to"),
        _("Verdict"),
        _("Weighted share"),
        _("Published"),
    ]


def rows_of(series: Iterable[Series]) -> list[Row]:
    """One line for each figure and quarter, oldest first."""
    return [_row(one, figure) for one in series for figure in one.figures]


def group_rows(label: str, found: Breakdown) -> list[Row]:
    """One line for each group; a hidden one is a line without numbers, as an empty one is."""
    published = found.release.at.date().isoformat() if found.release else None
    return [
        [
            label,
            found.quarter.name,
            group_words.division(dimension),
            group.label,
            found.target,
            group.invited,
            *_numbers(group.result),
            words.verdict(group.result.verdict),
            None,
            published,
        ]
        for dimension, group in shown_groups(found)
    ]


def work_rows(goals: Iterable[PortalGoal]) -> list[Row]:
    """One line for each count of the job centre's own work and quarter."""
    return [
        [
            goal.label,
            figure.quarter.name,
            "",
            _("All"),
            goal.target,
            None,
            figure.n,
            figure.count,
            *map(_rounded, (figure.share, figure.low, figure.high)),
            words.verdict(figure.verdict) if figure.verdict else None,
            None,
            None,
        ]
        for goal in goals
        for figure in goal.figures
    ]


def _row(one: Series, figure: SurveyFigure | ServiceFigure) -> Row:
    whole = [one.label, figure.quarter.name, "", _("All")]
    if isinstance(figure, ServiceFigure):
        waits = figure.result
        return [
            *whole,
            one.target,
            None,
            waits.n,
            waits.within,
            _rounded(waits.share),
            None,
            None,
            words.verdict(waits.verdict),
            None,
            None,
        ]
    return [
        *whole,
        figure.target,
        figure.invited,
        *_numbers(figure.result),
        words.verdict(figure.result.verdict),
        _rounded(figure.weighted.share) if figure.weighted else None,
        figure.released_at.date().isoformat() if figure.released_at else None,
    ]


def _numbers(result: Share) -> Row:
    shares = (result.share, result.low, result.high)
    return [result.n, result.favourable, *map(_rounded, shares)]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)


def download(ending: str, name: str, rows: Iterable[Row]) -> Response:
    """The lines as a file for a spreadsheet; every number is a number."""
    made = tables.pieces(ending, _("Figures"), header(), rows)
    return tables.attachment(made, ending, name)
