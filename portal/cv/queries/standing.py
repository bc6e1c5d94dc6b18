"""How a CV stands: how complete, what helps most next, when it is to be confirmed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen
from portal.core import clock
from portal.cv import rules, words
from portal.cv.models import Cv, CvCertificate, CvEducation, CvExperience, CvLanguage, CvRule
from portal.cv.queries.contents import Contents, certificates, empty_head, experience, head
from portal.cv.rules import next_entry
from portal.taxonomy import queries as taxonomy

ENTRIES = (CvExperience, CvEducation, CvCertificate, CvLanguage)


@dataclass(frozen=True)
class Status:
    """How the CV stands: how complete, what helps most next, when it must be confirmed."""

    is_empty: bool
    completeness: int
    filled: frozenset[rules.Part]
    amounts: rules.Contents
    confirmed_on: date | None
    due_on: date | None
    needs_confirmation: bool
    visible_to_staff: bool


def asked_for(session: Session, citizen_id: int, language: str, most: int = 8) -> list[str]:
    """What the wished occupations usually ask for, and the CV does not say yet."""
    mine = head(session, citizen_id)
    known = set(mine.competence_uris)
    asked = taxonomy.skills_of(session, mine.occupation_uris, most + len(known))
    return [taxonomy.label(one, language) for one in asked if one.uri not in known][:most]


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
        amounts=amounts,
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


@dataclass(frozen=True)
class Helps:
    """An entry that helps: how the sentence goes on, and the section where it is done."""

    step: str
    section: str


def next_entries(
    session: Session,
    citizen_id: int,
    status: Status,
    now: datetime,
    language: str,
    whole: Contents | None = None,
) -> list[Helps]:
    """The entries that help this CV most now, the best first; `whole` when it is at hand."""
    today = clock.local_date(now)
    papers = whole.certificates if whole else certificates(session, citizen_id)
    known = next_entry.Known(
        amounts=status.amounts,
        jobs=[
            rules.Experience(one.title, one.employer, one.started_on, one.ended_on, one.tasks)
            for one in (whole.experience if whole else experience(session, citizen_id))
        ],
        run_out=[one.title for one in papers if one.expires_on and one.expires_on < today],
        asked=_asked_beside(session, citizen_id, [one.title for one in papers], language),
    )
    return [
        Helps(*words.said_of_next(found, language))
        for found in next_entry.next_entries(known, today)
    ]


def _asked_beside(session: Session, citizen_id: int, papers: list[str], language: str) -> list[str]:
    """What the wished work asks for, without what the citizen has a paper for."""
    mine = head(session, citizen_id)
    if not mine.occupation_uris:
        return []
    known = {*mine.competence_uris, *taxonomy.by_name(session, papers, "skill").values()}
    asked = taxonomy.skills_of(session, mine.occupation_uris, 8 + len(known))
    return [taxonomy.label(one, language) for one in asked if one.uri not in known]
