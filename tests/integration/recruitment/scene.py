"""One candidate who said yes, shares the CV and was presented: what both sides do with it."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import orm

from portal.accounts.models import BusinessUser, Citizen, Staff
from portal.businesses.models import Business
from portal.core import clock
from portal.core.errors import NotFound
from portal.openings.models import Opening, Referral, ReferralEvent
from portal.recruitment import queries
from portal.recruitment.models import Candidate, RecruitmentRequest, SharedCv
from portal.recruitment.queries import pipeline as seen
from portal.recruitment.service import candidates, pipeline, sharing
from tests.factories.cv import CvExperienceFactory
from tests.factories.openings import OpeningFactory, ReferralFactory
from tests.factories.recruitment import RequestFactory
from tests.integration.recruitment.conftest import baker, business_actor, staff_actor


class Scene:
    """A request with one candidate who has said yes, shares the CV, and was presented."""

    def __init__(self, session: orm.Session, consultant: Staff, owner: BusinessUser) -> None:
        self.session, self.owner = session, owner
        self.company = session.get_one(Business, owner.business_id)
        self.now = clock.now()
        self.opening: Opening = OpeningFactory(positions=1)
        self.request: RecruitmentRequest = RequestFactory(
            business=self.company,
            sent_by=owner,
            consultant=consultant,
            opening=self.opening,
            happened=["answered"],
            happened__at=self.now - timedelta(days=1),
        )
        self.citizen: Citizen = baker()
        CvExperienceFactory(citizen=self.citizen, title="Bagersvend", employer="Emmerys")
        self.staff = staff_actor(consultant)
        self.business = business_actor(owner)
        self.referral = self.willing(self.citizen)
        self.candidate = self.present(self.referral)
        self.path = f"/virksomhed/henvendelser/{self.request.id}"
        self.cv_path = f"{self.path}/kandidater/{self.candidate.id}/cv"

    def willing(self, citizen: Citizen, share: bool = True) -> Referral:
        referral: Referral = ReferralFactory(
            opening=self.opening, citizen=citizen, answer="yes", asked_at=self.now
        )
        self.session.add(ReferralEvent(referral_id=referral.id, kind="yes", at=self.now))
        if share:
            sharing.allow(self.session, citizen.id, referral.id, now=self.now)
        return referral

    def present(self, referral: Referral) -> Candidate:
        (shown,) = candidates.present(
            self.session,
            self.request.id,
            {referral.id: "Har bagt i fem år."},
            actor=self.staff,
            now=self.now,
        )
        return shown

    def move(self, kind: str, at: datetime | None = None, **more: str) -> None:
        pipeline.move(
            self.session,
            self.request.id,
            self.candidate.id,
            kind,
            actor=self.business,
            now=at or self.now,
            **more,
        )

    def step(self) -> str:
        step = seen.steps_of(self.session, [self.referral.id])[self.referral.id]
        self.session.commit()  # so that the next request finds no transaction of ours
        return step

    def has_copy(self, referral: Referral | None = None) -> bool:
        wanted = sa.select(SharedCv.referral_id).where(
            SharedCv.referral_id == (referral or self.referral).id
        )
        found = self.session.scalar(wanted) is not None
        self.session.commit()
        return found

    def shows(self, at: datetime) -> bool:
        own = queries.own_request(self.session, self.owner.business_id, self.request.id, at)
        shown = seen.cards(self.session, self.request.id, own.progress, at)
        return any(card.shows_profile for card in shown.cards)

    def opens(self, at: datetime | None = None) -> bool:
        now = at or self.now
        own = queries.own_request(self.session, self.owner.business_id, self.request.id, now)
        try:
            seen.opened_cv(self.session, self.request.id, self.candidate.id, own.progress, now)
        except NotFound:
            return False
        return True
