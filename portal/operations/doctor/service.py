"""Checks of what the portal is for: are there times enough, are businesses answered?"""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from portal.booking import queries as booking
from portal.operations.findings import Finding, State
from portal.recruitment.queries import clocks
from portal.recruitment.rules.clocks import State as Clock
from portal.settings import Settings

LATE = Clock.LATE


def times(session: Session, _settings: Settings, now: datetime) -> Iterator[Finding]:
    """Whether the open duties to book a talk find times enough."""
    lines = booking.sufficiency(session, now)
    missing = sum(line.shortage.missing for line in lines if line.shortage)
    values = {
        "duties": sum(line.duties for line in lines),
        "free": sum(line.free for line in lines),
        "missing": missing,
    }
    state = State.WARNING if missing else State.OK
    yield Finding("times", "times_bad" if missing else "times_ok", state, values)


def enquiries(session: Session, _settings: Settings, now: datetime) -> Iterator[Finding]:
    """Whether a business waits for its first answer longer than it was promised."""
    unanswered = [
        one.progress
        for one in clocks.open_requests(session, now)
        if one.progress.moments.answered is None
    ]
    waits = [(now - one.moments.received).total_seconds() for one in unanswered]
    late = sum(one.answer is not None and one.answer.state(now) is LATE for one in unanswered)
    values = {"seconds": max(waits, default=0.0), "number": len(waits), "late": late}
    state = State.WARNING if late else State.OK
    yield Finding("enquiries", "enquiries_bad" if late else "enquiries_ok", state, values)
