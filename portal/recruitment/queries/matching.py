"""Citizens who may fit a request, with the reasons. A person picks among them.

The database finds whom to judge (`finding`), and those are judged one by one. Of a person only the
CV and the postcode are read.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen
from portal.core.errors import NotFound
from portal.cv import queries as cv
from portal.cv.models import Cv, CvExperience, CvLanguage
from portal.cv.rules import lines
from portal.openings.models import Referral
from portal.openings.queries.places import km_between
from portal.recruitment.models import RecruitmentRequest
from portal.recruitment.queries import finding
from portal.recruitment.queries.shared import short_profile
from portal.recruitment.queries.wanted import Search, search_of, wanted_of, weights_on
from portal.recruitment.rules.scoring import Fit, Job, Seeker, Thing, Wanted, Weights, judge
from portal.taxonomy import rules as taxonomy
from portal.taxonomy.models import Concept

PER_PAGE = 20
DANISH = ("dansk", "danish")


@dataclass(frozen=True)
class Proposal:
    """A citizen who may fit, and why."""

    profile: cv.Profile
    fit: Fit
    referral: Referral | None = None
    """The question, when the citizen has been asked already."""

    @property
    def shown(self) -> str:
        """What a business would be shown of the CV."""
        return short_profile(self.profile)


@dataclass(frozen=True)
class Proposals:
    """One page of the citizens who may fit, the best first."""

    found: list[Proposal]
    total: int
    is_cut: bool
    """Whether more were found than are judged one by one."""
    page: int
    pages: int


def proposals(
    session: Session, request: RecruitmentRequest, today: date, *, page: int = 1
) -> Proposals:
    """The citizens whose CVs fit best, the best first, in at most fifteen statements.

    Only those in a contact course who let staff see their CV; those already asked are marked.
    Equals come in an order of the request's own, so that nobody is always the last. A page that
    is not there is the nearest that is.
    """
    search = search_of(session, request)
    wanted = wanted_of(session, search)
    weights, _since = weights_on(session, today)
    chosen = finding.found(session, request.id, wanted, today)
    fits = _judged(session, chosen, search, wanted, weights, today)
    fitting = [one for one in sorted(chosen, key=_order(fits, chosen)) if fits[one].has]
    pages = max(1, -(-len(fitting) // PER_PAGE))
    page = min(max(page, 1), pages)
    best = fitting[(page - 1) * PER_PAGE : page * PER_PAGE]
    profiles = cv.profiles(session, best)
    asked = _asked(session, request, best)
    found = [Proposal(profiles[one], fits[one], asked.get(one)) for one in best]
    return Proposals(found, len(fitting), len(chosen) == finding.JUDGED, page, pages)


def chosen_elsewhere(
    session: Session, citizen_ids: Iterable[int], listed: Proposals
) -> list[cv.Profile]:
    """Who is chosen and stands on another page of the list: three statements, or none.

    A CV that is hidden from staff is not among them.
    """
    here = {one.profile.citizen_id for one in listed.found}
    wanted = [one for one in dict.fromkeys(citizen_ids) if one not in here][: finding.JUDGED]
    if not wanted:
        return []
    return [one for one in cv.profiles(session, wanted).values() if one.visible]


def request_of(session: Session, request_id: int) -> RecruitmentRequest:
    """The request alone: one statement.

    Raises:
        NotFound: when there is none.
    """
    found = session.get(RecruitmentRequest, request_id)
    if found is None:
        raise NotFound
    return found


def _order(fits: dict[int, Fit], chosen: list[int]) -> Any:
    place = {citizen_id: number for number, citizen_id in enumerate(chosen)}
    return lambda citizen_id: (-fits[citizen_id].score, place[citizen_id])


def _asked(
    session: Session, request: RecruitmentRequest, citizen_ids: list[int]
) -> dict[int, Referral]:
    if request.opening_id is None or not citizen_ids:
        return {}
    rows = session.scalars(
        sa.select(Referral).where(
            Referral.opening_id == request.opening_id, Referral.citizen_id.in_(citizen_ids)
        )
    )
    return {row.citizen_id: row for row in rows}


def _judged(
    session: Session,
    citizen_ids: list[int],
    search: Search,
    wanted: Wanted,
    weights: Weights,
    today: date,
) -> dict[int, Fit]:
    """How well each CV fits: four statements however many they are."""
    jobs = _jobs(session, citizen_ids)
    danish = _danish(session, citizen_ids)
    rows = session.execute(
        sa.select(Cv, Citizen.postcode)
        .join(Citizen, Citizen.id == Cv.citizen_id)
        .where(Cv.citizen_id.in_(citizen_ids))
    ).all()
    codes = _codes(session, {uri for head, _ in rows for uri in head.occupation_uris})
    return {
        head.citizen_id: judge(
            wanted,
            _seeker(
                head,
                codes,
                tuple(jobs.get(head.citizen_id, ())),
                danish.get(head.citizen_id),
                km_between(postcode, search.postcode),
            ),
            weights,
            today,
            taxonomy.kinship,
        )
        for head, postcode in rows
    }


def _jobs(session: Session, citizen_ids: list[int]) -> dict[int, list[Job]]:
    found: dict[int, list[Job]] = {}
    for citizen_id, title, started_on, ended_on in session.execute(
        sa.select(
            CvExperience.citizen_id,
            CvExperience.title,
            CvExperience.started_on,
            CvExperience.ended_on,
        ).where(CvExperience.citizen_id.in_(citizen_ids))
    ):
        found.setdefault(citizen_id, []).append(Job(title, started_on, ended_on))
    return found


def _danish(session: Session, citizen_ids: list[int]) -> dict[int, str]:
    """How well each speaks Danish, of those whose CV says so."""
    spoken = session.execute(
        sa.select(CvLanguage.citizen_id, CvLanguage.level).where(
            CvLanguage.citizen_id.in_(citizen_ids),
            sa.func.lower(CvLanguage.language).in_(DANISH),
        )
    )
    return {citizen_id: level for citizen_id, level in spoken}


def _codes(session: Session, uris: set[str]) -> dict[str, str]:
    if not uris:
        return {}
    rows = session.execute(sa.select(Concept.uri, Concept.code).where(Concept.uri.in_(uris)))
    return {uri: code for uri, code in rows}


def _seeker(
    head: Cv, codes: dict[str, str], jobs: tuple[Job, ...], danish: str | None, km: float | None
) -> Seeker:
    """What is read of a CV for the score. There is nothing else."""
    spoken = tuple(Thing(line) for line in lines(head.wished_occupations))
    concepts = tuple(Thing("", uri, codes.get(uri, "")) for uri in head.occupation_uris)
    return Seeker(
        occupations=spoken + concepts,
        competences=lines(head.competences),
        competence_uris=frozenset(head.competence_uris),
        jobs=jobs,
        hours=head.hours_per_week,
        earliest_start=head.earliest_start,
        max_km=head.max_distance_km,
        km=km,
        danish=danish,
    )


def fits_of(
    session: Session, request: RecruitmentRequest, citizen_ids: list[int], today: date
) -> dict[int, Proposal]:
    """How these citizens fit the request, in at most fifteen statements.

    Of a hidden CV all is unknown.
    """
    if not citizen_ids:
        return {}
    search = search_of(session, request)
    wanted = wanted_of(session, search)
    weights, _since = weights_on(session, today)
    profiles = cv.profiles(session, citizen_ids)
    visible = [one for one, profile in profiles.items() if profile.visible]
    fits = _judged(session, visible, search, wanted, weights, today)
    nothing = judge(wanted, Seeker(), weights, today, taxonomy.kinship)
    return {one: Proposal(profile, fits.get(one, nothing)) for one, profile in profiles.items()}
