"""Citizens who may fit a request, with the reasons. A person picks among them.

The database finds those of whom anything is found by occupation, words and parts of words; the
best of them are then judged one by one. Of a person only the CV and the postcode are read.
"""

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
from portal.openings.rules import fold
from portal.recruitment.models import RecruitmentRequest
from portal.recruitment.queries.shared import short_profile
from portal.recruitment.queries.wanted import Search, search_of, wanted_of, weights_on
from portal.recruitment.rules.matching import stems, words
from portal.recruitment.rules.scoring import Fit, Job, Seeker, Thing, Wanted, Weights, judge
from portal.taxonomy import rules as taxonomy
from portal.taxonomy.models import Concept

# How many are judged one by one, and how many of those are shown.
JUDGED, SHOWN = 200, 20
DANISH = ("dansk", "danish")
# A shorter part of a word is looked for as a whole word only.
SHORTEST_PART = 4
# What each way of being found counts when the database chooses whom to judge.
SAME, ALIKE, NAMED, DONE, CAN = 6, 3, 4, 3, 1


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


def proposals(session: Session, request: RecruitmentRequest, today: date) -> list[Proposal]:
    """The citizens whose CVs fit best, the best first, in at most fifteen statements.

    Only those in a contact course who let staff see their CV; those already asked are marked.
    Equals come in an order of the request's own, so that nobody is always the last.
    """
    search = search_of(session, request)
    wanted = wanted_of(session, search)
    weights, _since = weights_on(session, today)
    chosen = _found(session, request.id, wanted, today)
    fits = _judged(session, chosen, search, wanted, weights, today)
    best = [one for one in sorted(chosen, key=_order(fits, chosen)) if fits[one].has][:SHOWN]
    profiles = cv.profiles(session, best)
    asked = _asked(session, request, best)
    return [Proposal(profiles[one], fits[one], asked.get(one)) for one in best]


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


def _found(session: Session, request_id: int, wanted: Wanted, today: date) -> list[int]:
    """Whom to judge: those of whom most was found, at most so many as can be judged."""
    ways = _ways(session, wanted)
    if not ways:
        return []
    hits = sa.union_all(*ways).subquery()
    own_order = sa.func.md5(sa.func.concat(request_id, "-", hits.c.citizen_id))
    return list(
        session.scalars(
            sa.select(hits.c.citizen_id)
            .join(Cv, Cv.citizen_id == hits.c.citizen_id)
            .join(Citizen, Citizen.id == hits.c.citizen_id)
            .where(
                Cv.visible_to_staff,
                sa.or_(Citizen.course_ended_on.is_(None), Citizen.course_ended_on > today),
            )
            .group_by(hits.c.citizen_id)
            .order_by(sa.func.sum(hits.c.points).desc(), own_order)
            .limit(JUDGED)
        )
    )


def _ways(session: Session, wanted: Wanted) -> list[sa.Select[Any]]:
    """One search for each thing that is looked for and each place it may stand in."""
    works = (*wanted.occupations, *wanted.other_occupations)
    ways = []
    uris = [thing.uri for thing in works if thing.uri]
    if uris:
        ways.append(_points(Cv, SAME, Cv.occupation_uris.overlap(uris)))
    alike = _relatives(session, works)
    if alike:
        ways.append(_points(Cv, ALIKE, Cv.occupation_uris.overlap(alike)))
    for thing in works:
        if said := _says(Cv, thing.text):
            ways.append(_points(Cv, NAMED, sa.or_(*said)))
            ways.append(_points(CvExperience, DONE, sa.or_(*_says(CvExperience, thing.text))))
    for thing in (*wanted.required, *wanted.wished):
        said = _says(Cv, thing.text)
        if thing.uri:
            said.append(Cv.competence_uris.overlap([thing.uri]))
        if said:
            ways.append(_points(Cv, CAN, sa.or_(*said)))
    return ways


def _points(model: Any, points: int, condition: Any) -> sa.Select[Any]:
    return (
        sa.select(model.citizen_id, sa.literal(points, sa.Integer).label("points"))
        .where(condition)
        .distinct()
    )


def _says(model: Any, text: str) -> list[Any]:
    """SQL for what has a word of `text`: in another form by the Danish dictionary, or as a part
    of a longer word."""
    said: list[Any] = []
    for word in words(text):
        said.append(model.words.op("@@")(sa.func.plainto_tsquery("danish", word)))
    for stem in stems([text]):
        part = fold(stem)
        wanted = part if len(part) >= SHORTEST_PART else f" {part} "
        if part:
            said.append(model.searched.contains(wanted, autoescape=True))
    return said


def _relatives(session: Session, works: tuple[Thing, ...]) -> list[str]:
    """The occupations of the same ISCO minor groups: one statement."""
    groups = sorted({thing.code[:3] for thing in works if thing.code})
    if not groups:
        return []
    return list(
        session.scalars(
            sa.select(Concept.uri).where(
                Concept.scheme == "occupation", sa.func.left(Concept.code, 3).in_(groups)
            )
        )
    )


def _judged(
    session: Session,
    citizen_ids: list[int],
    search: Search,
    wanted: Wanted,
    weights: Weights,
    today: date,
) -> dict[int, Fit]:
    """How well each CV fits: four statements however many they are."""
    jobs: dict[int, list[Job]] = {}
    for citizen_id, title, started_on, ended_on in session.execute(
        sa.select(
            CvExperience.citizen_id,
            CvExperience.title,
            CvExperience.started_on,
            CvExperience.ended_on,
        ).where(CvExperience.citizen_id.in_(citizen_ids))
    ):
        jobs.setdefault(citizen_id, []).append(Job(title, started_on, ended_on))
    spoken = session.execute(
        sa.select(CvLanguage.citizen_id, CvLanguage.level).where(
            CvLanguage.citizen_id.in_(citizen_ids),
            sa.func.lower(CvLanguage.language).in_(DANISH),
        )
    )
    danish: dict[int, str] = {citizen_id: level for citizen_id, level in spoken}
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
