"""The read side of talks."""

from portal.booking.queries.no_time import to_answer, waiting_for_time
from portal.booking.queries.planner import Duty, Planner, Slot, planner
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
    "Duty",
    "Planner",
    "RuleBook",
    "Slot",
    "Time",
    "Week",
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
    "to_answer",
    "todays_talks",
    "upcoming",
    "waiting_for_time",
    "week_of",
    "without_outcome",
]
