"""The read side of talks."""

from portal.booking.queries.calendar import (
    CalendarDay,
    absence_of_team,
    colleagues,
    week,
)
from portal.booking.queries.due import Duty
from portal.booking.queries.feeds import feed_named, feed_of, talks_of
from portal.booking.queries.gather import Desk
from portal.booking.queries.joint import (
    can_take_part,
    house,
    is_theirs,
    joined,
    participants_of,
    talk_for_colleague,
)
from portal.booking.queries.no_time import to_answer, waiting_for_time
from portal.booking.queries.offers import open_offers, waiting_talk_id
from portal.booking.queries.overview import Overview, overview, unsaid_by_caseworker
from portal.booking.queries.planner import Planner, Slot, planner
from portal.booking.queries.rule_versions import (
    citizens_under,
    closing_days,
    every_purpose,
    every_resource,
    group_versions,
    in_force,
    kind_versions,
)
from portal.booking.queries.rulebook import RuleBook, rule_book, terms_of
from portal.booking.queries.sufficiency import Illness, Line, sufficiency
from portal.booking.queries.talks import (
    agenda_of,
    first_duties,
    missed_duties,
    next_duty,
    next_talk,
    obligation_of,
    own_talk,
    past,
    purposes,
    running_duties,
    talk_for_staff,
    terms_for,
    to_book_for,
    todays_talks,
    upcoming,
    why_it_stays,
    without_outcome,
)
from portal.booking.queries.units import free_units
from portal.booking.queries.visits import free_visits
from portal.booking.queries.weeks import Time, Week, times, week_of

__all__ = [
    "CalendarDay",
    "Desk",
    "Duty",
    "Illness",
    "Line",
    "Overview",
    "Planner",
    "RuleBook",
    "Slot",
    "Time",
    "Week",
    "absence_of_team",
    "agenda_of",
    "can_take_part",
    "citizens_under",
    "closing_days",
    "colleagues",
    "every_purpose",
    "every_resource",
    "feed_named",
    "feed_of",
    "first_duties",
    "free_units",
    "free_visits",
    "group_versions",
    "house",
    "in_force",
    "is_theirs",
    "joined",
    "kind_versions",
    "missed_duties",
    "next_duty",
    "next_talk",
    "obligation_of",
    "open_offers",
    "overview",
    "own_talk",
    "participants_of",
    "past",
    "planner",
    "purposes",
    "rule_book",
    "running_duties",
    "sufficiency",
    "talk_for_colleague",
    "talk_for_staff",
    "talks_of",
    "terms_for",
    "terms_of",
    "times",
    "to_answer",
    "to_book_for",
    "todays_talks",
    "unsaid_by_caseworker",
    "upcoming",
    "waiting_for_time",
    "waiting_talk_id",
    "week",
    "week_of",
    "why_it_stays",
    "without_outcome",
]
