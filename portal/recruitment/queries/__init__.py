"""The read side of enquiries."""

from portal.recruitment.queries.business import (
    OwnRequest,
    Summary,
    drafts_of,
    for_business,
    own_draft,
    own_request,
)
from portal.recruitment.queries.clocks import OpenRequest, next_deadlines, open_requests
from portal.recruitment.queries.matching import Proposal, fits_of, proposals
from portal.recruitment.queries.results import ClockResult, clock_results
from portal.recruitment.queries.staff import (
    Asked,
    QueueRow,
    RequestPage,
    Whose,
    asked,
    presented_referrals,
    queue,
    request_page,
    whole_queue,
)

__all__ = [
    "Asked",
    "ClockResult",
    "OpenRequest",
    "OwnRequest",
    "Proposal",
    "QueueRow",
    "RequestPage",
    "Summary",
    "Whose",
    "asked",
    "clock_results",
    "drafts_of",
    "fits_of",
    "for_business",
    "next_deadlines",
    "open_requests",
    "own_draft",
    "own_request",
    "presented_referrals",
    "proposals",
    "queue",
    "request_page",
    "whole_queue",
]
