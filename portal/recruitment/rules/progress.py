"""How far a request has come, put together for the people who follow it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from portal.recruitment.rules.clocks import ANSWER, CANDIDATES, Clock, State
from portal.recruitment.rules.events import Moments


class Stage(StrEnum):
    """How far a request has come."""

    RECEIVED = "received"
    ANSWERED = "answered"
    PRESENTED = "presented"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    SPAM = "spam"
    DUPLICATE = "duplicate"


@dataclass(frozen=True)
class Progress:
    """A request's moments and clocks, as they stand at `now`."""

    moments: Moments
    clocks: dict[str, Clock]
    now: datetime

    @property
    def stage(self) -> Stage:
        """How far it has come; what was withdrawn or was none stays so."""
        if self.moments.left_out:
            return Stage(self.moments.left_out)
        if self.moments.withdrawn:
            return Stage.WITHDRAWN
        if self.moments.closed:
            return Stage.CLOSED
        if self.moments.presented:
            return Stage.PRESENTED
        return Stage.ANSWERED if self.moments.answered else Stage.RECEIVED

    @property
    def is_open(self) -> bool:
        """True until it has ended."""
        return self.moments.ended is None

    @property
    def answer(self) -> Clock | None:
        """The clock until the first human answer."""
        return self.clocks.get(ANSWER)

    @property
    def candidates(self) -> Clock | None:
        """The clock until the first candidates; None where none are promised."""
        return self.clocks.get(CANDIDATES)

    @property
    def running(self) -> list[Clock]:
        """The clocks that still run, the first to run out first."""
        live = [clock for clock in self.clocks.values() if clock.is_running(self.now)]
        return sorted(live, key=lambda c: (c.due is None, c.due or self.now))

    @property
    def broken(self) -> list[str]:
        """The promises that were not kept in time."""
        return [key for key, clock in self.clocks.items() if clock.is_broken(self.now)]

    @property
    def next_due(self) -> datetime | None:
        """When the first running clock runs out, or None."""
        return next((clock.due for clock in self.running), None)

    def state_of(self, clock: Clock) -> State:
        """How one of the clocks stands now."""
        return clock.state(self.now)
