"""Decisions about backups: what may go, and whether what is left will do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Kept:
    """What these decisions need to know of a backup."""

    name: str
    way: str
    ended_at: datetime
    first_log: str = ""


def too_old(backups: Iterable[Kept], limit: datetime) -> list[Kept]:
    """The backups from before `limit`, but the newest of each way: that stays, however old."""
    newest: dict[str, Kept] = {}
    for one in backups:
        if one.way not in newest or one.ended_at > newest[one.way].ended_at:
            newest[one.way] = one
    return [one for one in backups if one.ended_at < limit and one is not newest[one.way]]


def log_needed(pieces: Sequence[str], kept: Iterable[Kept]) -> list[str]:
    """The archived pieces of the log that a kept base backup is brought forward with.

    Histories of time lines are tiny, and all later restores read them: they stay with the rest.
    """
    bases = [one.first_log for one in kept if one.way == "base" and one.first_log]
    if not bases:
        return []
    first = min(bases)
    return [name for name in pieces if name >= first or name.endswith(".history")]
