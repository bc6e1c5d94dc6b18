"""Openings: those of businesses' requests, and those staff enter, change and close."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import audit, clock
from portal.core.access import Actor, Audience
from portal.core.errors import NotFound, Refused
from portal.notifications import service as notifications
from portal.openings import rules
from portal.openings.models import Opening, Referral, ReferralEvent
from portal.openings.refusals import OpeningRefusal
from portal.openings.service.asking import SUGGESTIONS_PATH
from portal.taxonomy import queries as taxonomy
from portal.taxonomy.models import Concept

# A double click, or the form sent once more after the network failed.
AGAIN = timedelta(hours=1)
# The second key of the lock that makes one person's entering take turns.
ENTERING = 0x6F70656E
PROBLEMS = {"past": OpeningRefusal.DEADLINE_PAST, "far": OpeningRefusal.DEADLINE_FAR}


@dataclass(frozen=True)
class Vacancy:
    """An opening as staff write it."""

    title: str
    employer: str
    place: str
    postcode: str
    hours_per_week: int
    positions: int = 1
    tasks: str = ""
    requirements: str = ""
    starts_on: date | None = None
    apply_by: date | None = None
    link: str = ""
    area: str | None = None
    occupation_uris: tuple[str, ...] = ()
    listed: bool = True


def open_opening(
    session: Session,
    *,
    title: str,
    employer: str,
    place: str,
    postcode: str,
    positions: int,
    hours_per_week: int,
    tasks: str,
    requirements: str,
    starts_on: date,
    now: datetime,
) -> Opening:
    """Make a vacancy of a business' request that citizens can be asked about, and find.

    An occupation called like the title, and its area, come with it; staff can change both.
    """
    uris = taxonomy.by_name(session, [title], "occupation").values()
    concepts = list(taxonomy.by_uri(session, uris).values())
    opening = Opening(
        source="business",
        title=title,
        employer=employer,
        place=place,
        postcode=postcode,
        positions=positions,
        hours_per_week=hours_per_week,
        tasks=tasks,
        requirements=requirements,
        starts_on=starts_on,
        occupation_uris=[concept.uri for concept in concepts],
        names=names_of(concepts),
        area=next((concept.area for concept in concepts if concept.area), None),
        created_at=now,
    )
    session.add(opening)
    session.flush()
    return opening


def enter(session: Session, staff: Actor, values: Vacancy, *, now: datetime) -> Opening:
    """Enter an opening that did not come as a business' request.

    Sent twice within the hour it is one.

    Raises:
        Refused: when the last day to apply is gone or far away, or an occupation is unknown.
    """
    stored = _stored(session, values, now)
    session.execute(sa.select(sa.func.pg_advisory_xact_lock(staff.person_id, ENTERING)))
    same = session.scalar(
        sa.select(Opening)
        .where(
            Opening.entered_by_id == staff.person_id,
            Opening.created_at > now - AGAIN,
            Opening.closed_at.is_(None),
        )
        .filter_by(**stored)
        .limit(1)
    )
    if same is not None:
        return same
    opening = Opening(source="staff", entered_by_id=staff.person_id, created_at=now, **stored)
    session.add(opening)
    session.flush()
    audit.record(session, staff, "add", "opening", opening.id, now=now)
    return opening


def change(
    session: Session, staff: Actor, opening_id: int, values: Vacancy, *, now: datetime
) -> Opening:
    """Give an opening new values.

    Raises:
        NotFound: when there is no such opening.
        Refused: as when entering one, or when it is closed.
    """
    opening = held(session, opening_id)
    if opening.closed_at is not None:
        raise Refused(OpeningRefusal.CLOSED)
    for name, value in _stored(session, values, now, opening.apply_by).items():
        setattr(opening, name, value)
    session.flush()
    audit.record(session, staff, "change", "opening", opening_id, now=now)
    return opening


def close(
    session: Session,
    opening_id: int,
    *,
    now: datetime,
    because: str | None = None,
    staff: Actor | None = None,
) -> None:
    """Take no more answers about the opening. Closing it again changes nothing.

    Who has not answered, or said yes and has heard of no end, is told kindly.
    """
    closed = session.execute(
        sa.update(Opening)
        .where(Opening.id == opening_id, Opening.closed_at.is_(None))
        .values(closed_at=now, closed_because=because)
        .returning(Opening.title, Opening.employer)
    ).one_or_none()
    if closed is None:
        return
    audit.record(session, staff, "close", "opening", opening_id, now=now)
    for referral_id, citizen_id in session.execute(_still_hoping(opening_id, now)).all():
        notifications.drop(session, f"referral:{referral_id}:asked", now=now)
        notifications.tell(
            session,
            event=f"referral:{referral_id}:ended",
            kind="referral_ended",
            audience=Audience.CITIZEN,
            recipient_id=citizen_id,
            now=now,
            path=SUGGESTIONS_PATH,
            title=closed.title,
            employer=closed.employer,
        )


def _still_hoping(opening_id: int, now: datetime) -> sa.Select[int, int]:
    """Referrals and citizens: those who can still answer, or said yes and heard of no end."""
    has_end = sa.exists().where(
        ReferralEvent.referral_id == Referral.id, ReferralEvent.kind.in_(rules.END_OF)
    )
    return (
        sa.select(Referral.id, Referral.citizen_id)
        .where(
            Referral.opening_id == opening_id,
            Referral.withdrawn_at.is_(None),
            sa.or_(
                sa.and_(Referral.answer.is_(None), Referral.answer_by >= now),
                sa.and_(Referral.answer == rules.YES, ~has_end),
            ),
        )
        .order_by(Referral.id)
    )


def reopen(session: Session, staff: Actor, opening_id: int, *, now: datetime) -> None:
    """Take answers about a closed opening again. Opening an open one changes nothing.

    Nobody is asked anew: those whose time to answer has not passed see it again, and a yes counts
    as it did before.

    Raises:
        NotFound: when there is no such opening.
        Refused: when a business' enquiry stands behind it, or its last day to apply is gone.
    """
    opening = held(session, opening_id)
    if opening.closed_at is None:
        return
    if opening.source == "business":
        raise Refused(OpeningRefusal.OF_BUSINESS)
    if opening.apply_by is not None and opening.apply_by < clock.local_date(now):
        raise Refused(OpeningRefusal.OVER)
    opening.closed_at = opening.closed_because = None
    session.flush()
    audit.record(session, staff, "reopen", "opening", opening_id, now=now)


def held(session: Session, opening_id: int) -> Opening:
    """The opening, which no other transaction changes until the end of this one.

    Raises:
        NotFound: when there is none.
    """
    opening = session.scalar(
        sa.select(Opening)
        .where(Opening.id == opening_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if opening is None:
        raise NotFound
    return opening


def names_of(concepts: Iterable[Concept]) -> str:
    """Every name of the occupations, one a line."""
    names = [
        name
        for concept in concepts
        for name in (concept.label_da, *concept.aliases_da, concept.label_en, *concept.aliases_en)
    ]
    return "\n".join(dict.fromkeys(name for name in names if name))


def _stored(
    session: Session, values: Vacancy, now: datetime, before: date | None = None
) -> dict[str, object]:
    """The columns of an opening with these values; the area is the occupations' when none is said.

    Raises:
        Refused: when the last day to apply is gone or far away, or an occupation is unknown.
    """
    problem = rules.day_problem(values.apply_by, clock.local_date(now), before)
    if problem is not None:
        raise Refused(PROBLEMS[problem])
    found = taxonomy.by_uri(session, values.occupation_uris)
    concepts = [found[uri] for uri in values.occupation_uris if uri in found]
    if len(concepts) < len(values.occupation_uris) or any(
        concept.scheme != "occupation" for concept in concepts
    ):
        raise Refused(OpeningRefusal.UNKNOWN_OCCUPATION)
    area = values.area or next((concept.area for concept in concepts if concept.area), None)
    return asdict(values) | {
        "occupation_uris": list(values.occupation_uris),
        "names": names_of(concepts),
        "area": area,
    }
