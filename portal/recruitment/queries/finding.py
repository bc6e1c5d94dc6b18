"""Of whom anything is found that a request asks for: by occupation, words and parts of words."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen
from portal.cv.models import Cv, CvExperience
from portal.openings.rules import fold
from portal.privacy.queries.restrictions import not_restricted
from portal.recruitment.rules.matching import stems, words
from portal.recruitment.rules.scoring import Thing, Wanted
from portal.taxonomy.models import Concept

JUDGED = 200
"""How many are judged one by one at most."""
# A shorter part of a word is looked for as a whole word only.
SHORTEST_PART = 4
# What each way of being found counts when the database chooses whom to judge.
SAME, ALIKE, NAMED, DONE, CAN = 6, 3, 4, 3, 1


def found(session: Session, request_id: int, wanted: Wanted, today: date) -> list[int]:
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
                not_restricted(Citizen.id),
                ~Citizen.is_hidden,
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
