"""The read side: figures by quarter, and the register of goals."""

from portal.targets.queries.businesses import BusinessQuarter, Opinion, of_businesses
from portal.targets.queries.counts import cvs_now, work_counted
from portal.targets.queries.figures import (
    Bar,
    Series,
    SurveyFigure,
    front_page,
    recent,
    series,
    survey_targets,
)
from portal.targets.queries.groups import Breakdown, Group, Part, breakdown, shown_groups
from portal.targets.queries.improvements import Told, every_improvement, improvement, told
from portal.targets.queries.measurements import known_figures, known_goals, revisions
from portal.targets.queries.portal_goals import (
    WORK_KEYS,
    PortalFigure,
    PortalGoal,
    portal_goals,
    work_goals,
)
from portal.targets.queries.promises import ServiceFigure, service_goals
from portal.targets.queries.register import (
    Entry,
    GoalPage,
    Plan,
    goal_behind,
    goal_page,
    plans,
)
from portal.targets.queries.reporting import figures_of
from portal.targets.queries.reports import (
    Check,
    Listed,
    all_reports,
    checked,
    commented,
    digest,
    file_of,
    files_of,
    in_force,
    may_approve,
    one_report,
    staff_name,
)

__all__ = [
    "WORK_KEYS",
    "Bar",
    "Breakdown",
    "BusinessQuarter",
    "Check",
    "Entry",
    "GoalPage",
    "Group",
    "Listed",
    "Opinion",
    "Part",
    "Plan",
    "PortalFigure",
    "PortalGoal",
    "Series",
    "ServiceFigure",
    "SurveyFigure",
    "Told",
    "all_reports",
    "breakdown",
    "checked",
    "commented",
    "cvs_now",
    "digest",
    "every_improvement",
    "figures_of",
    "file_of",
    "files_of",
    "front_page",
    "goal_behind",
    "goal_page",
    "improvement",
    "in_force",
    "known_figures",
    "known_goals",
    "may_approve",
    "of_businesses",
    "one_report",
    "plans",
    "portal_goals",
    "recent",
    "revisions",
    "series",
    "service_goals",
    "shown_groups",
    "staff_name",
    "survey_targets",
    "told",
    "work_counted",
    "work_goals",
]
