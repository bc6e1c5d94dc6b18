"""What a citizen chooses a time for: the duty, an own wish, or another time for a talk."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.booking import rules
from portal.booking.models import Purpose, Talk
from portal.booking.queries.planner import Planner, planner
from portal.booking.queries.talks import own_talk
from portal.booking.rules import No, Span


@dataclass(frozen=True)
class Choice:
    """The times to choose among, and what the talk is for."""

    planner: Planner
    moved: Talk | None

    @property
    def purpose(self) -> Purpose:
        """What the talk is for."""
        return self.moved.purpose if self.moved else self.planner.purpose

    @property
    def hold_by(self) -> date | None:
        """The day the talk must be held by, or None."""
        obligation = self.moved.obligation if self.moved else self.planner.obligation
        return obligation.hold_by if obligation else None

    @property
    def kind(self) -> str:
        """What kind of talk it is."""
        source = self.moved or self.planner.obligation
        return source.kind if source else "job"

    @property
    def has_talk(self) -> bool:
        """True when there is nothing to choose: a talk is booked, and no other must be."""
        upcoming = self.planner.has_upcoming
        return self.moved is None and self.planner.obligation is None and upcoming

    def why_not_change(self) -> No | None:
        """Why the talk can't be moved; None when it can, or none is."""
        if self.moved is None:
            return None
        return rules.why_not_change(
            self.moved.status, self.moved.starts, self.planner.terms, self.planner.now
        )

    def slots(self) -> list[Span]:
        """Every time that can be chosen."""
        return self.planner.all_free(self.hold_by)

    def why_not(self, starts: datetime) -> No | None:
        """Why `starts` can't be chosen; None when it can."""
        return self.planner.why_not(starts, self.hold_by)


def choice(session: Session, citizen_id: int, now: datetime, moves: int | None = None) -> Choice:
    """What the citizen chooses among; with `moves` another time for that talk.

    Raises:
        NotFound: when there is no such citizen, or the talk is not the citizen's.
    """
    moved = own_talk(session, citizen_id, moves) if moves is not None else None
    return Choice(planner(session, citizen_id, now), moved)
