"""How far a candidate has come, read from what has happened, and what may happen next."""

from collections.abc import Iterable
from datetime import datetime, timedelta

LEGAL: dict[str, frozenset[str]] = {
    "": frozenset({"proposed", "asked"}),
    "proposed": frozenset({"asked"}),
    "asked": frozenset({"yes", "no", "applied", "no_answer", "withdrawn"}),
    "yes": frozenset({"presented", "no", "applied"}),
    "no": frozenset({"yes", "applied"}),
    "applied": frozenset({"yes", "no"}),
    "no_answer": frozenset(),
    "withdrawn": frozenset(),
    "presented": frozenset({"interview", "hired", "not_hired", "withdrew"}),
    "interview": frozenset({"offered", "hired", "not_hired", "withdrew"}),
    "offered": frozenset({"hired", "not_hired", "withdrew"}),
    "hired": frozenset(),
    "not_hired": frozenset(),
    "withdrew": frozenset({"yes"}),
}
"""What may follow what. 'yes' is willing, 'not_hired' not chosen, 'withdrawn' our own question
taken back, 'withdrew' a citizen who stepped back after having been presented."""
DONE_BY_BUSINESS = ("interview", "offered", "hired", "not_hired")
SHORTLISTED = frozenset({"interview", "offered"})
"""Only then a business may open the whole CV."""
RUNNING = frozenset({"presented", "interview", "offered"})
ENDS = frozenset({"hired", "not_hired", "withdrew"})


def step_of(kinds: Iterable[str]) -> str:
    """How far somebody has come, from the kinds of events in the order they happened."""
    step = ""
    for kind in kinds:
        if kind in LEGAL:
            step = kind
    return step


def may_follow(step: str, kind: str) -> bool:
    """Whether `kind` may happen to somebody who has come to `step`."""
    return kind in LEGAL.get(step, frozenset())


def allowed(step: str) -> tuple[str, ...]:
    """What a business, or staff for it, may say of somebody who has come to `step`."""
    return tuple(kind for kind in DONE_BY_BUSINESS if may_follow(step, kind))


def shown_until(presented_at: datetime, days: int) -> datetime:
    """Until when a business may see anything of a candidate's CV at most."""
    return presented_at + timedelta(days=days)


def ended_first(*moments: datetime | None) -> datetime | None:
    """The first of the moments at which it ended: the enquiry, or its job; None while none has."""
    return min((moment for moment in moments if moment is not None), default=None)


def cv_until(presented_at: datetime, shared_at: datetime, days: int) -> datetime:
    """Until when a business may open the whole CV at most: so many days from the citizen's own
    yes to it, and never longer than the short profile is shown."""
    return min(shown_until(presented_at, days), shared_at + timedelta(days=days))


def may_see_profile(
    step: str, presented_at: datetime, ended_at: datetime | None, days: int, now: datetime
) -> bool:
    """Whether the business may see the short profile: while it is choosing, the request is open
    and the time is not up."""
    if ended_at is not None and ended_at <= now:
        return False
    return step in RUNNING and now < shown_until(presented_at, days)


def may_open_cv(
    step: str,
    presented_at: datetime,
    shared_at: datetime,
    ended_at: datetime | None,
    days: int,
    now: datetime,
) -> bool:
    """Whether the business may open the whole CV that the citizen allowed it at `shared_at`."""
    if step not in SHORTLISTED or now >= cv_until(presented_at, shared_at, days):
        return False
    return may_see_profile(step, presented_at, ended_at, days, now)
