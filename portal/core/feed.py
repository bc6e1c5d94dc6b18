"""One feed for each citizen: what must be done, by when and who expects it, and what has happened.

A room hangs its part in with a `feed.py` of its own: `to_do(session, citizen_id, now)` makes the
first, `happened(citizen_id)` the selects of the second, `WORDS` says each kind of event in words.
`portal/home/feed.py` lists the rooms.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.core import clock


class Expects(StrEnum):
    """Who expects it, where it is nobody in particular."""

    SELF = "self"
    CASEWORKER = "caseworker"
    CENTRE = "centre"
    NOBODY = "nobody"
    """It may be done, and nobody expects it."""


@dataclass(frozen=True)
class ToDo:
    """Something that waits for the citizen, with the one thing to do about it."""

    title: str
    action: str
    """What the link says."""
    endpoint: str
    """The page where it is done."""
    expected_by: Expects | str
    """Or a person's name."""
    values: Mapping[str, Any] = field(default_factory=dict)
    due_on: date | None = None
    due_at: datetime | None = None
    """Instead of the day, where it is a moment that counts."""
    lead: str = ""
    """The whole sentence, for when it stands on top; else the title is said."""
    more: tuple[str, ...] = ()
    """What it is for, and what happens otherwise."""
    beside: tuple[tuple[str, str], ...] = ()
    """Other ways out: what the link says, and where it leads."""
    must: bool = False
    """Much hangs on it: it stands on top, but for a chance that is gone today."""
    lapses: bool = False
    """After its last moment it can no longer be done: a chance, not something owed."""
    calm: bool = False
    """The citizen is told, and need do nothing."""
    tick: bool = False
    """It is done by ticking it off, here and now."""

    @property
    def until(self) -> datetime | None:
        """The last moment, or None when there is none."""
        if self.due_on is not None:
            return clock.start_of_day(self.due_on + timedelta(days=1))
        return self.due_at

    def is_late(self, now: datetime) -> bool:
        """True when the last moment has gone by."""
        return self.until is not None and self.until <= now


class Event(NamedTuple):
    """Something that has happened in the citizen's course."""

    at: datetime
    kind: str
    ref: int
    """Which one of its kind."""
    what: str
    who: str
    language: str | None
    """The language of `what`, where it is not the citizen's own words."""


def events(
    kind: str, at: Any, ref: Any, what: Any = "", *, who: Any = "", language: Any = None
) -> sa.Select[Any]:
    """The select of one kind of event; the room says in `where` whose, and joins what it needs."""
    return sa.select(
        at.label("at"),
        _text(kind).label("kind"),
        sa.cast(ref, sa.BigInteger).label("ref"),
        _text(what).label("what"),
        _text(who).label("who"),
        _text(language).label("language"),
    )


def _text(value: Any) -> Any:
    plain = value is None or isinstance(value, str)
    return sa.cast(sa.literal(value) if plain else value, sa.Text)
