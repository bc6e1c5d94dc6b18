"""Citizens who may fit a request, with the reasons. A person picks among them."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen
from portal.cv import queries as cv
from portal.cv.models import Cv
from portal.openings.models import Referral
from portal.recruitment.models import RecruitmentRequest
from portal.recruitment.rules.matching import Fit, judge, stems, wanted_things

# How many are judged one by one, and how many of those are shown.
JUDGED, SHOWN = 200, 20


@dataclass(frozen=True)
class Proposal:
    """A citizen who may fit, and why."""

    profile: cv.Profile
    fit: Fit

    @property
    def shown(self) -> str:
        """What a business would be shown of the CV."""
        return short_profile(self.profile)


def proposals(session: Session, request: RecruitmentRequest, today: date) -> list[Proposal]:
    """The citizens in whose CV most of what is wanted was found, in five statements.

    Only those in a contact course who let staff see their CV and have not been asked yet.
    """
    wanted = wanted_things(request.title, request.requirements)
    looked_for = stems(wanted)
    if not looked_for:
        return []
    own_words = Cv.wished_occupations + "\n" + Cv.competences
    hits = sum(
        (sa.case((own_words.icontains(stem, autoescape=True), 1), else_=0) for stem in looked_for),
        sa.literal(0),
    )
    rows = session.execute(
        sa.select(Cv.citizen_id, own_words)
        .join(Citizen, Citizen.id == Cv.citizen_id)
        .where(
            Cv.visible_to_staff,
            sa.or_(Citizen.course_ended_on.is_(None), Citizen.course_ended_on > today),
            ~_already_asked(request),
            hits > 0,
        )
        .order_by(hits.desc(), Cv.citizen_id)
        .limit(JUDGED)
    )
    fits = {citizen_id: judge(wanted, text.split("\n")) for citizen_id, text in rows}
    best = sorted(
        (citizen_id for citizen_id, fit in fits.items() if fit.has),
        key=lambda citizen_id: (
            not fits[citizen_id].has_thing(wanted[0]),  # the job itself before all else
            -len(fits[citizen_id].has),
            citizen_id,
        ),
    )[:SHOWN]
    profiles = cv.profiles(session, best)
    return [Proposal(profiles[citizen_id], fits[citizen_id]) for citizen_id in best]


def _already_asked(request: RecruitmentRequest) -> sa.ColumnElement[bool]:
    return (
        sa.select(Referral.id)
        .where(Referral.opening_id == request.opening_id, Referral.citizen_id == Cv.citizen_id)
        .exists()
    )


def fits_of(
    session: Session, request: RecruitmentRequest, citizen_ids: list[int]
) -> dict[int, Proposal]:
    """How these citizens fit the request, in three statements. Of a hidden CV all is unknown."""
    if not citizen_ids:
        return {}
    wanted = wanted_things(request.title, request.requirements)
    return {
        citizen_id: Proposal(
            profile, judge(wanted, profile.wished_occupations + profile.competences)
        )
        for citizen_id, profile in cv.profiles(session, citizen_ids).items()
    }


def short_profile(profile: cv.Profile) -> str:
    """What a business is shown of a CV, one fact a line: work, competences, wishes, languages.

    Never the free text, in which people may have written about their life, and nothing at all
    when the citizen keeps the CV from businesses.
    """
    if not profile.for_businesses:
        return ""
    languages = ", ".join(
        name if level == "native" else f"{name} ({level})" for name, level in profile.languages
    )
    facts = [
        profile.latest_experience,
        ", ".join(profile.competences),
        ", ".join(profile.wished_occupations),
        languages,
        profile.considerations,
    ]
    return "\n".join(fact for fact in facts if fact)
