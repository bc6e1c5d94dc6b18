"""Acting for somebody else: what a power of attorney covers, and which pages that is.

A view of a citizen's is in an area, by its blueprint or endpoint (`portal/areas.py`). Whoever acts
for a citizen opens the views of the areas they were given, to read or to act; a view in no area is
the citizen's alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from flask import current_app, g, request


class Area(StrEnum):
    """A part of a citizen's pages that may be given into somebody else's hands."""

    TALKS = "talks"
    CV = "cv"
    PLAN = "plan"
    JOBLOG = "joblog"
    MESSAGES = "messages"
    OPENINGS = "openings"
    SURVEY = "survey"
    PRIVACY = "privacy"


DAILY = frozenset(Area) - {Area.SURVEY, Area.PRIVACY}
"""All but what is the citizen's alone unless it is given by name."""
READS = ("GET", "HEAD")
HOLDERS_OWN: frozenset[Area] = frozenset()
"""The area of pages about the one who acts, not about the citizen."""

# A blueprint or an endpoint, and the areas one must have been given all of.
Areas = Mapping[str, frozenset[Area]]


@dataclass(frozen=True)
class Power:
    """What lets somebody act for a citizen, while they do."""

    id: int
    holder_id: int
    holder_name: str
    reads: frozenset[Area]
    acts: frozenset[Area]
    ends_on: date

    def covers(self, areas: frozenset[Area], method: str) -> bool:
        """True when it lets its holder do this in all of `areas`."""
        return areas <= (self.reads if method in READS else self.acts)


def areas_of(endpoint: str) -> frozenset[Area] | None:
    """The areas a view is in; None when it is the citizen's alone."""
    areas: Areas = current_app.extensions["portal.areas"]
    return areas.get(endpoint, areas.get(endpoint.rpartition(".")[0]))


def may_open(power: Power, endpoint: str, method: str = "GET") -> bool:
    """True when the power lets its holder open the view."""
    areas = areas_of(endpoint)
    return areas is not None and power.covers(areas, method)


def opens(person: Any, endpoint: str) -> bool:
    """True unless `person` acts for a citizen by a power that does not cover the view."""
    power: Power | None = person.power if person else None
    return power is None or may_open(power, endpoint)


def may_do_more_than_read() -> bool:
    """True unless the page is about one area, where the one who acts may only look."""
    person, areas = g.get("actor"), areas_of(request.endpoint or "")
    if person is None or person.power is None or areas is None or len(areas) != 1:
        return True
    power: Power = person.power
    return areas <= power.acts
