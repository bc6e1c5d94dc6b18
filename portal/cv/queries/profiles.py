"""CVs in short, for lists of candidates."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen
from portal.core.protection import somebody
from portal.cv import rules
from portal.cv.models import Cv, CvExperience, CvLanguage
from portal.cv.queries.contents import empty_head
from portal.cv.rules.document import without


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
    considerations: str = ""
    """What a workplace must take into account, when the citizen wants businesses to see it."""


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
        sa.select(Citizen.id, Citizen.real_name, Citizen.is_hidden, Cv)
        .outerjoin(Cv, Cv.citizen_id == Citizen.id)
        .where(Citizen.id.in_(wanted))
    )
    return {
        citizen_id: _profile(
            citizen_id,
            somebody() if is_hidden else name.split()[0],
            cv or empty_head(citizen_id),
            tuple(spoken.get(citizen_id, ())),
            latest.get(citizen_id),
        )
        for citizen_id, name, is_hidden, cv in people
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
    first_name: str,
    cv: Cv,
    spoken: tuple[tuple[str, str], ...],
    latest: CvExperience | None,
) -> Profile:
    shown = cv.visible_to_staff
    return Profile(
        citizen_id=citizen_id,
        first_name=first_name,
        visible=shown,
        for_businesses=shown and cv.for_businesses,
        wished_occupations=rules.lines(cv.wished_occupations) if shown else (),
        competences=rules.lines(cv.competences) if shown else (),
        languages=spoken if shown else (),
        latest_experience=_latest(cv, latest) if latest and shown else "",
        considerations=cv.considerations if shown and cv.show_considerations else "",
    )


def _latest(cv: Cv, latest: CvExperience) -> str:
    if cv.hide_employers:
        return str(without(latest.title, [latest.employer]))
    return f"{latest.title}, {latest.employer}"
