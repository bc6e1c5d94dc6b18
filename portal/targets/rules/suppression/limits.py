"""Counts, where they stand in the tables, and which may be shown by themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

ALL = "all"
SINGLE = ("group_family", "team", "length_band", "caseworker", "channel")
"""The ways in which the answers are divided, one at a time."""
PAIR = ("group_family", "team")
"""The one table in which they are divided in two ways at once."""


class Address(NamedTuple):
    """Where a count stands: in the total, in a group, or in a group's part of a second division."""

    dimension: str
    value: str = ""
    other: str = ""
    """The second division's value; the first is then `PAIR[0]`, the second `PAIR[1]`."""


TOTAL = Address(ALL)


class Counts(NamedTuple):
    """Those invited, those who answered on the scale, and those of them who agree."""

    invited: int
    n: int
    favourable: int

    @property
    def unfavourable(self) -> int:
        """Those who answered on the scale and don't agree."""
        return self.n - self.favourable

    @property
    def absent(self) -> bool:
        """True when nobody is there: everybody may know that nobody answered."""
        return not (self.invited or self.n)


NOBODY = Counts(0, 0, 0)
Table = Mapping[Address, Counts]
"""The counts of one statement in one quarter."""


@dataclass(frozen=True)
class Limits:
    """The rule in force about small counts."""

    smallest: int = 5
    """Fewer answers than this show nothing."""
    unanimous_below: int = 10
    """With fewer answers than this, they show nothing when all of them are alike: who knows that
    somebody answered would know what."""


def may_be_shown(counts: Counts, limits: Limits) -> bool:
    """Whether these counts may be shown by themselves."""
    if counts.n < limits.smallest:
        return False
    return counts.n >= limits.unanimous_below or 0 < counts.favourable < counts.n


def moved(before: Counts | None, after: Counts, limits: Limits) -> tuple[Counts | None, bool]:
    """What a total shows after `before` was shown and `after` is counted, and if that is all.

    Who saw both figures of a running quarter sees the difference. So the answers that came between
    must be as many, and as mixed, as if they were a figure of their own; until then the figure
    stays as it was. None: nothing is shown.
    """
    if before is None:
        return (after, True) if may_be_shown(after, limits) else (None, True)
    new = Counts(0, after.n - before.n, after.favourable - before.favourable)
    if new.n == new.favourable == 0:
        return after, True
    if new.favourable >= 0 and new.unfavourable >= 0 and may_be_shown(new, limits):
        return after, True
    return Counts(after.invited, before.n, before.favourable), False
