"""What the pages say of people's data: made from the classes and the rules of keeping alone."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.access import Audience
from portal.privacy import words
from portal.privacy.declared import HOLDINGS
from portal.privacy.holding import Class, Held
from portal.privacy.queries.periods import periods
from portal.privacy.service.erasing import Stays
from portal.settings import Settings

# What deserves a word of its own beside what it is.
SAID = (Class.CONFIDENTIAL, Class.SPECIAL)


@dataclass(frozen=True)
class Shown:
    """One part of the data as the pages show it."""

    key: str
    part: words.Part
    what: list[Any]
    care: list[Any]
    """That some of it is confidential, or may speak of health."""
    kept: list[str]


@dataclass(frozen=True)
class Kept:
    """Something that is not deleted now, and how long it stays."""

    what: Any
    how_long: str
    until: date | None


def parts(session: Session, audience: Audience, now: datetime) -> list[Shown]:
    """Every part an audience has, in the order of the pages: one statement."""
    rules = periods(session, clock.local_date(now))
    found = []
    for key in words.SHOWN_TO[audience]:
        tables = [one for one in HOLDINGS.values() if one.part == key and _of(one, audience)]
        if tables:
            kept = dict.fromkeys(words.kept(one.kept, rules) for one in tables)
            what = list(dict.fromkeys(one.what for one in tables))
            found.append(Shown(key, words.PARTS[key], what, _care(tables), list(kept)))
    return found


def _of(one: Held, audience: Audience) -> bool:
    """True when the table tells something of that audience's people, or of their company."""
    if not one.what or not one.kept:
        return False
    if audience is Audience.CITIZEN:
        return bool(one.citizen)
    if audience is Audience.STAFF:
        return True
    return bool(one.user) or not one.citizen


def _care(tables: list[Held]) -> list[Any]:
    there = {kind for one in tables for kind in one.classes.values()}
    return [words.CLASSES[kind] for kind in SAID if kind in there]


def stays(session: Session, found: list[Stays], now: datetime) -> list[Kept]:
    """What is kept, with how long in words."""
    rules = periods(session, clock.local_date(now))
    return [Kept(one.what, words.kept(one.key, rules), one.until) for one in found]


def backups(session: Session, now: datetime) -> list[str]:
    """How long what is deleted still lies in backups, and how long the list of it is kept."""
    rules = periods(session, clock.local_date(now))
    return [words.kept(key, rules) for key in ("backup", "journal")]


def processors(settings: Settings) -> list[str]:
    """Who processes data for the municipality: as the operator names them."""
    return [name.strip() for name in settings.processors.split(";") if name.strip()]
