"""Who is there: three caseworkers of one team, four citizens, one room, one video line."""

from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import orm

from portal.accounts.models import Citizen, Staff
from portal.core.access import Actor, Audience, Role
from portal.core.calendar import OpeningHours
from tests.factories.accounts import CitizenFactory, StaffFactory, TeamFactory
from tests.factories.booking import (
    KindRuleFactory,
    PurposeFactory,
    ResourceFactory,
    TalkRuleFactory,
    WorkingPatternFactory,
)

# A caseworker has the hours of the nights in which clocks change, so that talks are in them.
NIGHT, SUNDAY = (time(0, 30), time(5)), 6
DAYS = {
    0: (time(9), time(12)),
    1: (time(9), time(12)),
    2: (time(13), time(15)),
    3: (time(9), time(11)),
    4: (time(9), time(12)),
    5: (time(10), time(14)),
}


@dataclass(frozen=True)
class World:
    """The people, by their ids: a test step opens what it needs anew."""

    citizens: tuple[int, ...]
    staff: tuple[int, ...]
    team: int

    def citizen(self, number: int) -> Actor:
        """One of the citizens, signed in."""
        return Actor(Audience.CITIZEN, self.citizens[number], "Anna Holm")

    def lead(self) -> Actor:
        """The team's lead, who may do what staff may."""
        return Actor(
            Audience.STAFF, self.staff[0], "Mette Ravn", role=Role.TEAM_LEAD, team_id=self.team
        )


def settle(session: orm.Session) -> World:
    """An office that is open on all days, so that holidays alone close it."""
    for day in range(7):
        session.add(
            OpeningHours(
                weekday=day,
                valid_from=date(2022, 1, 1),
                opens=time(0),
                closes=time(23),
                source="test",
            )
        )
    for code in ("own_wish", "first_talk", "job_search"):
        PurposeFactory(code=code)
    TalkRuleFactory(remind_hours_before=[72, 24, 2], channels=["in_person", "phone", "video"])
    for kind in ("job", "assessment"):
        KindRuleFactory(
            kind=kind,
            lead_hours=3,
            horizon_days=21,
            buffer_before_minutes=5 if kind == "assessment" else 0,
            buffer_after_minutes=15,
        )
    ResourceFactory(kind="room", capacity=1)
    ResourceFactory(kind="video_line", capacity=1)
    team = TeamFactory()
    staff: list[Staff] = [
        StaffFactory(team=team, role=role) for role in ("team_lead", "caseworker", "caseworker")
    ]
    staff[2].daily_talk_limit = 2
    for person in staff:
        for day, (starts, ends) in DAYS.items():
            kept = person is staff[0] and day == 4
            WorkingPatternFactory(
                staff=person, weekday=day, starts=starts, ends=ends, kept_for_staff=kept
            )
        WorkingPatternFactory(staff=person, weekday=SUNDAY, starts=NIGHT[0], ends=NIGHT[1])
    people: list[Citizen] = [
        CitizenFactory(caseworker=staff[of], course_started_on=date(2026, 9, 1))
        for of in (0, 0, 1, 2)
    ]
    session.flush()
    return World(tuple(c.id for c in people), tuple(s.id for s in staff), team.id)
