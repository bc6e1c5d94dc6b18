"""Whatever people do, in any order, while time goes on. Each step is a request or a job."""

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
from portal.booking.models import Talk
from portal.booking.service import freed
from portal.core import clock
from portal.core.errors import NotFound, Refused
from portal.notifications import sending
from tests.integration.booking.life import citizens, invariants, staff
from tests.integration.booking.life.world import World

# A Monday before each clock change of 2027, in the week of Easter and in autumn.
BEGINNINGS = (datetime(2027, 3, 22, 8, tzinfo=UTC), datetime(2027, 10, 25, 8, tzinfo=UTC))
JOBS = sa.text(
    "DELETE FROM procrastinate_jobs WHERE task_name LIKE 'booking.offer%'"
    " RETURNING id, task_name, args"
)
HOURLY: tuple[Callable[[orm.Session, datetime], Any], ...] = (
    service.exemptions.end_expired,
    service.failures.extend_for_lack_of_times,
    service.expire_obligations,
    service.generate_obligations,
    service.failures.beat,
    service.offers.expire,
)
# Often done comes often.
CITIZENS_DO = (
    *("book", "book", "book", "move", "cancel", "wait", "wait", "say_yes", "say_yes"),
    *("say_no", "find_no_time", "stop_waiting"),
)
STAFF_DO = (
    *("summon", "summon", "move_for", "cancel_for", "cancel_by_centre", "be_away", "be_away"),
    *("come_back", "take_over", "say_what_came_of_it", "say_what_came_of_it", "demand"),
    *("end_duty", "exempt", "end_exemption", "answer_no_time"),
)
DEEDS = (*CITIZENS_DO, *STAFF_DO, *["time_goes_on"] * 6)
HOURS = (0, 1, 7, 24, 25, 72)
PICK = st.integers(0, 40)
CHANNELS = ("phone", "in_person", "video", "phone")


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
    def step(self, what: str) -> Iterator[orm.Session]:
        """A request or job at a moment of its own: committed, or undone when it is refused."""
        self.now += timedelta(minutes=1)
        try:
            yield self.session
        except Refused:
            if what != "say_yes":  # that an offered time is gone is kept
                self.session.rollback()
        except NotFound:
            self.session.rollback()
        self.session.commit()
        self.session.expunge_all()

    def one(self, wanted: sa.Select[Any], pick: int) -> Any:
        """One of the rows there are.

        Raises:
            NotFound: when there are none, and so nothing can be done.
        """
        rows = self.session.scalars(wanted).all()
        if not rows:
            raise NotFound
        return rows[pick % len(rows)]

    def booked(self, pick: int, *more: sa.ColumnElement[bool]) -> Talk:
        """One of the talks that are booked, of `more` if asked."""
        wanted = sa.select(Talk).where(Talk.status == "booked", *more).order_by(Talk.id)
        found: Talk = self.one(wanted, pick)
        return found

    def a_time(self, citizen_id: int, pick: int, **how: Any) -> datetime:
        """One of the times shown, or now and then a quarter of an hour that may be none."""
        slots = queries.planner(self.session, citizen_id, self.now, **how).all_slots()
        if pick % 10 == 9 or not slots:
            day = clock.start_of_day(clock.local_date(self.now))
            return day + timedelta(days=pick % 8, minutes=15 * (36 + pick % 7))
        return slots[pick % len(slots)].starts

    @initialize(beginning=st.sampled_from(BEGINNINGS))
    def begin(self, beginning: datetime) -> None:
        self.now = beginning
        with self.step("begin") as session:
            service.generate_obligations(session, self.now)

    @rule(what=st.sampled_from(DEEDS), who=st.integers(0, 3), pick=PICK, way=PICK)
    def happens(self, what: str, who: int, pick: int, way: int) -> None:
        """One rule for all, so that everything is as likely as the list above says."""
        if what == "time_goes_on":
            self.time_goes_on(HOURS[way % 6])
            return
        with self.step(what):
            if what in STAFF_DO:
                getattr(staff, what)(self, self.world.citizens[who], pick, way)
            else:
                getattr(citizens, what)(self, self.world.citizen(who), pick, CHANNELS[way % 4])

    def time_goes_on(self, hours: int) -> None:
        """What was deferred is done, some of it twice; then the jobs by the clock."""
        with self.step("jobs") as session:
            for number, task, args in session.execute(JOBS).all():
                for _again in range(1 + number % 2):
                    self.offer(task, args)
        if hours == 0:
            return
        self.now += timedelta(hours=hours)
        with self.step("jobs") as session:
            for job in HOURLY:
                job(session, self.now)
        with self.step("send") as session:
            sending.send_due(session, self.app.extensions["portal.settings"], lambda: self.now)

    def offer(self, task: str, args: dict[str, Any]) -> None:
        if task == freed.OFFER_PRIORITY:
            service.offering.offer_priority(self.session, args["talk_id"], self.now)
            return
        span = Range(*(datetime.fromisoformat(args[name]) for name in ("starts", "ends")))
        service.offering.offer_freed(self.session, args["staff_id"], span, self.now)

    @invariant()
    def holds(self) -> None:
        invariants.check(self.session, self.now, self.left)
        self.session.commit()
