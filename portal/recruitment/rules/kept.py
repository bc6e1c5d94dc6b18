"""What was promised and how it is counted, written down so that it can be read again years later.

The words are named by their own content: the same promises and calendar have the same name, and
nothing that bears a name can change.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from hashlib import sha256
from typing import Any

from portal.recruitment.rules.clocks import Promise
from portal.recruitment.rules.hours import Hours, KeptDays, OpenHours


@dataclass(frozen=True)
class Kept:
    """The promises of a day, and the calendar they are counted by."""

    promises: tuple[Promise, ...]
    days: KeptDays


def pack(
    promises: Iterable[Promise], week: dict[int, Any], closed: Iterable[date]
) -> dict[str, Any]:
    """The promises and the calendar as plain values, for storage."""
    return {
        "promises": sorted([p.key, p.hours, p.counted, p.valid_from.isoformat()] for p in promises),
        "week": {str(day): _as_text(week[day]) for day in sorted(week)},
        "closed": sorted(day.isoformat() for day in closed),
    }


def _as_text(hours: OpenHours) -> list[str]:
    return [hours.opens.isoformat(), hours.closes.isoformat()]


def unpack(content: dict[str, Any]) -> Kept:
    """What `pack` was given."""
    return Kept(
        tuple(
            Promise(key, hours, counted, date.fromisoformat(since))
            for key, hours, counted, since in content["promises"]
        ),
        KeptDays(
            frozenset(date.fromisoformat(day) for day in content["closed"]),
            {
                int(day): Hours(time.fromisoformat(opens), time.fromisoformat(closes))
                for day, (opens, closes) in content["week"].items()
            },
        ),
    )


def name_of(content: dict[str, Any]) -> str:
    """The name of what is written down: the same for the same content only."""
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:24]
