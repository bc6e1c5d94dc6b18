"""The read side of talks."""

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

__all__ = [
    "Duty",
    "Planner",
    "missed_duties",
    "next_duty",
    "next_talk",
    "own_talk",
    "past",
    "planner",
    "rule_in_force",
    "terms_for",
    "terms_of",
    "todays_talks",
    "upcoming",
    "without_outcome",
]
