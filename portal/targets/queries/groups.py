"""A target's figure divided by groups, and who answers: all from what was published."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Team
from portal.targets import group_words
from portal.targets.queries.releases import Cell, Release, published
from portal.targets.rules.quarters import Quarter
from portal.targets.rules.shares import (
    HIDDEN,
    Change,
    Share,
    change,
    response_rate,
    share_of,
    wilson,
)
from portal.targets.rules.suppression import ALL, PAIR, SINGLE, TOTAL, Address


@dataclass(frozen=True)
class Group:
    """A group's figure. Hidden and empty ones look alike."""

    value: str
    label: str
    invited: int | None
    result: Share
    change: Change | None


@dataclass(frozen=True)
class Part:
    """How large a group is among those invited and among those who answered."""

    label: str
    of_invited: float | None
    of_answers: float | None
    rate: float | None
    stands_out: str | None
    """'seldom' or 'often': it answers less or more often than all others, beyond chance."""


@dataclass(frozen=True)
class Breakdown:
    """One target in one quarter, in every division."""

    key: str
    target: float
    quarter: Quarter
    release: Release | None
    earlier: Release | None
    teams: dict[str, str]

    @property
    def frozen(self) -> bool:
        """Whether the quarter is over and its groups are published."""
        return self.release is not None and self.release.final

    def groups(self, dimension: str) -> list[Group]:
        """The groups of a division, in an order that ranks nobody."""
        if self.release is None:
            return []
        found = {
            address.value: cell
            for address, cell in self.release.of(self.key, dimension)
            if not address.other
        }
        return [
            self._group(Address(dimension, value), found[value], label)
            for value, label in self._labels(dimension, set(found))
        ]

    def square(self) -> tuple[list[tuple[str, str]], list[tuple[str, list[Share]]]]:
        """Target groups by teams: the teams' names, and a row of shares for each group."""
        columns = self._labels("team", self._values("team"))
        rows = [
            (label, [self._share(Address(PAIR[0], family, team)) for team, _ in columns])
            for family, label in self._labels("group_family", self._values("group_family"))
        ]
        return columns, rows

    def parts(self, dimension: str) -> list[Part]:
        """Those who answered beside those invited, group by group; hidden ones without numbers."""
        total = self._cell(TOTAL)
        if self.release is None or total.counts is None:
            return []
        return [
            self._part(Address(dimension, value), label)
            for value, label in self._labels(dimension, self._values(dimension))
        ]

    def _part(self, address: Address, label: str) -> Part:
        total, counts = self._cell(TOTAL).counts, self._cell(address).counts
        if counts is None or total is None:
            return Part(label, None, None, None, None)
        rate = response_rate(counts.n, counts.invited)
        others = total.n - counts.n, total.invited - counts.invited
        return Part(
            label,
            counts.invited / total.invited if total.invited else None,
            counts.n / total.n,
            rate,
            _stands_out((counts.n, counts.invited), others),
        )

    def _group(self, address: Address, cell: Cell, label: str) -> Group:
        result = self._share(address)
        before = self._share(address, self.earlier) if self.earlier else HIDDEN
        return Group(
            address.value,
            label,
            cell.counts.invited if cell.counts else None,
            result,
            change(before, result),
        )

    def _values(self, dimension: str) -> set[str]:
        if self.release is None:
            return set()
        found = self.release.of(self.key, dimension)
        return {address.value for address, _ in found if not address.other}

    def _labels(self, dimension: str, values: set[str]) -> list[tuple[str, str]]:
        return list(group_words.in_order(dimension, values, self.teams))

    def _cell(self, address: Address, release: Release | None = None) -> Cell:
        release = release or self.release
        nothing = Cell(None)
        return release.cells.get((self.key, address), nothing) if release else nothing

    def _share(self, address: Address, release: Release | None = None) -> Share:
        counts = self._cell(address, release).counts
        return share_of(counts.favourable, counts.n, self.target) if counts else HIDDEN


def _stands_out(group: tuple[int, int], others: tuple[int, int]) -> str | None:
    """Whether the group's response rate lies beside that of all others, interval by interval."""
    if not all(invited > 0 and 0 <= n <= invited for n, invited in (group, others)):
        return None
    (low, high), (others_low, others_high) = wilson(*group), wilson(*others)
    if high < others_low:
        return "seldom"
    return "often" if low > others_high else None


def breakdown(
    session: Session, key: str, target: float, quarter: Quarter, now: datetime
) -> Breakdown:
    """A target's figures in every division as published until `now`, in two statements."""
    releases = published(
        session, [quarter.shifted(-1), quarter], (ALL, *SINGLE), now, pairs=True, key=key
    )
    teams = session.execute(sa.select(Team.id, Team.name))
    return Breakdown(
        key,
        target,
        quarter,
        releases.get(quarter),
        releases.get(quarter.shifted(-1)),
        {str(number): name for number, name in teams},
    )


def shown_groups(found: Breakdown) -> Iterator[tuple[str, Group]]:
    """Every group of every division, as files list them."""
    for dimension in SINGLE:
        for group in found.groups(dimension):
            yield dimension, group
