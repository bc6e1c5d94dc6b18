"""Use cases of the CV. Each entry is saved at once, and each change leaves a line in the trail."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import audit, clock
from portal.core.access import Actor
from portal.core.errors import NotFound, Refused
from portal.cv import queries, rules
from portal.cv.models import Cv, CvCertificate, CvEducation, CvExperience, CvLanguage
from portal.cv.refusals import CvRefusal
from portal.cv.rules import Certificate, Education, Entry, Experience, Language, Problem
from portal.cv.rules.document import MOST_ENTRIES
from portal.cv.service import versions

MODELS: dict[type[Entry], type[CvExperience | CvEducation | CvCertificate | CvLanguage]] = {
    Experience: CvExperience,
    Education: CvEducation,
    Certificate: CvCertificate,
    Language: CvLanguage,
}


def add(session: Session, actor: Actor, values: Entry, *, now: datetime) -> Any:
    """Add an entry to the actor's own CV. The very same again is the entry already there.

    Raises:
        Refused: when its dates are impossible, it is a language twice, or there are too many.
    """
    model = MODELS[type(values)]
    _check(values, now)
    versions.lock(session, actor.person_id)
    own = model.citizen_id == actor.person_id
    same = session.scalar(sa.select(model).where(own).filter_by(**asdict(values)))
    if same is not None:
        return same
    _check_language(session, actor.person_id, values)
    if (session.scalar(sa.select(sa.func.count()).where(own)) or 0) >= MOST_ENTRIES:
        raise Refused(CvRefusal.TOO_MANY)
    made = model(citizen_id=actor.person_id, **asdict(values))
    session.add(made)
    session.flush()
    _touch(session, actor, "add", model.__tablename__, made.id, now)
    return made


def change(session: Session, actor: Actor, entry_id: int, values: Entry, *, now: datetime) -> Any:
    """Give an entry of the actor's own new values.

    Raises:
        NotFound: when the actor has no such entry.
        Refused: when its dates are impossible or it is a language twice.
    """
    model = MODELS[type(values)]
    versions.lock(session, actor.person_id)
    found = _own(session, model, actor, entry_id)
    _check(values, now)
    _check_language(session, actor.person_id, values, but=entry_id)
    for name, value in asdict(values).items():
        setattr(found, name, value)
    session.flush()
    _touch(session, actor, "change", model.__tablename__, entry_id, now)
    return found


def remove(
    session: Session, actor: Actor, kind: type[Entry], entry_id: int, *, now: datetime
) -> None:
    """Take an entry out of the actor's own CV.

    Raises:
        NotFound: when the actor has no such entry.
    """
    model = MODELS[kind]
    versions.lock(session, actor.person_id)
    session.delete(_own(session, model, actor, entry_id))
    session.flush()
    _touch(session, actor, "remove", model.__tablename__, entry_id, now)


@dataclass(frozen=True)
class Wishes:
    """What the citizen wants to work with (one a line), how much, how far away, from when."""

    wished_occupations: str
    hours_per_week: int | None
    max_distance_km: int | None
    earliest_start: date | None
    considerations: str = ""
    show_considerations: bool = False


@dataclass(frozen=True)
class Competences:
    """What the citizen is good at, one a line."""

    competences: str


@dataclass(frozen=True)
class Profile:
    """How the citizen introduces themselves."""

    profile_text: str


Text = Wishes | Competences | Profile


def write(session: Session, actor: Actor, values: Text, *, now: datetime) -> None:
    """Replace a section of the actor's own CV. Of lines each is kept once.

    Raises:
        Refused: when the wished start is a day gone by.
    """
    written = asdict(values)
    if isinstance(values, Wishes):
        before = queries.head(session, actor.person_id).earliest_start
        if rules.start_is_past(values.earliest_start, before, clock.local_date(now)):
            raise Refused(CvRefusal.START_IS_PAST)
        listed = rules.lines(values.wished_occupations)
        written["wished_occupations"] = "\n".join(listed)
        written["occupation_uris"] = queries.concepts(session, listed, "occupation")
    if isinstance(values, Competences):
        listed = rules.lines(values.competences)
        written["competences"] = "\n".join(listed)
        written["competence_uris"] = queries.concepts(session, listed, "skill")
    _write_head(session, actor, type(values).__name__.lower(), written, now)


@dataclass(frozen=True)
class Visibility:
    """Who sees the CV, and what of it a business does not get."""

    visible_to_staff: bool
    for_businesses: bool
    hide_employers: bool
    hide_contact: bool


def show(session: Session, actor: Actor, wanted: Visibility, *, now: datetime) -> None:
    """Let the job centre see the CV, and businesses after a yes, or hide it from both."""
    part = "shown_to_staff" if wanted.visible_to_staff else "hidden_from_staff"
    _write_head(session, actor, part, asdict(wanted), now)


def confirm(session: Session, actor: Actor, *, now: datetime) -> None:
    """Note that the citizen says the CV is right, as of now.

    Raises:
        Refused: when there is nothing in it.
    """
    if queries.status(session, actor.person_id, now).is_empty:
        raise Refused(CvRefusal.EMPTY)
    _write_head(session, actor, "confirmed", {"confirmed_at": now}, now)


def _check(values: Entry, now: datetime) -> None:
    problem: Problem | None = rules.problem(values, clock.local_date(now))
    if problem is not None:
        raise Refused(CvRefusal[problem.name])


def _check_language(
    session: Session, citizen_id: int, values: Entry, but: int | None = None
) -> None:
    if not isinstance(values, Language):
        return
    there = {row.language.casefold(): row.id for row in queries.languages(session, citizen_id)}
    if there.get(values.language.casefold(), but) != but:
        raise Refused(CvRefusal.LANGUAGE_TWICE)


def _own(session: Session, model: type[Any], actor: Actor, entry_id: int) -> Any:
    found = queries.entry(session, model, actor.person_id, entry_id)
    if found is None:
        raise NotFound
    return found


def _head(session: Session, actor: Actor, now: datetime) -> Cv:
    head = session.get(Cv, actor.person_id, populate_existing=True)
    if head is None:
        head = queries.empty_head(actor.person_id)
        session.add(head)
    head.updated_at = now
    return head


def _touch(
    session: Session, actor: Actor, action: str, subject: str, subject_id: object, now: datetime
) -> None:
    _head(session, actor, now)
    session.flush()
    versions.keep(session, actor.person_id, now=now)
    audit.record(session, actor, action, subject, subject_id, now=now, citizen_id=actor.person_id)


def _write_head(
    session: Session, actor: Actor, part: str, values: dict[str, Any], now: datetime
) -> None:
    versions.lock(session, actor.person_id)
    head = _head(session, actor, now)
    for name, value in values.items():
        setattr(head, name, value)
    session.flush()
    versions.keep(session, actor.person_id, now=now)
    audit.record(
        session,
        actor,
        "change",
        "cv",
        actor.person_id,
        now=now,
        citizen_id=actor.person_id,
        part=part,
    )
