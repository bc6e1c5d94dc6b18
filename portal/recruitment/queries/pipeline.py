"""Candidates as each side may see them: how far they are, what may be seen, who has looked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from portal.accounts.models import BusinessUser, Citizen
from portal.core import clock
from portal.core.audit import AuditEvent
from portal.core.errors import NotFound
from portal.openings.models import Opening, Referral, ReferralEvent
from portal.recruitment.defaults import SHARING
from portal.recruitment.models import Candidate, RecruitmentRequest, SharedCv, ShareRule
from portal.recruitment.rules import pipeline
from portal.recruitment.rules.progress import Progress

LOOKED_AT = ("candidate", "shared_cv")
MOST_LOOKS = 100


def share_rule(session: Session, day: date) -> ShareRule:
    """The rule in force on a day, else the one a portal begins with: one statement."""
    found = session.scalar(
        sa.select(ShareRule)
        .where(ShareRule.valid_from <= day)
        .order_by(ShareRule.valid_from.desc())
        .limit(1)
    )
    return found or ShareRule(**SHARING)


def steps_of(session: Session, referral_ids: Iterable[int]) -> dict[int, str]:
    """How far each has come: one statement."""
    kinds: dict[int, list[str]] = {}
    for referral_id, kind in session.execute(
        sa.select(ReferralEvent.referral_id, ReferralEvent.kind)
        .where(ReferralEvent.referral_id.in_(list(referral_ids)))
        .order_by(ReferralEvent.at, ReferralEvent.id)
    ):
        kinds.setdefault(referral_id, []).append(kind)
    return {referral_id: pipeline.step_of(listed) for referral_id, listed in kinds.items()}


@dataclass(frozen=True)
class Card:
    """A candidate as the business that asked may see them."""

    candidate: Candidate
    citizen_id: int
    step: str
    allows: tuple[str, ...]
    """What the business may say now."""
    shows_profile: bool
    opens_cv: bool
    until: datetime
    """When at the latest it can't be seen any more."""
    cv_until: datetime
    """When at the latest the whole CV, where it is shared, can't be opened any more."""


@dataclass(frozen=True)
class Cards:
    """The candidates of a request, and how many of those who were shown have stepped back."""

    cards: list[Card]
    gone: int


def cards(session: Session, request_id: int, progress: Progress, now: datetime) -> Cards:
    """The candidates of a request: four statements.

    What they share ends with the enquiry or with its job, whichever ends first.
    """
    rule = share_rule(session, clock.local_date(now))
    rows = session.execute(
        sa.select(Candidate, Referral.citizen_id, Opening.closed_at, SharedCv.made_at)
        .join(Referral, Referral.id == Candidate.referral_id)
        .join(Opening, Opening.id == Referral.opening_id)
        .outerjoin(SharedCv, SharedCv.referral_id == Candidate.referral_id)
        .where(Candidate.request_id == request_id)
        .order_by(Candidate.presented_at, Candidate.id)
    ).all()
    steps = steps_of(session, [row[0].referral_id for row in rows])
    found = []
    for candidate, citizen_id, closed_at, shared_at in rows:
        # Those presented before steps were written down have come that far at least.
        step = steps.get(candidate.referral_id, "presented")
        presented_at, days = candidate.presented_at, rule.days
        ended = pipeline.ended_first(progress.moments.ended, closed_at)
        found.append(
            Card(
                candidate,
                citizen_id,
                step,
                pipeline.allowed(step) if progress.is_open else (),
                pipeline.may_see_profile(step, presented_at, ended, days, now),
                shared_at is not None
                and pipeline.may_open_cv(step, presented_at, shared_at, ended, days, now),
                pipeline.shown_until(presented_at, days),
                pipeline.cv_until(presented_at, shared_at or presented_at, days),
            )
        )
    here = {one.candidate.referral_id for one in found}
    return Cards(found, len(stepped_back(session, request_id) - here))


def stepped_back(session: Session, request_id: int) -> set[int]:
    """Whose yes was taken back after the business had been shown them: one statement."""
    rows = session.scalars(
        sa.select(ReferralEvent.referral_id)
        .join(Referral, Referral.id == ReferralEvent.referral_id)
        .join(RecruitmentRequest, RecruitmentRequest.opening_id == Referral.opening_id)
        .where(RecruitmentRequest.id == request_id, ReferralEvent.kind == "withdrew")
    )
    return set(rows)


@dataclass(frozen=True)
class OpenedCv:
    """A shared CV, opened by a business."""

    card: Card
    content: dict[str, Any]


def opened_cv(
    session: Session, request_id: int, candidate_id: int, progress: Progress, now: datetime
) -> OpenedCv:
    """The whole CV of a candidate of a request that the caller has seen to be the business' own.

    Raises:
        NotFound: when there is no such candidate, the citizen has not allowed it or has taken it
            back, the person is not shortlisted, the request has ended, or the time is up.
    """
    found = cards(session, request_id, progress, now)
    card = next((one for one in found.cards if one.candidate.id == candidate_id), None)
    if card is None or not card.opens_cv:
        raise NotFound
    hold_copy(session, card.candidate.referral_id, alone=False)
    shared = session.get(SharedCv, card.candidate.referral_id, populate_existing=True)
    if shared is None:
        raise NotFound
    return OpenedCv(card, shared.content)


def hold_copy(session: Session, referral_id: int, *, alone: bool) -> None:
    """Let who reads a copy and who takes it back wait for one another, until the commit.

    So a look is in the trail before the copy is gone, or there is nothing left to look at.
    """
    take = sa.func.pg_advisory_xact_lock if alone else sa.func.pg_advisory_xact_lock_shared
    session.execute(sa.select(take(sa.func.hashtextextended(f"shared_cv:{referral_id}", 0))))


@dataclass(frozen=True)
class Look:
    """Somebody of a business has looked at what a citizen shared."""

    at: datetime
    name: str
    whole_cv: bool


@dataclass(frozen=True)
class Shared:
    """What a citizen shares about one job, how far it has come, and who has looked."""

    referral: Referral
    request_id: int | None
    candidate: Candidate | None
    content: dict[str, Any] | None
    events: list[ReferralEvent]
    step: str
    looks: list[Look]
    is_shown: bool
    """Whether the employer can see anything at this moment."""
    until: datetime | None
    cv_until: datetime | None
    """When at the latest the copy of the whole CV, where there is one, can't be opened."""

    @property
    def can_withdraw(self) -> bool:
        """Whether stepping back still changes anything."""
        return self.step in pipeline.RUNNING or self.step == "yes"


def shared_by(session: Session, citizen_id: int, referral_id: int, now: datetime) -> Shared:
    """What the citizen shares about a job, in seven statements.

    Raises:
        NotFound: when there is no such question, or another citizen was asked.
    """
    row = session.execute(
        sa.select(Referral, RecruitmentRequest.id, Candidate, SharedCv)
        .outerjoin(RecruitmentRequest, RecruitmentRequest.opening_id == Referral.opening_id)
        .outerjoin(Candidate, Candidate.referral_id == Referral.id)
        .outerjoin(SharedCv, SharedCv.referral_id == Referral.id)
        .where(Referral.id == referral_id, Referral.citizen_id == citizen_id)
        .options(joinedload(Referral.opening))
    ).one_or_none()
    if row is None:
        raise NotFound
    referral, request_id, candidate, copy = row
    events = list(
        session.scalars(
            sa.select(ReferralEvent)
            .where(ReferralEvent.referral_id == referral_id)
            .order_by(ReferralEvent.at, ReferralEvent.id)
        )
    )
    step = pipeline.step_of(event.kind for event in events)
    rule = share_rule(session, clock.local_date(now))
    until = pipeline.shown_until(candidate.presented_at, rule.days) if candidate else None
    cv_until = pipeline.shown_until(copy.made_at, rule.days) if copy else None
    content = copy.content if copy and cv_until and now < cv_until else None
    shown = candidate is not None and pipeline.may_see_profile(
        step, candidate.presented_at, referral.opening.closed_at, rule.days, now
    )
    looks = _looks(session, citizen_id, request_id)
    return Shared(
        referral, request_id, candidate, content, events, step, looks, shown, until, cv_until
    )


def _looks(session: Session, citizen_id: int, request_id: int | None) -> list[Look]:
    """Who of the business has looked, the latest first, each minute once."""
    if request_id is None:
        return []
    rows = session.execute(
        sa.select(AuditEvent.at, BusinessUser.name, AuditEvent.subject)
        .join(BusinessUser, BusinessUser.id == AuditEvent.person_id)
        .where(
            AuditEvent.citizen_id == citizen_id,
            AuditEvent.audience == "business",
            AuditEvent.action == "read",
            AuditEvent.subject.in_(LOOKED_AT),
            AuditEvent.details["request"].as_integer() == request_id,
        )
        .order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
        .limit(MOST_LOOKS)
    )
    found: dict[tuple[datetime, str, bool], Look] = {}
    for at, name, subject in rows:
        minute = at.replace(second=0, microsecond=0)
        whole = subject == "shared_cv"
        found.setdefault((minute, name, whole), Look(at, name, whole))
    return list(found.values())


def candidate_of(
    session: Session, request_id: int, candidate_id: int
) -> tuple[Candidate, Referral, Citizen]:
    """A candidate of the request, with the citizen.

    Raises:
        NotFound: when there is none; one who stepped back is none any more.
    """
    row = session.execute(
        sa.select(Candidate, Referral, Citizen)
        .join(Referral, Referral.id == Candidate.referral_id)
        .join(Citizen, Citizen.id == Referral.citizen_id)
        .where(Candidate.id == candidate_id, Candidate.request_id == request_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    candidate, referral, citizen = row
    return candidate, referral, citizen
