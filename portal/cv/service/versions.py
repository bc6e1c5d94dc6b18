"""Every change of a CV is kept whole; an earlier version can be taken back."""

from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen
from portal.core import audit
from portal.core.access import Actor
from portal.core.errors import Refused
from portal.cv import queries
from portal.cv.models import (
    Cv,
    CvCertificate,
    CvEducation,
    CvExperience,
    CvLanguage,
    CvVersion,
)
from portal.cv.refusals import CvRefusal
from portal.cv.rules.document import Document, from_json, is_too_large, to_json

TABLES: dict[type[CvExperience | CvEducation | CvCertificate | CvLanguage], str] = {
    CvExperience: "experience",
    CvEducation: "education",
    CvCertificate: "certificates",
    CvLanguage: "languages",
}


def lock(session: Session, citizen_id: int) -> None:
    """Let writers of one CV take turns, so that what is counted or compared holds until commit."""
    session.execute(
        sa.select(Citizen.id).where(Citizen.id == citizen_id).with_for_update(key_share=True)
    )


def keep(session: Session, citizen_id: int, *, now: datetime, made_by: str = "change") -> None:
    """Keep the CV as it is now, unless it reads as the last version does.

    The first time a CV from before there were versions changes, only the new state is kept.
    """
    content = to_json(queries.document(session, citizen_id))
    last = session.execute(
        sa.select(CvVersion.number, CvVersion.content)
        .where(CvVersion.citizen_id == citizen_id)
        .order_by(CvVersion.number.desc())
        .limit(1)
    ).one_or_none()
    if last is not None and last.content == content:
        return
    session.add(
        CvVersion(
            citizen_id=citizen_id,
            number=last.number + 1 if last else 1,
            made_at=now,
            made_by=made_by,
            content=content,
        )
    )
    session.flush()


def restore(session: Session, actor: Actor, number: int, *, now: datetime) -> None:
    """Make the actor's own CV what it was in version `number`; today's state stays a version.

    Raises:
        Refused: when there is no such version.
    """
    lock(session, actor.person_id)
    found = queries.version(session, actor.person_id, number)
    if found is None:
        raise Refused(CvRefusal.VERSION_GONE)
    replace(session, actor, from_json(found.content), made_by="restore", now=now)


def replace(
    session: Session, actor: Actor, document: Document, *, made_by: str, now: datetime
) -> None:
    """Make the actor's own CV say what `document` says, and nothing else.

    Raises:
        Refused: when a section has more than there is room for.
    """
    if is_too_large(document):
        raise Refused(CvRefusal.TOO_MANY)
    lock(session, actor.person_id)
    keep(session, actor.person_id, now=now)
    for model, name in TABLES.items():
        session.execute(sa.delete(model).where(model.citizen_id == actor.person_id))
        session.add_all(
            model(citizen_id=actor.person_id, **asdict(one)) for one in getattr(document, name)
        )
    _write_head(session, actor.person_id, document, now)
    session.flush()
    keep(session, actor.person_id, now=now, made_by=made_by)
    audit.record(
        session, actor, made_by, "cv", actor.person_id, now=now, citizen_id=actor.person_id
    )


def _write_head(session: Session, citizen_id: int, document: Document, now: datetime) -> None:
    head = session.get(Cv, citizen_id, populate_existing=True)
    if head is None:
        head = queries.empty_head(citizen_id)
        session.add(head)
    head.profile_text = document.profile
    head.wished_occupations = "\n".join(document.occupations)
    head.occupation_uris = queries.concepts(session, document.occupations, "occupation")
    head.competences = "\n".join(document.competences)
    head.competence_uris = queries.concepts(session, document.competences, "skill")
    head.hours_per_week = document.hours_per_week
    head.max_distance_km = document.max_distance_km
    head.earliest_start = document.earliest_start
    head.considerations = document.considerations
    head.updated_at = now
