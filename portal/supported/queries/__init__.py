"""What pages read of applications, places and agreements."""

from portal.supported.queries.agreements import Partner, agreement, agreements, free_agreement
from portal.supported.queries.cases import (
    Case,
    case,
    cases,
    for_business,
    lived_in,
    of_citizen,
    others_at,
    own_case,
    queue,
)
from portal.supported.queries.people import citizens_named, place_now
from portal.supported.queries.rulebook import Rulebook, rulebook

__all__ = [
    "Case",
    "Partner",
    "Rulebook",
    "agreement",
    "agreements",
    "case",
    "cases",
    "citizens_named",
    "for_business",
    "free_agreement",
    "lived_in",
    "of_citizen",
    "others_at",
    "own_case",
    "place_now",
    "queue",
    "rulebook",
]
