"""The read side of enquiries."""

from portal.recruitment.queries import files, roster, visits, wall
from portal.recruitment.queries.business import (
    OwnRequest,
    Summary,
    drafts_of,
    for_business,
    own_draft,
    own_request,
)
from portal.recruitment.queries.clocks import OpenRequest, next_deadlines, open_requests
from portal.recruitment.queries.figures import GROUPS, By, Line, figures
from portal.recruitment.queries.kept import Cases
from portal.recruitment.queries.matching import (
    Proposal,
    Proposals,
    chosen_elsewhere,
    fits_of,
    proposals,
    request_of,
)
from portal.recruitment.queries.replay import Replay, replay
from portal.recruitment.queries.results import ClockResult, Waited, clock_results
from portal.recruitment.queries.staff import (
    Asked,
    Behind,
    QueueRow,
    RequestPage,
    Whose,
    asked,
    behind,
    presented_referrals,
    queue,
    request_page,
    whole_queue,
)
from portal.recruitment.queries.wanted import (
    Search,
    Suggested,
    search_of,
    suggested,
    wanted_of,
    weights_on,
)
from portal.recruitment.queries.wording import findings

__all__ = [
    "GROUPS",
    "Asked",
    "Behind",
    "By",
    "Cases",
    "ClockResult",
    "Line",
    "OpenRequest",
    "OwnRequest",
    "Proposal",
    "Proposals",
    "QueueRow",
    "Replay",
    "RequestPage",
    "Search",
    "Suggested",
    "Summary",
    "Waited",
    "Whose",
    "asked",
    "behind",
    "chosen_elsewhere",
    "clock_results",
    "drafts_of",
    "figures",
    "files",
    "findings",
    "fits_of",
    "for_business",
    "next_deadlines",
    "open_requests",
    "own_draft",
    "own_request",
    "presented_referrals",
    "proposals",
    "queue",
    "replay",
    "request_of",
    "request_page",
    "roster",
    "search_of",
    "suggested",
    "visits",
    "wall",
    "wanted_of",
    "weights_on",
    "whole_queue",
]
