"""The read side of talks."""

from portal.booking.queries.choice import Choice, choice
from portal.booking.queries.planner import Duty, Planner, planner
from portal.booking.queries.rulebook import RuleBook, rule_book, terms_of
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
    "RuleBook",
    "Time",
    "Week",
    "choice",
    "missed_duties",
    "next_duty",
    "next_talk",
    "own_talk",
    "past",
    "planner",
    "rule_book",
    "terms_for",
    "terms_of",
    "times",
    "todays_talks",
    "upcoming",
    "week_of",
    "without_outcome",
]
