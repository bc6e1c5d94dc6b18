"""Every table of the portal: the class of each column, whose its rows are, how long they are kept.

A new table or column belongs here too, in its room's file; `make check` says what is missing.
"""

from portal.privacy.declared import (
    accounts,
    booking,
    businesses,
    caseload,
    core,
    cv,
    exports,
    joblog,
    messages,
    notifications,
    openings,
    operations,
    plan,
    privacy,
    recruitment,
    supported,
    surveys,
    systems,
    targets,
    taxonomy,
)
from portal.privacy.holding import Held, by_table

ROOMS = (
    accounts, booking, businesses, caseload, core, cv, exports, joblog, messages, notifications,
    openings, operations, plan, privacy, recruitment, supported, surveys, systems, targets,
    taxonomy,
)  # fmt: skip

HOLDINGS: dict[str, Held] = by_table(one for room in ROOMS for one in room.HELD)
