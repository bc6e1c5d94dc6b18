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
from portal.targets.queries.groups import Breakdown, Group, Part, breakdown, shown_groups
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
from portal.targets.queries.releases import first_quarter

__all__ = [
    "Bar",
    "Breakdown",
    "Entry",
    "GoalPage",
    "Group",
    "Part",
    "Plan",
    "Series",
    "ServiceFigure",
    "SurveyFigure",
    "Told",
    "breakdown",
    "every_improvement",
    "first_quarter",
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
    "shown_groups",
    "survey_targets",
    "told",
]
