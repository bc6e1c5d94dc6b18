"""Sets the scene of a journey in the running portal's database: who must book, who has a talk."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import Session

from portal.accounts import queries as accounts
from portal.accounts.models import Citizen, Persona, Staff
from portal.booking import queries, service
from portal.booking.models import Absence, NoTimeFound, Obligation, Talk, TimeOffer, WaitingWish
from portal.core import clock
from portal.core.access import Actor, Audience
from portal.core.db import db
from portal.openings import service as openings


class Stage:
    """Puts citizens of the demo where a journey begins, whatever journeys came before."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session that commits when its work is done."""
        with self.app.app_context():
            yield db.session
            db.session.commit()

    def citizen_id(self, subject: str) -> int:
        """The id of a persona among the citizens."""
        with self.session() as session:
            settings = self.app.extensions["portal.settings"]
            found = accounts.citizen_named(session, settings, subject)
        assert found is not None, subject
        return found

    def staff_id(self, subject: str) -> int:
        """The id of a persona among staff."""
        with self.session() as session:
            email = session.get_one(Persona, subject).claims["email"]
            return session.scalars(sa.select(Staff.id).where(Staff.email == email)).one()

    def has_nothing(self, subject: str) -> int:
        """The citizen has nothing to book, no talk to come, waits for nothing; their id."""
        citizen_id = self.citizen_id(subject)
        now = clock.now()
        with self.session() as session:
            _cancel(session, Talk.citizen_id == citizen_id)
            session.execute(sa.delete(TimeOffer).where(TimeOffer.citizen_id == citizen_id))
            session.execute(sa.delete(NoTimeFound).where(NoTimeFound.citizen_id == citizen_id))
            session.execute(
                sa.update(WaitingWish)
                .where(WaitingWish.citizen_id == citizen_id, WaitingWish.ended_at.is_(None))
                .values(ended_at=now)
            )
            session.execute(
                sa.update(Obligation)
                .where(
                    Obligation.citizen_id == citizen_id,
                    Obligation.status.in_(("open", "booked", "exempt", "expired")),
                )
                .values(status="withdrawn", stopped_at=None, stopped_because=None)
            )
        return citizen_id

    def must_book(self, subject: str) -> int:
        """The citizen must book a talk within two weeks and hold it within six; their id."""
        citizen_id = self.has_nothing(subject)
        with self.session() as session:
            session.add(_duty(citizen_id, "open"))
        return citizen_id

    def has_talk(self, subject: str, *, late: bool = False) -> int:
        """The citizen has booked a talk: the fourth time there is, or the last but one; its id."""
        citizen_id = self.must_book(subject)
        now = clock.now()
        with self.session() as session:
            slots = queries.planner(session, citizen_id, now, channel="phone").all_slots()
            talk = service.book(
                session,
                citizen_id,
                starts=slots[-2 if late else 3].starts,
                channel="phone",
                actor=None,
                now=now,
            )
            return talk.id

    def is_given(self, subject: str, starts: datetime) -> None:
        """Staff book that time for the citizen."""
        citizen_id = self.must_book(subject)
        with self.session() as session:
            service.book(
                session,
                citizen_id,
                starts=starts,
                channel="phone",
                actor=None,
                now=clock.now(),
                by_staff=True,
            )

    def has_begun(self, subject: str) -> int:
        """The citizen's talk began an hour ago, and nobody has said what came of it; its id."""
        citizen_id = self.has_nothing(subject)
        starts = clock.now() - timedelta(hours=1)
        during = Range(starts, starts + timedelta(minutes=45))
        with self.session() as session:
            citizen = session.get_one(Citizen, citizen_id)
            _cancel(
                session,
                sa.and_(
                    Talk.caseworker_id == citizen.caseworker_id,
                    Talk.during.overlaps(Range(starts - timedelta(hours=1), clock.now())),
                ),
            )
            duty = _duty(citizen_id, "booked")
            talk = Talk(
                citizen_id=citizen_id,
                caseworker_id=citizen.caseworker_id,
                obligation=duty,
                kind="job",
                channel="phone",
                purpose_code=duty.purpose_code,
                during=during,
                created_at=starts - timedelta(days=9),
            )
            session.add(talk)
            session.flush()
            return talk.id

    def nobody_is_away(self, subject: str) -> None:
        """The caseworker's times away that are still to come are taken back."""
        staff_id = self.staff_id(subject)
        with self.session() as session:
            session.execute(
                sa.delete(Absence).where(
                    Absence.staff_id == staff_id, sa.func.upper(Absence.during) > clock.now()
                )
            )

    def times_away(self, subject: str) -> int:
        """How many times away of the caseworker's are still to come."""
        staff_id = self.staff_id(subject)
        with self.session() as session:
            wanted = sa.select(sa.func.count(Absence.id)).where(
                Absence.staff_id == staff_id, sa.func.upper(Absence.during) > clock.now()
            )
            return session.scalars(wanted).one()

    def offers(self, subject: str) -> list[TimeOffer]:
        """The times offered to the citizen, the earliest first."""
        citizen_id = self.citizen_id(subject)
        with self.session() as session:
            return queries.open_offers(session, citizen_id, clock.now())

    def is_asked(self, subject: str, title: str) -> None:
        """The citizen is asked about a job of that name that staff have entered."""
        citizen_id = self.citizen_id(subject)
        now = clock.now()
        with self.session() as session:
            staff_id = session.scalars(
                sa.select(Citizen.caseworker_id).where(Citizen.id == citizen_id)
            ).one()
            actor = Actor(Audience.STAFF, staff_id, "")
            vacancy = openings.Vacancy(title, "Kroen", "Torvet 1", "2800", 30)
            made = openings.enter(session, actor, vacancy, now=now)
            openings.ask(
                session, made.id, [citizen_id], asked_by=actor, reason="De lærer dig op.", now=now
            )

    def talk(self, talk_id: int) -> Talk:
        """The talk as the database has it, with its duty."""
        with self.session() as session:
            wanted = sa.select(Talk).where(Talk.id == talk_id)
            return session.scalars(wanted.options(orm.joinedload(Talk.obligation))).one()

    def booked(self, citizen_id: int) -> list[Talk]:
        """The citizen's talks that are to come, the first one first."""
        with self.session() as session:
            return queries.upcoming(session, citizen_id, clock.now())

    def duty(self, citizen_id: int) -> Obligation:
        """What the citizen was last asked to book."""
        with self.session() as session:
            wanted = sa.select(Obligation).where(Obligation.citizen_id == citizen_id)
            return session.scalars(wanted.order_by(Obligation.id.desc()).limit(1)).one()


def _cancel(session: Session, which: sa.ColumnElement[bool]) -> None:
    session.execute(
        sa.update(Talk)
        .where(which, Talk.status == "booked")
        .values(status="cancelled", cancelled_at=clock.now())
    )


def _duty(citizen_id: int, status: str) -> Obligation:
    today: date = clock.local_date(clock.now())
    return Obligation(
        citizen_id=citizen_id,
        kind="job",
        purpose_code="job_search",
        book_by=today + timedelta(days=14),
        hold_by=today + timedelta(days=42),
        status=status,
        created_at=clock.now() - timedelta(days=1),
    )
