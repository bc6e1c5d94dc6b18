"""What the first pages show, read from the other rooms."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Staff
from portal.booking import queries as booking
from portal.booking.models import NoTimeFound, Obligation, Talk
from portal.core import calendar, clock, i18n, policy
from portal.core.access import Actor
from portal.core.errors import NotFound, Refusal
from portal.core.feed import ToDo
from portal.cv import queries as cv
from portal.home import feed
from portal.joblog import queries as joblog
from portal.joblog.rules import Week
from portal.messages import queries as messages
from portal.plan import queries as plan
from portal.plan.models import PlanTask

TASKS_SHOWN = 3
DAYS_LOOKED_AHEAD = 21


@dataclass(frozen=True)
class Doors:
    """Whether the job centre is open, and when that changes. Both None: closed for long."""

    open_until: time | None
    opens_at: datetime | None


def doors(session: Session, now: datetime) -> Doors:
    """How the job centre's doors stand at `now`."""
    today = clock.local_date(now)
    days = calendar.load(session, today)
    closes = days.open_until(now)
    if closes is not None:
        return Doors(closes, None)
    for ahead in range(DAYS_LOOKED_AHEAD):
        day = today + timedelta(days=ahead)
        hours = days.hours_on(day)
        if hours and (opens := clock.at_local(day, hours.opens)) > now:
            return Doors(None, opens)
    return Doors(None, None)


@dataclass(frozen=True)
class CitizenDay:
    """All that the citizen's own page shows."""

    waiting: list[ToDo]
    talk: Talk | None
    talk_stays: Refusal | None
    """Why the talk can no longer be moved or cancelled here; None when it can."""
    cv_helps: list[cv.Helps]
    """What helps the CV most; named before `cv`, which hides the room's name below."""
    cv: cv.Status
    week: Week
    past: feed.Past
    caseworker: Staff

    @property
    def first(self) -> ToDo | None:
        """What stands on top."""
        return feed.first(self.waiting)

    @property
    def others(self) -> list[ToDo]:
        """What else waits, by deadline."""
        return [one for one in self.waiting if one is not self.first]


def citizen_day(session: Session, citizen_id: int, now: datetime) -> CitizenDay:
    """What the citizen must do next, has planned, and has been told."""
    standing = cv.status(session, citizen_id, now)
    talk = booking.next_talk(session, citizen_id, now)
    return CitizenDay(
        waiting=feed.to_do(session, citizen_id, now),
        talk=talk,
        talk_stays=_why_it_stays(session, talk, now) if talk else None,
        cv=standing,
        cv_helps=cv.next_entries(session, citizen_id, standing, now, i18n.current()),
        week=joblog.week(session, citizen_id, now),
        past=feed.happened(session, citizen_id, now, most=feed.ON_THE_FIRST_PAGE),
        caseworker=plan.caseworker(session, citizen_id),
    )


def _why_it_stays(session: Session, talk: Talk, now: datetime) -> Refusal | None:
    try:
        terms = booking.terms_for(session, talk.citizen_id, now, talk.kind)
    except NotFound:
        return None  # without a rule in force the page of the talk says what is wrong
    return booking.why_it_stays(talk, terms, now)


@dataclass(frozen=True)
class Letters:
    """How many conversations wait for staff to answer, and by when the first is promised."""

    number: int
    by: date | None = None
    late: bool = False


def letters(session: Session, actor: Actor, now: datetime) -> Letters:
    """What citizens have written and not been answered: one's own, and for a lead the team's."""
    number, since = messages.waiting_for(session, actor, now)
    if since is None:
        return Letters(0)
    promised = messages.promises(session, now)
    return Letters(number, promised.by(since), promised.is_late(since))


@dataclass(frozen=True)
class StaffDay:
    """A caseworker's day."""

    talks: list[Talk]
    """Those of colleagues that the caseworker takes part in too."""
    unsaid: list[Talk]
    """Talks of earlier days whose outcome nobody has said; for a team lead the whole team's."""
    missed: list[Obligation]
    to_book: list[Obligation]
    """What the caseworker books for citizens who need not book themselves."""
    no_time: list[NoTimeFound]
    """The team's citizens who found no time, for those who may answer them."""
    agreed: dict[int, list[PlanTask]]
    """By citizen: what was last agreed and is still to be done."""

    @property
    def citizen_ids(self) -> set[int]:
        """Whose data the page shows."""
        talks = {talk.citizen_id for talk in self.talks + self.unsaid}
        duties = {duty.citizen_id for duty in self.missed + self.to_book}
        return talks | duties | {asked.citizen_id for asked in self.no_time}


def staff_day(session: Session, actor: Actor, now: datetime) -> StaffDay:
    """Today's talks in order, talks without an outcome, and citizens who missed a deadline."""
    talks = booking.todays_talks(session, actor.person_id, now)
    lead = policy.may(actor, policy.LEAD_TEAM)
    return StaffDay(
        talks=talks,
        unsaid=booking.without_outcome(
            session, now, staff_id=actor.person_id, team_id=actor.team_id if lead else None
        ),
        missed=booking.missed_duties(session, actor.person_id),
        to_book=booking.to_book_for(session, actor.person_id),
        no_time=booking.to_answer(session, actor.team_id) if actor.team_id else [],
        agreed=_agreed(
            session, {t.citizen_id for t in talks if t.caseworker_id == actor.person_id}
        ),
    )


def _agreed(session: Session, citizen_ids: Iterable[int]) -> dict[int, list[PlanTask]]:
    """The next open tasks of each citizen, in one statement."""
    rows = session.scalars(
        sa.select(PlanTask)
        .where(PlanTask.citizen_id.in_(citizen_ids), PlanTask.done_at.is_(None))
        .order_by(PlanTask.citizen_id, PlanTask.due_on.asc().nulls_last(), PlanTask.id)
    )
    return {
        citizen_id: list(tasks)[:TASKS_SHOWN]
        for citizen_id, tasks in groupby(rows, key=lambda task: task.citizen_id)
    }
