"""The read side: figures by quarter, and the register of goals."""

from portal.targets.queries.figures import (
    Bar,
    Series,
    ServiceFigure,
    SurveyFigure,
    front_page,
    one_series,
    recent,
    series,
    service_goals,
    survey_targets,
)
from portal.targets.queries.register import Entry, Plan, goal_behind, plans

__all__ = [
    "Bar",
    "Entry",
    "Plan",
    "Series",
    "ServiceFigure",
    "SurveyFigure",
    "front_page",
    "goal_behind",
    "one_series",
    "plans",
    "recent",
    "series",
    "service_goals",
    "survey_targets",
]
