"""Pure decisions about the job log, on values alone."""

from portal.joblog.rules.adverts import Suggestion, suggest
from portal.joblog.rules.days import (
    FURTHEST,
    PLANNED,
    Problem,
    day_after_change,
    day_problem,
    next_problem,
    period_problem,
)
from portal.joblog.rules.quiet import Silence, hint_due, quiet_days
from portal.joblog.rules.weeks import (
    Week,
    counts,
    goal,
    is_free,
    monday_of,
    week_of,
)

__all__ = [
    "FURTHEST",
    "PLANNED",
    "Problem",
    "Silence",
    "Suggestion",
    "Week",
    "counts",
    "day_after_change",
    "day_problem",
    "goal",
    "hint_due",
    "is_free",
    "monday_of",
    "next_problem",
    "period_problem",
    "quiet_days",
    "suggest",
    "week_of",
]
