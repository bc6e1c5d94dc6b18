"""What a citizen does with an opening found alone: save it, write it in the job log."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.core import audit, clock
from portal.core.access import Actor
from portal.joblog import service as joblog
from portal.joblog.models import JobLogEntry
from portal.openings import queries
from portal.openings.models import LoggedOpening, Opening, Referral, SavedOpening

# As long as a title and an employer may be in the log.
LONGEST = 120


def save(session: Session, citizen: Actor, opening_id: int, *, now: datetime) -> None:
    """Keep an eye on an opening; saving it again changes nothing.

    Raises:
        NotFound: when the citizen can't see such an opening.
    """
    opening = queries.visible_opening(session, citizen.person_id, opening_id)
    made = session.scalar(
        insert(SavedOpening)
        .values(citizen_id=citizen.person_id, opening_id=opening.id, saved_at=now)
        .on_conflict_do_nothing()
        .returning(SavedOpening.opening_id)
    )
    if made:
        _audit(session, citizen, "save", opening_id, now)


def unsave(session: Session, citizen: Actor, opening_id: int, *, now: datetime) -> None:
    """Let go of a saved opening; one that is not saved stays so."""
    gone = session.scalar(
        sa.delete(SavedOpening)
        .where(SavedOpening.citizen_id == citizen.person_id, SavedOpening.opening_id == opening_id)
        .returning(SavedOpening.opening_id)
    )
    if gone:
        _audit(session, citizen, "unsave", opening_id, now)


def write_in_log(
    session: Session, citizen: Actor, opening_id: int, *, now: datetime, by: Actor | None = None
) -> tuple[JobLogEntry, bool]:
    """Write in the job log that the citizen has applied today; True when it is new there.

    It counts in the goal of the week as every entry does. However often the button is pressed it
    is one entry; deleted from the log, it can be written again. `by` is who writes it down, where
    that is not the citizen.

    Raises:
        NotFound: when the citizen can't see such an opening.
        Refused: when the log is full.
    """
    opening = queries.visible_opening(session, citizen.person_id, opening_id)
    joblog.lock(session, citizen.person_id)
    there = session.scalar(
        sa.select(JobLogEntry)
        .join(LoggedOpening, LoggedOpening.entry_id == JobLogEntry.id)
        .where(
            LoggedOpening.citizen_id == citizen.person_id, LoggedOpening.opening_id == opening_id
        )
    )
    if there is not None:
        return there, False
    entry = joblog.add(session, citizen, _entry(session, citizen, opening, now), now=now, by=by)
    session.execute(
        insert(LoggedOpening)
        .values(citizen_id=citizen.person_id, opening_id=opening_id, entry_id=entry.id)
        .on_conflict_do_nothing()
    )
    return entry, True


def _entry(session: Session, citizen: Actor, opening: Opening, now: datetime) -> joblog.Entry:
    suggested = sa.exists().where(
        Referral.opening_id == opening.id,
        Referral.citizen_id == citizen.person_id,
        Referral.origin == "staff",
    )
    return joblog.Entry(
        title=opening.title[:LONGEST],
        employer=opening.employer[:LONGEST],
        applied_on=clock.local_date(now),
        how="referral" if session.scalar(sa.select(suggested)) else "online",
        link=opening.link,
    )


def _audit(session: Session, citizen: Actor, action: str, opening_id: int, now: datetime) -> None:
    audit.record(
        session, citizen, action, "opening", opening_id, now=now, citizen_id=citizen.person_id
    )
