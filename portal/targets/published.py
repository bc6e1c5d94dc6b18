"""The figures as other systems read them: the same from the API and the command line."""

from typing import Any

from portal.targets.queries import ServiceFigure, SurveyFigure

DIGITS = 4


def survey_row(figure: SurveyFigure) -> dict[str, Any]:
    """One target in one quarter. Everything that few answers could betray is null."""
    result = figure.result
    return {
        "key": figure.key,
        "target": figure.target,
        "period": figure.quarter.name,
        "invited": figure.invited,
        "n": result.n,
        "favourable": result.favourable,
        "share": _rounded(result.share),
        "low": _rounded(result.low),
        "high": _rounded(result.high),
        "verdict": result.verdict.value,
        **_more(figure),
    }


def _more(figure: SurveyFigure) -> dict[str, Any]:
    """What stands beside the share: who answered, what has moved, the weighted figure."""
    change, weighted = figure.change, figure.weighted
    return {
        "response_rate": _rounded(figure.response_rate),
        "change": _rounded(change.difference) if change else None,
        "change_low": _rounded(change.low) if change else None,
        "change_high": _rounded(change.high) if change else None,
        "movement": change.movement.value if change else None,
        "weighted_share": _rounded(weighted.share) if weighted else None,
        "weighted_low": _rounded(weighted.low) if weighted else None,
        "weighted_high": _rounded(weighted.high) if weighted else None,
        "published_at": figure.released_at.isoformat() if figure.released_at else None,
        "final": figure.final,
    }


def service_row(figure: ServiceFigure) -> dict[str, Any]:
    """One promise in one quarter, suppressed in the same way."""
    result = figure.result
    return {
        "key": figure.key,
        "hours": figure.hours,
        "period": figure.quarter.name,
        "n": result.n,
        "within": result.within,
        "share": _rounded(result.share),
        "median_hours": _rounded(result.median, 2),
        "p90_hours": _rounded(result.p90, 2),
        "worst_hours": _rounded(result.worst, 2),
        "counted": figure.counted,
    }


def _rounded(value: float | None, digits: int = DIGITS) -> float | None:
    return None if value is None else round(value, digits)
