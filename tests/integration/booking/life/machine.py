"""What people do, in any order, while time goes on. Each step is one request or one job."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import orm
from sqlalchemy.dialects.postgresql import Range

from portal.booking import queries, service
from portal.booking.models import Absence, NoTimeFound, Obligation, Talk, TimeOffer
from portal.booking.service.absences import Decision
from portal.core import clock
from portal.core.errors import NotFound, Refused
from portal.notifications import sending
from tests.integration.booking.life import invariants
from tests.integration.booking.life.world import World

# A Monday before each clock change of 2027, in the week of Easter and in autumn.
BEGINNINGS = (datetime(2027, 3, 22, 8, tzinfo=UTC), datetime(2027, 10, 25, 8, tzinfo=UTC))
JOBS = sa.text(
    "DELETE FROM procrastinate_jobs WHERE task_name LIKE 'booking.offer%'"
    " RETURNING id, task_name, args"
)
PICK = st.integers(0, 40)
CITIZEN = st.integers(0, 3)
CHANNEL = st.sampled_from([None, "in_person", "phone", "video"])
KIND = st.sampled_from(["job", "assessment"])


class Life(RuleBasedStateMachine):
    """Four citizens and three caseworkers. The database says what there is; nothing is mirrored."""

    def __init__(self, app: Flask, connection: sa.Connection, world: World) -> None:
        super().__init__()
        self.app, self.world, self.now = app, world, BEGINNINGS[0]
        self.left: list[int] = []
        self.context = app.app_context()
        self.context.push()
        self.undo = connection.begin_nested()
        self.session = orm.Session(
            connection, join_transaction_mode="create_savepoint", expire_on_commit=False
        )

    def teardown(self) -> None:
        self.session.close()
        self.undo.rollback()
        self.context.pop()

    @contextmanager
    def step(self, *, keep: bool = False) -> Iterator[orm.Session]:
        """A request at a moment of its own: committed, or undone when it is refused.

        With `keep` the request keeps what it wrote before it was refused.
        """
        self.now += timedelta(minutes=1)
        try:
            yield self.session
        except Refused:
            if not keep:
                self.session.rollback()
        except NotFound:
            self.session.rollback()
        self.session.commit()
        self.session.expunge_all()

    def one(self, wanted: sa.Select[Any], pick: int) -> Any:
        """One of the rows there are, or None."""
        rows = self.session.scalars(wanted).all()
        return rows[pick % len(rows)] if rows else None

    def booked(self, pick: int, *more: sa.ColumnElement[bool]) -> Talk | None:
        wanted = sa.select(Talk).where(Talk.status == "booked", *more).order_by(Talk.id)
        found: Talk | None = self.one(wanted, pick)
        return found

    def a_time(self, citizen_id: int, pick: int, odd: int, **how: Any) -> datetime:
        """One of the times shown, or some quarter of an hour that may be none."""
        slots = queries.planner(self.session, citizen_id, self.now, **how).all_slots()
        if odd or not slots:
            day = clock.start_of_day(clock.local_date(self.now))
            return day + timedelta(minutes=15 * (odd + 96 * (pick % 8)))
        return slots[pick % len(slots)].starts

    @initialize(beginning=st.sampled_from(BEGINNINGS))
    def begin(self, beginning: datetime) -> None:
        self.now = beginning
        with self.step() as session:
            service.generate_obligations(session, self.now)

    @rule(who=CITIZEN, pick=PICK, channel=CHANNEL, odd=st.sampled_from([0, 0, 0, 36, 39, 41]))
    def book(self, who: int, pick: int, channel: str | None, odd: int) -> None:
        with self.step() as session:
            actor = self.world.citizen(who)
            starts = self.a_time(actor.person_id, pick, odd, channel=channel)
            channel = channel or "phone"
            service.book(
                session, actor.person_id, starts=starts, channel=channel, actor=actor, now=self.now
            )

    @rule(talk=PICK, pick=PICK, channel=CHANNEL, by_staff=st.booleans())
    def move(self, talk: int, pick: int, channel: str | None, by_staff: bool) -> None:
        with self.step() as session:
            old = self.booked(talk)
            if old is None:
                return
            old = queries.own_talk(session, old.citizen_id, old.id)
            how = {"channel": channel, "moved": old, "by_staff": by_staff}
            starts = self.a_time(old.citizen_id, pick, 0, **how)
            service.book(
                session,
                old.citizen_id,
                starts=starts,
                channel=channel or old.channel,
                actor=None,
                now=self.now,
                moves=old.id,
                by_staff=by_staff,
            )

    @rule(who=CITIZEN, pick=PICK, kind=KIND, staff=st.sampled_from([None, 0, 1, 2]))
    def summon(self, who: int, pick: int, kind: str, staff: int | None) -> None:
        with self.step() as session:
            citizen_id = self.world.citizens[who]
            staff_id = None if staff is None else self.world.staff[staff]
            how: dict[str, Any] = {"staff_id": staff_id, "by_staff": True}
            starts = self.a_time(citizen_id, pick, 0, kind=kind, **how)
            service.book(
                session,
                citizen_id,
                starts=starts,
                channel="phone",
                actor=self.world.lead(),
                now=self.now,
                wish=service.Wish(kind=kind, purpose_code="job_search"),
                **how,
            )

    @rule(talk=PICK, by=st.sampled_from(["citizen", "staff", "centre"]))
    def cancel(self, talk: int, by: str) -> None:
        with self.step() as session:
            found = self.booked(talk)
            if found is None:
                return
            if by == "centre":
                service.failures.cancel_by_centre(
                    session, found.id, actor=self.world.lead(), now=self.now
                )
                return
            service.cancel(
                session,
                found.citizen_id,
                found.id,
                actor=None,
                now=self.now,
                by_staff=by == "staff",
            )

    @rule(
        staff=st.integers(0, 2),
        day=st.integers(0, 12),
        hours=st.sampled_from([1, 3, 24, 72]),
        what=st.lists(
            st.sampled_from(["offer", "cancel", "hand_over", "forget"]), min_size=1, max_size=3
        ),
    )
    def be_away(self, staff: int, day: int, hours: int, what: list[str]) -> None:
        with self.step() as session:
            staff_id = self.world.staff[staff]
            first = clock.start_of_day(clock.local_date(self.now)) + timedelta(days=day, hours=9)
            during = Range(first, first + timedelta(hours=hours))
            hit = service.absences.hit_by(session, staff_id, during, self.now)
            decisions = {}
            for number, talk in enumerate(hit):
                chosen = what[number % len(what)]
                colleague = self.world.staff[(staff + 1 + number % 2) % 3]
                if chosen != "forget":
                    decisions[talk.id] = Decision(
                        chosen, colleague if chosen == "hand_over" else None
                    )
            service.absences.save(
                session, staff_id, during, decisions, actor=self.world.lead(), now=self.now
            )
            self.left += [i for i, decision in decisions.items() if decision.what == "offer"]

    @rule(pick=PICK)
    def come_back(self, pick: int) -> None:
        with self.step() as session:
            found = self.one(sa.select(Absence.id).order_by(Absence.id), pick)
            if found is not None:
                service.absences.remove(session, found, actor=self.world.lead(), now=self.now)

    @rule(talk=PICK, to=st.integers(0, 2))
    def take_over(self, talk: int, to: int) -> None:
        with self.step() as session:
            found = self.booked(talk)
            if found is not None:
                service.take_over(
                    session,
                    from_id=found.caseworker_id,
                    to_id=self.world.staff[to],
                    day=clock.local_date(found.starts),
                    actor=self.world.lead(),
                    now=self.now,
                )

    @rule(talk=PICK)
    def wait(self, talk: int) -> None:
        with self.step() as session:
            found = self.booked(talk)
            if found is not None:
                actor = self.world.citizen(self.world.citizens.index(found.citizen_id))
                service.offers.wish_earlier(
                    session, actor.person_id, found.id, actor=actor, now=self.now
                )

    @rule(who=CITIZEN)
    def stop_waiting(self, who: int) -> None:
        with self.step() as session:
            service.offers.stop_waiting(session, self.world.citizens[who], now=self.now)

    @rule(pick=PICK, yes=st.booleans())
    def answer_offer(self, pick: int, yes: bool) -> None:
        with self.step(keep=True) as session:
            offers = sa.select(TimeOffer).where(TimeOffer.status == "open")
            found = self.one(offers.order_by(TimeOffer.id), pick)
            if found is None:
                return
            if yes:
                service.offers.accept(session, found.citizen_id, found.id, actor=None, now=self.now)
            else:
                service.offers.decline(session, found.citizen_id, found.id, now=self.now)

    @rule(who=CITIZEN, channel=CHANNEL)
    def find_no_time(self, who: int, channel: str | None) -> None:
        with self.step() as session:
            today = clock.local_date(self.now)
            service.no_time.ask(
                session,
                self.world.citizens[who],
                channel=channel,
                window=(today, today + timedelta(days=14)),
                wish="",
                actor=None,
                now=self.now,
            )

    @rule(pick=PICK)
    def answer_no_time(self, pick: int) -> None:
        with self.step() as session:
            asked = sa.select(NoTimeFound.id).where(NoTimeFound.answered_at.is_(None))
            found = self.one(asked.order_by(NoTimeFound.id), pick)
            if found is not None:
                service.no_time.answer(
                    session, found, "Ring", actor=self.world.lead(), now=self.now
                )

    @rule(pick=PICK, outcome=st.sampled_from(service.OUTCOMES))
    def say_what_came_of_it(self, pick: int, outcome: str) -> None:
        with self.step() as session:
            found = self.booked(pick, sa.func.lower(Talk.during) <= self.now)
            if found is not None:
                service.record_outcome(
                    session, found.id, outcome, actor=self.world.lead(), now=self.now
                )

    @rule(who=CITIZEN, kind=KIND, days=st.sampled_from([1, 4, 9, 20]))
    def demand(self, who: int, kind: str, days: int) -> None:
        with self.step() as session:
            by = clock.local_date(self.now) + timedelta(days=days)
            service.require(
                session,
                self.world.citizens[who],
                kind=kind,
                purpose_code="job_search",
                purpose_words="",
                book_by=by,
                hold_by=by + timedelta(days=4),
                short_notice_reason="It is urgent" if days > 1 else "",
                actor=self.world.lead(),
                now=self.now,
            )

    @rule(pick=PICK, status=st.sampled_from(["excused", "withdrawn"]))
    def end_duty(self, pick: int, status: str) -> None:
        with self.step() as session:
            found = self.one(sa.select(Obligation.id).order_by(Obligation.id), pick)
            if found is not None:
                service.end(
                    session, found, status, actor=self.world.lead(), reason="x", now=self.now
                )

    @rule(who=CITIZEN, days=st.sampled_from([None, 2, -1]))
    def exempt(self, who: int, days: int | None) -> None:
        """With -1 the exemption there is ends."""
        with self.step() as session:
            citizen_id, lead = self.world.citizens[who], self.world.lead()
            if days == -1:
                service.exemptions.end(session, citizen_id, actor=lead, now=self.now)
                return
            until = None if days is None else clock.local_date(self.now) + timedelta(days=days)
            service.exemptions.decide(
                session,
                citizen_id,
                ground="language",
                expires_on=until,
                actor=lead,
                now=self.now,
            )

    @rule()
    def run_jobs(self) -> None:
        """The worker does what was deferred, some of it twice."""
        with self.step() as session:
            for number, task, args in session.execute(JOBS).all():
                for _again in range(1 + number % 2):
                    if task.endswith("offer_freed"):
                        span = [datetime.fromisoformat(args[name]) for name in ("starts", "ends")]
                        service.offers.offer_freed(
                            session, args["staff_id"], Range(*span), self.now
                        )
                    else:
                        service.offers.offer_priority(session, args["talk_id"], self.now)

    @rule(hours=st.sampled_from([1, 7, 24, 25, 72]))
    def time_goes_on(self, hours: int) -> None:
        """The hourly jobs run, and what is due is sent."""
        self.now += timedelta(hours=hours)
        jobs: tuple[Callable[[orm.Session, datetime], Any], ...] = (
            service.exemptions.end_expired,
            service.failures.extend_for_lack_of_times,
            service.expire_obligations,
            service.generate_obligations,
            service.failures.beat,
            service.offers.expire,
        )
        with self.step() as session:
            for job in jobs:
                job(session, self.now)
        with self.step() as session:
            settings = self.app.extensions["portal.settings"]
            sending.send_due(session, settings, lambda: self.now)

    @invariant()
    def holds(self) -> None:
        invariants.check(self.session, self.now, self.left)
        self.session.commit()
