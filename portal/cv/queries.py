"""What pages read of CVs: the citizen's own, its status, and short profiles for lists."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen
from portal.core import clock
from portal.cv import rules, words
from portal.cv.models import (
    Cv,
    CvCertificate,
    CvEducation,
    CvExperience,
    CvLanguage,
    CvRule,
    CvVersion,
)
from portal.cv.rules.document import Document, Person
from portal.taxonomy import queries as taxonomy

ENTRIES = (CvExperience, CvEducation, CvCertificate, CvLanguage)


@dataclass(frozen=True)
class Contents:
    """A whole CV."""

    head: Cv
    experience: list[CvExperience]
    education: list[CvEducation]
    certificates: list[CvCertificate]
    languages: list[CvLanguage]

    @property
    def competences(self) -> tuple[str, ...]:
        """What the citizen is good at, in own words."""
        return rules.lines(self.head.competences)

    @property
    def occupations(self) -> tuple[str, ...]:
        """The kinds of work the citizen wishes for."""
        return rules.lines(self.head.wished_occupations)


@dataclass(frozen=True)
class Status:
    """How the CV stands: how complete, what helps most next, when it must be confirmed."""

    is_empty: bool
    completeness: int
    filled: frozenset[rules.Part]
    next_part: rules.Part | None
    confirmed_on: date | None
    due_on: date | None
    needs_confirmation: bool
    visible_to_staff: bool

    @property
    def next_step(self) -> Any:
        """How the sentence "What helps most now: …" goes on; empty when all is there."""
        return words.NEXT_STEP[self.next_part] if self.next_part else ""

    @property
    def next_section(self) -> str:
        """The section where that is done; empty when all is there."""
        return words.SECTION_OF[self.next_part] if self.next_part else ""


@dataclass(frozen=True)
class Profile:
    """A CV in short, for lists of candidates. Of a hidden CV only the name is given."""

    citizen_id: int
    first_name: str
    visible: bool
    for_businesses: bool
    """Whether a business may get it."""
    wished_occupations: tuple[str, ...]
    competences: tuple[str, ...]
    languages: tuple[tuple[str, str], ...]
    """Language and level code; `words.LEVELS` has the levels in words."""
    latest_experience: str
    """Title and employer, or empty."""


def empty_head(citizen_id: int) -> Cv:
    """The head of a CV nobody has written in; it belongs to no session."""
    return Cv(
        citizen_id=citizen_id,
        profile_text="",
        wished_occupations="",
        competences="",
        occupation_uris=[],
        competence_uris=[],
        considerations="",
        show_considerations=False,
        visible_to_staff=True,
        for_businesses=True,
        hide_employers=False,
        hide_contact=False,
    )


def head(session: Session, citizen_id: int) -> Cv:
    """The head of the citizen's CV, also when nothing is written yet."""
    return session.get(Cv, citizen_id) or empty_head(citizen_id)


def contents(session: Session, citizen_id: int) -> Contents:
    """The citizen's whole CV: newest first, languages by name."""
    return Contents(
        head=head(session, citizen_id),
        experience=experience(session, citizen_id),
        education=education(session, citizen_id),
        certificates=certificates(session, citizen_id),
        languages=languages(session, citizen_id),
    )


def experience(session: Session, citizen_id: int) -> list[CvExperience]:
    """What the citizen has worked with, what still runs first."""
    return list(
        session.scalars(
            sa.select(CvExperience)
            .where(CvExperience.citizen_id == citizen_id)
            .order_by(
                CvExperience.ended_on.desc().nulls_first(),
                CvExperience.started_on.desc(),
                CvExperience.id,
            )
        )
    )


def education(session: Session, citizen_id: int) -> list[CvEducation]:
    """What the citizen has learnt, what still runs first."""
    return list(
        session.scalars(
            sa.select(CvEducation)
            .where(CvEducation.citizen_id == citizen_id)
            .order_by(CvEducation.ended_year.desc().nulls_first(), CvEducation.id)
        )
    )


def certificates(session: Session, citizen_id: int) -> list[CvCertificate]:
    """The citizen's courses, licences and certificates, the newest first."""
    return list(
        session.scalars(
            sa.select(CvCertificate)
            .where(CvCertificate.citizen_id == citizen_id)
            .order_by(CvCertificate.ended_year.desc().nulls_last(), CvCertificate.id)
        )
    )


def languages(session: Session, citizen_id: int) -> list[CvLanguage]:
    """The citizen's languages, the best first."""
    best_first = sa.case(
        {"native": 0, "C2": 1, "C1": 2, "B2": 3, "B1": 4, "A2": 5}, value=CvLanguage.level, else_=6
    )
    return list(
        session.scalars(
            sa.select(CvLanguage)
            .where(CvLanguage.citizen_id == citizen_id)
            .order_by(best_first, CvLanguage.language)
        )
    )


def document(session: Session, citizen_id: int) -> Document:
    """The citizen's whole CV as a value."""
    whole = contents(session, citizen_id)
    head = whole.head
    return Document(
        profile=head.profile_text,
        experience=tuple(
            rules.Experience(one.title, one.employer, one.started_on, one.ended_on, one.tasks)
            for one in whole.experience
        ),
        education=tuple(
            rules.Education(one.title, one.school, one.ended_year) for one in whole.education
        ),
        certificates=tuple(
            rules.Certificate(one.title, one.issuer, one.ended_year, one.expires_on)
            for one in whole.certificates
        ),
        languages=tuple(rules.Language(one.language, one.level) for one in whole.languages),
        competences=whole.competences,
        occupations=whole.occupations,
        hours_per_week=head.hours_per_week,
        max_distance_km=head.max_distance_km,
        earliest_start=head.earliest_start,
        considerations=head.considerations,
    )


def person(session: Session, citizen_id: int) -> Person:
    """Who the citizen is, as a CV says it on top."""
    name, email, phone, postcode, city = session.execute(
        sa.select(Citizen.name, Citizen.email, Citizen.phone, Citizen.postcode, Citizen.city).where(
            Citizen.id == citizen_id
        )
    ).one()
    return Person(name, email or "", phone or "", postcode, city)


def concepts(session: Session, names: Iterable[str], scheme: str) -> list[str]:
    """The addresses of the concepts that are called so."""
    return sorted(set(taxonomy.by_name(session, names, scheme).values()))


def asked_for(session: Session, citizen_id: int, language: str, most: int = 8) -> list[str]:
    """What the wished occupations usually ask for, and the CV does not say yet."""
    mine = head(session, citizen_id)
    known = set(mine.competence_uris)
    asked = taxonomy.skills_of(session, mine.occupation_uris, most + len(known))
    return [taxonomy.label(one, language) for one in asked if one.uri not in known][:most]


def versions(session: Session, citizen_id: int) -> list[CvVersion]:
    """The last hundred versions, the newest first."""
    return list(
        session.scalars(
            sa.select(CvVersion)
            .where(CvVersion.citizen_id == citizen_id)
            .order_by(CvVersion.number.desc())
            .limit(100)
        )
    )


def version(session: Session, citizen_id: int, number: int) -> CvVersion | None:
    """One of the citizen's versions."""
    return session.scalar(
        sa.select(CvVersion).where(CvVersion.citizen_id == citizen_id, CvVersion.number == number)
    )


def entry(session: Session, kind: Any, citizen_id: int, entry_id: int) -> Any:
    """One entry of the citizen's own, or None: another's is as good as none."""
    return session.scalar(sa.select(kind).where(kind.id == entry_id, kind.citizen_id == citizen_id))


def status(session: Session, citizen_id: int, now: datetime) -> Status:
    """How the CV stands at `now`, read in one statement."""
    today = clock.local_date(now)
    in_force = sa.select(sa.func.max(CvRule.valid_from)).where(CvRule.valid_from <= today)
    started_on, rule, found, *counted = session.execute(
        sa.select(Citizen.course_started_on, CvRule, Cv, *map(_count, ENTRIES))
        .select_from(Citizen)
        .outerjoin(CvRule, CvRule.valid_from == in_force.scalar_subquery())
        .outerjoin(Cv, Cv.citizen_id == Citizen.id)
        .where(Citizen.id == citizen_id)
    ).one()
    cv = found or empty_head(citizen_id)
    amounts = _amounts(cv, *counted)
    confirmed_on = clock.local_date(cv.confirmed_at) if cv.confirmed_at else None
    due_on = rules.due_on(confirmed_on, started_on, _confirming(rule)) if rule else None
    return Status(
        is_empty=amounts == rules.Contents(),
        completeness=rules.completeness(amounts),
        filled=rules.filled(amounts),
        next_part=rules.next_part(amounts),
        confirmed_on=confirmed_on,
        due_on=due_on,
        needs_confirmation=due_on is not None and today >= due_on,
        visible_to_staff=cv.visible_to_staff,
    )


def due(session: Session, now: datetime) -> list[tuple[int, date]]:
    """Citizens in a course whose CV is to be confirmed, and since when."""
    today = clock.local_date(now)
    in_force = sa.select(sa.func.max(CvRule.valid_from)).where(CvRule.valid_from <= today)
    rule = session.get(CvRule, session.scalar(in_force))
    if rule is None:
        return []
    rows = session.execute(
        sa.select(Citizen.id, Citizen.course_started_on, Cv.confirmed_at)
        .outerjoin(Cv, Cv.citizen_id == Citizen.id)
        .where(sa.or_(Citizen.course_ended_on.is_(None), Citizen.course_ended_on > today))
        .order_by(Citizen.id)
    )
    found = []
    for citizen_id, started_on, confirmed_at in rows:
        confirmed_on = clock.local_date(confirmed_at) if confirmed_at else None
        day = rules.due_on(confirmed_on, started_on, _confirming(rule))
        if day <= today:
            found.append((citizen_id, day))
    return found


def _count(model: Any) -> Any:
    return (
        sa.select(sa.func.count()).where(model.citizen_id == Citizen.id).correlate(Citizen)
    ).scalar_subquery()


def _amounts(
    cv: Cv, experience: int, education: int, certificates: int, languages: int
) -> rules.Contents:
    return rules.Contents(
        experience=experience,
        education=education + certificates,
        languages=languages,
        competences=len(rules.lines(cv.competences)),
        occupations=len(rules.lines(cv.wished_occupations)),
        availability=cv.hours_per_week is not None or cv.earliest_start is not None,
        profile=bool(cv.profile_text),
    )


def _confirming(rule: CvRule) -> rules.Confirming:
    return rules.Confirming(
        first_within=timedelta(weeks=rule.first_within_weeks),
        every=timedelta(weeks=rule.confirm_every_weeks),
    )


def profiles(session: Session, citizen_ids: Iterable[int]) -> dict[int, Profile]:
    """Short profiles by citizen, in three statements however many are asked for."""
    wanted = list(citizen_ids)
    spoken: dict[int, list[tuple[str, str]]] = {}
    for row in session.scalars(
        sa.select(CvLanguage).where(CvLanguage.citizen_id.in_(wanted)).order_by(CvLanguage.language)
    ):
        spoken.setdefault(row.citizen_id, []).append((row.language, row.level))
    latest = {row.citizen_id: row for row in session.scalars(_latest_experience(wanted))}
    people = session.execute(
        sa.select(Citizen.id, Citizen.name, Cv)
        .outerjoin(Cv, Cv.citizen_id == Citizen.id)
        .where(Citizen.id.in_(wanted))
    )
    return {
        citizen_id: _profile(
            citizen_id,
            name,
            cv or empty_head(citizen_id),
            tuple(spoken.get(citizen_id, ())),
            latest.get(citizen_id),
        )
        for citizen_id, name, cv in people
    }


def _latest_experience(citizen_ids: list[int]) -> sa.Select[CvExperience]:
    return (
        sa.select(CvExperience)
        .where(CvExperience.citizen_id.in_(citizen_ids))
        .ext(distinct_on(CvExperience.citizen_id))
        .order_by(
            CvExperience.citizen_id,
            CvExperience.ended_on.desc().nulls_first(),
            CvExperience.started_on.desc(),
        )
    )


def _profile(
    citizen_id: int,
    name: str,
    cv: Cv,
    spoken: tuple[tuple[str, str], ...],
    latest: CvExperience | None,
) -> Profile:
    shown = cv.visible_to_staff
    return Profile(
        citizen_id=citizen_id,
        first_name=name.split()[0],
        visible=shown,
        for_businesses=shown and cv.for_businesses,
        wished_occupations=rules.lines(cv.wished_occupations) if shown else (),
        competences=rules.lines(cv.competences) if shown else (),
        languages=spoken if shown else (),
        latest_experience=_latest(cv, latest) if latest and shown else "",
    )


def _latest(cv: Cv, latest: CvExperience) -> str:
    return latest.title if cv.hide_employers else f"{latest.title}, {latest.employer}"
