"""Pure decisions about openings, referrals and answers, on values alone."""

from portal.openings.rules.answers import A_DAY, APPLIED, NO, YES, No, answer_by, why_not
from portal.openings.rules.asking import END_OF, Problem, deadline_of, deadline_problem, may_follow
from portal.openings.rules.days import CLOSED, OPEN, PASSED, day_problem, standing
from portal.openings.rules.fit import Fit, Job, Reason, Wishes, by_fit, fold, judge, says
from portal.openings.rules.places import Place, distance_km, read_places
from portal.openings.rules.suppress import SMALLEST_SHOWN, months_shown, quarter_shown
from portal.openings.rules.words import LONGEST as LONGEST_SEARCH
from portal.openings.rules.words import parts_of

__all__ = [
    "APPLIED",
    "A_DAY",
    "CLOSED",
    "END_OF",
    "LONGEST_SEARCH",
    "NO",
    "OPEN",
    "PASSED",
    "SMALLEST_SHOWN",
    "YES",
    "Fit",
    "Job",
    "No",
    "Place",
    "Problem",
    "Reason",
    "Wishes",
    "answer_by",
    "by_fit",
    "day_problem",
    "deadline_of",
    "deadline_problem",
    "distance_km",
    "fold",
    "judge",
    "may_follow",
    "months_shown",
    "parts_of",
    "quarter_shown",
    "read_places",
    "says",
    "standing",
    "why_not",
]
