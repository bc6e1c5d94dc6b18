"""The read side of openings."""

from portal.openings.queries.citizen import (
    Kept,
    asked,
    earlier,
    kept,
    own_referral,
    waiting_for_answer,
    willing,
)
from portal.openings.queries.dated import end_of, job_until, notice, shortage_areas
from portal.openings.queries.fitting import Fitting, citizens_for, openings_for
from portal.openings.queries.outcomes import Outcomes, hired, outcomes
from portal.openings.queries.places import address, address_line, km_between, places, town
from portal.openings.queries.referrals import (
    CitizenRow,
    events_of,
    of_citizen,
    referral,
    referrals_of,
)
from portal.openings.queries.search import (
    PER_PAGE,
    Found,
    Listing,
    Search,
    fit_of,
    listing,
    saved,
    visible_opening,
    wishes_of,
)
from portal.openings.queries.staff import Row, export_rows, number_of_openings, opening, page
from portal.openings.queries.whose import citizen_for, citizen_of

__all__ = [
    "PER_PAGE",
    "CitizenRow",
    "Fitting",
    "Found",
    "Kept",
    "Listing",
    "Outcomes",
    "Row",
    "Search",
    "address",
    "address_line",
    "asked",
    "citizen_for",
    "citizen_of",
    "citizens_for",
    "earlier",
    "end_of",
    "events_of",
    "export_rows",
    "fit_of",
    "hired",
    "job_until",
    "kept",
    "km_between",
    "listing",
    "notice",
    "number_of_openings",
    "of_citizen",
    "opening",
    "openings_for",
    "outcomes",
    "own_referral",
    "page",
    "places",
    "referral",
    "referrals_of",
    "saved",
    "shortage_areas",
    "town",
    "visible_opening",
    "waiting_for_answer",
    "willing",
    "wishes_of",
]
