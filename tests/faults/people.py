"""Who is on the stage: a team of caseworkers with plenty of times, and citizens who may book."""

from datetime import date, time
from itertools import cycle

from flask import Flask
from sqlalchemy import orm

from portal import defaults
from portal.accounts import service as accounts
from portal.accounts.models import Citizen, Identity, Staff
from portal.core import clock
from portal.core.access import Audience
from portal.core.calendar import OpeningHours
from tests.factories import bind
from tests.factories.accounts import CitizenFactory, StaffFactory, TeamFactory
from tests.factories.booking import ObligationFactory, WorkingPatternFactory
from tests.faults.stage import Browser, Stage

CITIZENS, CASEWORKERS = 50, 10


def _always_open() -> list[OpeningHours]:
    since, opens, closes = date(2026, 1, 1), time(0), time(23, 30)
    return [
        OpeningHours(weekday=day, valid_from=since, opens=opens, closes=closes, source="test")
        for day in range(7)
    ]


def _team() -> list[Staff]:
    """A lead and caseworkers, with times every day."""
    team = TeamFactory()
    staff: list[Staff] = [StaffFactory(team=team, role="team_lead")]
    staff += [StaffFactory(team=team) for _ in range(CASEWORKERS)]
    for person in staff:
        for day in range(7):
            WorkingPatternFactory(staff=person, weekday=day, starts=time(8), ends=time(16))
    return staff


def _citizens_of(caseworkers: list[Staff]) -> list[Citizen]:
    """Citizens who have a year to book a talk in."""
    of = cycle(caseworkers)
    today = clock.local_date(clock.now())
    in_a_year = today.replace(year=today.year + 1)
    citizens: list[Citizen] = [
        CitizenFactory(
            name=f"Borger {number}",
            email=f"borger{number}@example.invalid",
            caseworker=next(of),
            course_started_on=today,
        )
        for number in range(CITIZENS)
    ]
    for citizen in citizens:
        ObligationFactory(
            citizen=citizen, created_at=clock.now(), book_by=in_a_year, hold_by=in_a_year
        )
    return citizens


class Town:
    """The people by their ids, and their browsers."""

    def __init__(self, stage: Stage, app: Flask) -> None:
        self.stage = stage
        with app.app_context(), stage.session() as session:
            bind(session)
            defaults.load(session)
            session.add_all(_always_open())
            self.staff = _team()
            self.citizens = _citizens_of(self.staff[1:])
            settings = app.extensions["portal.settings"]
            self.secrets = [self._sign_in(session, settings, one) for one in self.citizens]
            self.lead = self._sign_in(session, settings, self.staff[0])
            session.commit()
            # What was put there is no deed of anybody's, as with the demo.
            from portal.core import audit

            audit.record(session, None, "load", "demo", now=clock.now())
            session.commit()

    @staticmethod
    def _sign_in(session: orm.Session, settings: object, person: Citizen | Staff) -> str:
        is_staff = isinstance(person, Staff)
        audience = Audience.STAFF if is_staff else Audience.CITIZEN
        identity = Identity(
            issuer="test",
            subject=f"{audience}-{person.id}",
            audience=audience.value,
            **{"staff_id" if is_staff else "citizen_id": person.id},
        )
        session.add(identity)
        session.flush()
        limits = accounts.limits(settings)  # type: ignore[arg-type]
        return accounts.open_sign_in(session, identity, "substantial", limits, clock.now())

    def browser(self, number: int) -> Browser:
        """The browser of a citizen."""
        return Browser(self.stage, self.secrets[number])
