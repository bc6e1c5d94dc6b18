"""What every part of the demo shares: the present, chance, and who is who."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from portal.booking.rules import Terms
from portal.core import clock
from portal.core.calendar import WorkCalendar
from portal.demo.trades import Trade
from portal.settings import Settings

HISTORY = timedelta(days=2 * 365)
DAY_BEGINS, DAY_ENDS = 7, 22


@dataclass(frozen=True)
class Colleague:
    """A member of staff."""

    id: int
    name: str
    role: str
    team: str
    email: str
    persona: str | None = None


@dataclass(frozen=True)
class Citizen:
    """What the rest of the demo must know of a citizen."""

    id: int
    name: str
    cpr: str
    born_on: date
    group: str
    at_risk: bool
    language: str
    newcomer: bool
    course_started_on: date
    caseworker_id: int
    trade: Trade
    persona: str | None = None

    @property
    def first_name(self) -> str:
        """What people call the citizen."""
        return self.name.split()[0]


@dataclass(frozen=True)
class Company:
    """What the rest of the demo must know of a company."""

    id: int
    cvr: str
    name: str
    branch: str
    address: str
    postcode: str
    user_id: int | None
    user_name: str
    email: str
    phone: str
    named_contact_id: int | None
    persona: str | None = None


@dataclass
class Town:
    """The municipality while it is being made."""

    settings: Settings
    now: datetime
    seed: int
    size: float
    calendar: WorkCalendar
    terms: dict[tuple[str, bool], Terms] = field(default_factory=dict)
    purposes: dict[tuple[str, bool], str] = field(default_factory=dict)
    staff: list[Colleague] = field(default_factory=list)
    citizens: list[Citizen] = field(default_factory=list)
    companies: list[Company] = field(default_factory=list)

    @property
    def today(self) -> date:
        """The Danish day of the present."""
        return clock.local_date(self.now)

    @property
    def since(self) -> date:
        """The first day of the history."""
        return self.today - HISTORY

    def chance(self, subject: str) -> random.Random:
        """Chance of its own for each subject: a change in one leaves the others as they were."""
        return random.Random(f"{self.seed}:{subject}")

    def ago(self, least: float, most: float) -> datetime:
        """A moment between `least` and `most` hours ago, by day when there is one by day."""
        steps = [least + (most - least) * step / 20 for step in range(21)]
        moments = [self.now - timedelta(hours=hours) for hours in steps]
        by_day = [at for at in moments if DAY_BEGINS <= clock.local(at).hour < DAY_ENDS]
        return (by_day[0] if by_day else moments[-1]).replace(second=0, microsecond=0)

    def scaled(self, number: int, least: int = 1) -> int:
        """`number` in a municipality of this size, but at least `least`."""
        return max(least, round(number * self.size))

    def with_role(self, role: str) -> list[Colleague]:
        """The members of staff with that role."""
        return [one for one in self.staff if one.role == role]

    def mates(self, staff_id: int) -> list[int]:
        """The other caseworkers of somebody's team."""
        team = next((one.team for one in self.staff if one.id == staff_id), None)
        return [
            one.id
            for one in self.staff
            if one.team == team and one.role == "caseworker" and one.id != staff_id
        ]

    def colleague(self, persona: str) -> Colleague:
        """The member of staff whom that persona signs in as."""
        return next(one for one in self.staff if one.persona == persona)

    def citizen(self, persona: str) -> Citizen:
        """The citizen whom that persona signs in as."""
        return next(one for one in self.citizens if one.persona == persona)

    def company(self, persona: str) -> Company:
        """The company of that persona."""
        return next(one for one in self.companies if one.persona == persona)
