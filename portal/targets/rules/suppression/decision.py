"""Which cells of a quarter's tables are shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from portal.targets.rules.suppression.limits import (
    NOBODY,
    PAIR,
    SINGLE,
    TOTAL,
    Address,
    Counts,
    Limits,
    Table,
    may_be_shown,
)
from portal.targets.rules.suppression.network import Network


def decide(tables: Mapping[str, Table], limits: Limits) -> dict[str, frozenset[Address]]:
    """The addresses that are shown, by statement.

    A statement whose total may not be shown shows nothing. For the others a group is shown for
    all of them or for none, so that no statement tells what another hides. The same tables give
    the same answer, in whatever order they come.

    Raises:
        ValueError: when a table does not add up; then nothing could be promised.
    """
    for name, table in tables.items():
        if problem := whole(table):
            raise ValueError(f"{name}: {problem}")
    shown = {name for name, t in tables.items() if may_be_shown(t.get(TOTAL, NOBODY), limits)}
    groups = _Groups({name: tables[name] for name in sorted(shown)}, limits)
    groups.hide()
    return {
        name: frozenset({TOTAL, *groups.shown()}) if name in shown else frozenset()
        for name in tables
    }


def whole(table: Table) -> str | None:
    """What does not add up in a table, or None: every division adds up to the total."""
    sums: dict[tuple[str, str, str], list[int]] = {}
    for (dimension, value, other), counts in table.items():
        if other:
            places = [(PAIR[0], value, ""), (PAIR[1], other, "")]
        else:
            places = [TOTAL] if dimension != TOTAL.dimension else []
        for place in places:
            key = (*place[:2], dimension) if place == TOTAL else (*place[:2], "pair")
            found = sums.setdefault(key, [0, 0])
            found[0] += counts.n
            found[1] += counts.favourable
    for (dimension, value, made_of), (n, favourable) in sorted(sums.items()):
        given = table.get(Address(dimension, value), NOBODY)
        if (given.n, given.favourable) != (n, favourable):
            return f"{made_of} does not add up to {dimension} {value}".rstrip()
    return None


def sound(tables: Mapping[str, Table]) -> tuple[dict[str, Table], list[str]]:
    """The tables without the divisions that don't add up for every statement, and their names.

    Nothing could be promised about a division whose parts and total were not counted alike, so
    none of it is shown.
    """
    listed = list(tables.values())
    bad = {name for name in SINGLE if any(whole(_part(table, name)) for table in listed)}
    if bad & set(PAIR) or any(whole(_part(table, *PAIR, _BOTH)) for table in listed):
        bad.add(_BOTH)
    kept: dict[str, Table] = {
        name: {a: counts for a, counts in table.items() if _division(a) not in bad}
        for name, table in tables.items()
    }
    return kept, sorted(bad)


_BOTH = " × ".join(PAIR)


def _division(address: Address) -> str:
    return _BOTH if address.other else address.dimension


def _part(table: Table, *divisions: str) -> Table:
    return {a: c for a, c in table.items() if a == TOTAL or _division(a) in divisions}


@dataclass
class _Groups:
    """The groups of all statements together; `hidden` grows until nothing can be worked out."""

    tables: Mapping[str, Table]
    limits: Limits
    hidden: set[Address] = field(default_factory=set)

    def __post_init__(self) -> None:
        present = {
            address
            for table in self.tables.values()
            for address, counts in table.items()
            if address != TOTAL and not counts.absent
        }
        self.network = Network(sorted(present))
        # A pipe without a circle holds the whole total: nothing could keep it from being known.
        self.movable = {
            address
            for address in self.network.pipes
            if self.network.cheapest_way(address, {}, present) is not None
        }
        self.size = {
            address: 1 + max(self._counts(name, address).n for name in self.tables)
            for address in self.network.pipes
        }

    def shown(self) -> Iterable[Address]:
        return self.network.pipes.keys() - self.hidden

    def hide(self) -> None:
        """Hide what is too small, then what would give it away, until nothing does."""
        self.hidden = {
            address
            for address in self.movable
            for name in self.tables
            if not may_be_shown(self._counts(name, address), self.limits)
        }
        while (given_away := self._given_away()) is not None:
            self.hidden |= self._company_for(given_away)

    def _given_away(self) -> Address | None:
        """A hidden cell that can be worked out, and for which more can still be hidden."""
        flows = [
            {a: pick(self._counts(name, a)) for a in self.hidden}
            for name in self.tables
            for pick in (_favourable, _unfavourable)
        ]
        pairs = list(zip(flows[::2], flows[1::2], strict=True))
        for address in sorted(self.hidden):
            safe = all(
                self._protected(address, *pair, name)
                for pair, name in zip(pairs, self.tables, strict=True)
            )
            if not safe and self._company_for(address):
                return address
        return None

    def _protected(
        self, address: Address, yes: Mapping[Address, int], no: Mapping[Address, int], name: str
    ) -> bool:
        """Whether a hidden count may, for all one knows, be many different ones.

        The number of answers is open by at least the smallest number shown, and there may be
        somebody who agrees and somebody who doesn't, unless everybody's total says otherwise.
        """
        enough, network = self.limits.smallest, self.network
        total = self._counts(name, TOTAL)
        wide = 0
        for flow, everybody in ((yes, total.favourable), (no, total.unfavourable)):
            rise = network.can_rise(address, flow, enough)
            if everybody and not (rise or flow[address]):
                return False
            wide += rise
            if wide < enough:
                wide += network.can_fall(address, flow, enough)
        return wide >= enough

    def _company_for(self, address: Address) -> set[Address]:
        """What else to hide so that this cell is not given away; empty when nothing is left."""
        price = {a: s for a, s in self.size.items() if a not in self.hidden}
        way = self.network.cheapest_way(address, price, self.movable)
        new = {a for a in way or () if a not in self.hidden}
        if new:
            return new
        near = [a for a in self.network.touching(address) if a in price and a in self.movable]
        if not near:
            near = [a for a in self.movable if a in price and _family(a) == _family(address)]
        return {min(near, key=lambda a: (self.size[a], a))} if near else set()

    def _counts(self, name: str, address: Address) -> Counts:
        return self.tables[name].get(address, NOBODY)


def _family(address: Address) -> str:
    """The tables that hang together by more than the total."""
    return PAIR[0] if address.dimension in PAIR else address.dimension


def _favourable(counts: Counts) -> int:
    return counts.favourable


def _unfavourable(counts: Counts) -> int:
    return counts.unfavourable
