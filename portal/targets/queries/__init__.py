"""The read side: figures by quarter, and the register of goals."""

from portal.targets.queries.figures import (
    Bar,
    Series,
    SurveyFigure,
    front_page,
    one_series,
    recent,
    series,
    survey_targets,
)
from portal.targets.queries.improvements import Told, every_improvement, improvement, told
from portal.targets.queries.measurements import known_figures, known_goals, revisions
from portal.targets.queries.promises import ServiceFigure, service_goals
from portal.targets.queries.register import (
    Entry,
    GoalPage,
    Plan,
    goal_behind,
    goal_page,
    plans,
)

__all__ = [
    "Bar",
    "Entry",
    "GoalPage",
    "Plan",
    "Series",
    "ServiceFigure",
    "SurveyFigure",
    "Told",
    "every_improvement",
    "front_page",
    "goal_behind",
    "goal_page",
    "improvement",
    "known_figures",
    "known_goals",
    "one_series",
    "plans",
    "recent",
    "revisions",
    "series",
    "service_goals",
    "survey_targets",
    "told",
]
