"""Enquiries of businesses, the log their clocks are computed from, and the candidates."""

from portal.recruitment.models.candidates import Candidate
from portal.recruitment.models.criteria import GROUNDS, CriterionPattern
from portal.recruitment.models.duty import DutyShift, WallScreen
from portal.recruitment.models.enquiries import (
    CHANNELS,
    JOB_KINDS,
    KINDS,
    PLACEMENT_FORMS,
    RecruitmentRequest,
    RequestDraft,
)
from portal.recruitment.models.events import CAUSES, EVENTS, PAUSE_REASONS, RequestEvent
from portal.recruitment.models.files import RequestFile
from portal.recruitment.models.guests import GuestPass
from portal.recruitment.models.matching import (
    DANISH,
    WEIGHTS,
    MatchProfile,
    MatchWeight,
    SharedCv,
    ShareRule,
)
from portal.recruitment.models.promises import CLOCKS, PromiseVersion, ServiceGoal
from portal.recruitment.models.results import OpenEnquiry, ServiceResult
from portal.recruitment.models.visits import RequestVisit

__all__ = [
    "CAUSES",
    "CHANNELS",
    "CLOCKS",
    "DANISH",
    "EVENTS",
    "GROUNDS",
    "JOB_KINDS",
    "KINDS",
    "PAUSE_REASONS",
    "PLACEMENT_FORMS",
    "WEIGHTS",
    "Candidate",
    "CriterionPattern",
    "DutyShift",
    "GuestPass",
    "MatchProfile",
    "MatchWeight",
    "OpenEnquiry",
    "PromiseVersion",
    "RecruitmentRequest",
    "RequestDraft",
    "RequestEvent",
    "RequestFile",
    "RequestVisit",
    "ServiceGoal",
    "ServiceResult",
    "ShareRule",
    "SharedCv",
    "WallScreen",
]
