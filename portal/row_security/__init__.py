"""Whose the rows of each table are: the one place where the second lock is declared.

`portal db upgrade` makes PostgreSQL's policies of it (`core/row_security.py`). A new table stands
here with whose its rows are, or among the open ones with why: a test fails on one that does not.
Staff, the worker and commands see all rows; whose caseload it is, is the application's to ask.
"""

from portal.core.row_security import Declaration
from portal.row_security.flows import FLOWS
from portal.row_security.functions import DEEDS, FUNCTIONS
from portal.row_security.locked import LOCKED
from portal.row_security.unlocked import OPEN, READ_ONLY

__all__ = ["APPEND_ONLY", "DECLARED", "FLOWS", "FORGOTTEN_BY_RULE", "LOCKED", "OPEN", "READ_ONLY"]

APPEND_ONLY = frozenset({
    "audit_event", "figure_release", "goal_measurement", "published_figure",
    "referral_event", "request_event", "supported_event", "survey_statement",
})  # fmt: skip

# Of these a rule of keeping deletes, and triggers of the database let nothing else do it. The trail
# itself is not among them: `forget_trail` deletes what is old enough, and no younger line.
FORGOTTEN_BY_RULE = frozenset({"referral_event", "request_event", "supported_event"})

# Whoever books waits for those who book with the same people.
HELD = frozenset({"staff"})

DECLARED = Declaration(
    LOCKED, OPEN, FLOWS, FUNCTIONS, DEEDS, APPEND_ONLY, FORGOTTEN_BY_RULE, READ_ONLY, HELD
)
