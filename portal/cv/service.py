"""Use cases of the CV. Each entry is saved at once, and each change leaves a line in the trail."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen
from portal.core import audit, clock
from portal.core.access import Actor
from portal.core.errors import NotFound, Refusal, Refused
from portal.cv import queries, rules
from portal.cv.models import Cv, CvEducation, CvExperience, CvLanguage
from portal.cv.rules import Education, Entry, Experience, Language, Problem

MOST_ENTRIES = 100
MODELS: dict[type[Entry], type[CvExperience | CvEducation | CvLanguage]] = {
    Experience: CvExperience,
    Education: CvEducation,
    Language: CvLanguage,
}


class CvRefusal(Refusal):
    """Why something can't be in the CV."""

    START_IN_FUTURE = _l("The start can't lie in the future.")
    END_IN_FUTURE = _l("The end can't lie in the future. Leave it empty if you still work there.")
    END_BEFORE_START = _l("The end can't be before the start.")
    YEAR_IN_FUTURE = _l("The year can't lie in the future. Leave it empty if you aren't done yet.")
    LANGUAGE_TWICE = _l("This language is already in your CV. Choose it to change its level.")
    TOO_MANY = _l("There is room for 100 entries here. Remove one to add another.")
    START_IS_PAST = _l("Choose today or a later day, or leave it empty if you can begin now.")
    EMPTY = _l("Your CV is still empty. Add something first, then you can confirm it.")


def add(session: Session, actor: Actor, values: Entry, *, now: datetime) -> Any:
    """Add an entry to the actor's own CV. The very same again is the entry already there.

    Raises:
        Refused: when its dates are impossible, it is a language twice, or there are too many.
    """
    model = MODELS[type(values)]
    _check(values, now)
    _lock(session, actor.person_id)
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
    _lock(session, actor.person_id)
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
    _lock(session, actor.person_id)
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
        written["wished_occupations"] = "\n".join(rules.lines(values.wished_occupations))
    if isinstance(values, Competences):
        written["competences"] = "\n".join(rules.lines(values.competences))
    _write_head(session, actor, type(values).__name__.lower(), written, now)


def show_to_staff(session: Session, actor: Actor, visible: bool, *, now: datetime) -> None:
    """Let the job centre see the CV, or hide it from everybody but the citizen."""
    part = "shown_to_staff" if visible else "hidden_from_staff"
    _write_head(session, actor, part, {"visible_to_staff": visible}, now)


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


def _lock(session: Session, citizen_id: int) -> None:
    # Writers of one CV take turns, so that what is counted, compared or found holds until commit.
    session.execute(
        sa.select(Citizen.id).where(Citizen.id == citizen_id).with_for_update(key_share=True)
    )


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
    audit.record(session, actor, action, subject, subject_id, now=now, citizen_id=actor.person_id)


def _write_head(
    session: Session, actor: Actor, part: str, values: dict[str, Any], now: datetime
) -> None:
    _lock(session, actor.person_id)
    head = _head(session, actor, now)
    for name, value in values.items():
        setattr(head, name, value)
    session.flush()
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
