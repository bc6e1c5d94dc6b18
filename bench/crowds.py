"""Job centres of one's own in the bench's database: one busy caseworker, large teams, a crowd."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from secrets import token_bytes

from sqlalchemy import orm
from sqlalchemy.dialects.postgresql import Range

from bench import BenchError
from portal.accounts.models import Citizen, Staff, Team
from portal.booking import queries
from portal.booking.models import Absence, Obligation, Talk, WorkingPattern
from portal.core import clock
from portal.notifications.models import OutboxMessage
from portal.plan.models import PlanTask

VISITORS = 16
BOOKED = 400
A_CASEWORKERS = 100
HORIZON = timedelta(days=92)


class Crowds:
    """Makes people as they are needed, and commits them."""

    def __init__(self, session: orm.Session, now: datetime) -> None:
        self.session, self.now, self.today = session, now, clock.local_date(now)

    def of_a_busy_caseworker(self) -> list[int]:
        """Citizens who must book with somebody who has 400 talks in the coming three months."""
        (caseworker,) = self._team("busy", 1)
        people = self._citizens(caseworker, BOOKED + VISITORS)
        visitors = people[BOOKED:]
        self._must_book(visitors, self.today + HORIZON)
        self._book(caseworker, people[:BOOKED], visitors[0])
        return self._done(visitors)

    def of_a_team(self, size: int) -> list[int]:
        """Citizens whose own caseworker is away, so that so many colleagues are asked."""
        own, *others = self._team(f"team of {size}", size + 1)
        self.session.add(Absence(staff_id=own.id, during=self._months()))
        visitors = self._citizens(own, VISITORS)
        self._must_book(visitors, self.today + timedelta(days=28))
        self.session.flush()
        for colleague in others[:40]:
            self._book(colleague, self._citizens(colleague, 20), None)
        return self._done(visitors)

    def with_a_past(self, size: int) -> list[int]:
        """Citizens to whom so many things have happened: half of it told, half of it done."""
        (caseworker,) = self._team("past", 1)
        people = self._citizens(caseworker, VISITORS)
        moments = [self.now - timedelta(hours=7 * n) for n in range(size // 2)]
        for person in people:
            self.session.add_all(
                PlanTask(
                    citizen_id=person.id,
                    title=f"Opgave {n}",
                    done_at=at,
                    created_at=at - timedelta(days=3),
                )
                for n, at in enumerate(moments)
            )
            self.session.add_all(
                OutboxMessage(
                    event=f"bench:{n}",
                    kind="cv_to_confirm",
                    audience="citizen",
                    recipient_id=person.id,
                    channel="inbox",
                    language="da",
                    subject=f"Besked {n}",
                    body="",
                    created_at=at,
                    due_at=at,
                )
                for n, at in enumerate(moments)
            )
        return self._done(people)

    def who_want_one_time(self, size: int) -> list[int]:
        """So many citizens of one caseworker, each with a talk to book."""
        (caseworker,) = self._team("crowd", 1)
        people = self._citizens(caseworker, size)
        self._must_book(people, self.today + HORIZON)
        return self._done(people)

    def who_book(self, size: int) -> list[tuple[int, datetime]]:
        """So many citizens, each with a time that no other of them wants."""
        found: list[tuple[int, datetime]] = []
        while len(found) < size:
            (caseworker,) = self._team(f"booked {token_bytes(4).hex()}", 1)
            people = self._citizens(caseworker, min(A_CASEWORKERS, size - len(found)))
            self._must_book(people, self.today + HORIZON)
            plan = queries.planner(self.session, people[0].id, self.now, channel="phone")
            # Not the very first ones, for which it may be too late when they are sent.
            slots = plan.all_slots()[len(people) // 4 :]
            step = len(slots) // len(people)
            found += [
                (who.id, slot.starts) for who, slot in zip(people, slots[::step], strict=False)
            ]
        self._done([])
        return found

    def _done(self, people: Sequence[Citizen]) -> list[int]:
        ids = [person.id for person in people]
        self.session.commit()
        self.session.expunge_all()
        return ids

    def _months(self) -> Range[datetime]:
        return Range(clock.start_of_day(self.today), self.now + HORIZON + timedelta(days=30))

    def _team(self, name: str, size: int) -> list[Staff]:
        """A team that works from eight to five on weekdays."""
        team = Team(name=f"Bench, {name}", serves="citizens")
        self.session.add(team)
        self.session.flush()
        made = [
            Staff(
                name=f"{name.capitalize()} {number}",
                title="Sagsbehandler",
                email=f"{name.replace(' ', '-')}-{number}@bench.invalid",
                phone="45 97 30 01",
                role="caseworker",
                team_id=team.id,
            )
            for number in range(size)
        ]
        self.session.add_all(made)
        self.session.flush()
        self.session.add_all(
            WorkingPattern(
                staff_id=person.id,
                weekday=day,
                starts=time(8),
                ends=time(17),
                valid_from=date(2026, 1, 1),
            )
            for person in made
            for day in range(5)
        )
        return made

    def _citizens(self, caseworker: Staff, number: int) -> list[Citizen]:
        made = [
            Citizen(
                cpr_hmac=token_bytes(32),
                cpr_encrypted=b"",
                name=f"Borger {n}",
                born_on=date(1990, 1, 1),
                email=f"borger{n}.{caseworker.id}@bench.invalid",
                address="Lyngby Hovedgade 1",
                postcode="2800",
                city="Kongens Lyngby",
                target_group="unemployment_benefit",
                course_started_on=self.today - timedelta(days=60),
                caseworker_id=caseworker.id,
            )
            for n in range(number)
        ]
        self.session.add_all(made)
        self.session.flush()
        return made

    def _must_book(self, people: Sequence[Citizen], hold_by: date) -> None:
        self.session.add_all(
            Obligation(
                citizen_id=person.id,
                kind="job",
                purpose_code="own_wish",
                book_by=hold_by - timedelta(days=14),
                hold_by=hold_by,
                created_at=self.now,
            )
            for person in people
        )
        self.session.flush()

    def _book(self, caseworker: Staff, people: Sequence[Citizen], asks: Citizen | None) -> None:
        """Talks by telephone for these people, spread over all times the caseworker has."""
        citizen = asks or people[0]
        slots = queries.planner(self.session, citizen.id, self.now, channel="phone").all_slots()
        if len(slots) <= len(people):
            raise BenchError(f"There are only {len(slots)} times for {len(people)} talks.")
        self.session.add_all(
            Talk(
                citizen_id=person.id,
                caseworker_id=caseworker.id,
                kind="job",
                channel="phone",
                purpose_code="own_wish",
                during=Range(slot.starts, slot.ends),
                status="booked",
                booked_by="citizen",
                created_at=self.now,
                version=1,
            )
            for person, slot in zip(people, slots[:: len(slots) // len(people)], strict=False)
        )
        self.session.flush()
