"""The read side of talks."""

from portal.booking.queries.choice import Choice, choice
from portal.booking.queries.planner import Duty, Planner, planner, rule_in_force, terms_of
from portal.booking.queries.talks import (
    missed_duties,
    next_duty,
    next_talk,
    own_talk,
    past,
    terms_for,
    todays_talks,
    upcoming,
    without_outcome,
)
from portal.booking.queries.weeks import Time, Week, times, week_of

__all__ = [
    "Choice",
    "Duty",
    "Planner",
    "Time",
    "Week",
    "choice",
    "missed_duties",
    "next_duty",
    "next_talk",
    "own_talk",
    "past",
    "planner",
    "rule_in_force",
    "terms_for",
    "terms_of",
    "times",
    "todays_talks",
    "upcoming",
    "week_of",
    "without_outcome",
]
