"""Tables as a network: each count a pipe, each sum a joint where as much flows in as out.

With the counts that are shown held fast, the others can still move around the network's circles.
How far one of them can, is what nobody can know about it. For counts that can't be negative the
bounds found so are exact, and whole numbers, because the network's matrix is totally unimodular
(A. J. Hoffman and J. B. Kruskal, 1956); each is a greatest flow (L. R. Ford and D. R. Fulkerson,
1956), found along shortest ways.
"""

import heapq
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from portal.targets.rules.suppression.limits import ALL, PAIR, Address


class Pipe(NamedTuple):
    """A count between two joints."""

    tail: str
    head: str


def pipe_of(address: Address) -> Pipe | None:
    """The pipe of a count; None for the total, which is always shown and so fixed.

    The table of two divisions runs from its source through the groups and the teams to its sink;
    each other division is a bundle of pipes side by side, with the total flowing through them.
    """
    if address.dimension == ALL:
        return None
    if address.other:
        return Pipe(f"row {address.value}", f"column {address.other}")
    if address.dimension == PAIR[0]:
        return Pipe("source", f"row {address.value}")
    if address.dimension == PAIR[1]:
        return Pipe(f"column {address.value}", "sink")
    return Pipe(f"in {address.dimension}", f"out {address.dimension}")


class Network:
    """The pipes between joints, in the order in which they are given."""

    def __init__(self, addresses: Iterable[Address]) -> None:
        self.pipes = {a: pipe for a in addresses if (pipe := pipe_of(a)) is not None}
        self._at: dict[str, list[tuple[Address, str, bool]]] = {}
        for address, pipe in self.pipes.items():
            self._at.setdefault(pipe.tail, []).append((address, pipe.head, True))
            self._at.setdefault(pipe.head, []).append((address, pipe.tail, False))

    def touching(self, address: Address) -> Iterator[Address]:
        """The other pipes at the two joints of this one."""
        for joint in self.pipes[address]:
            yield from (near for near, _, _ in self._at[joint] if near != address)

    def cheapest_way(
        self, around: Address, price: Mapping[Address, int], allowed: Collection[Address]
    ) -> list[Address] | None:
        """The pipes that together with `around` make the cheapest circle; None: there is none.

        What `price` does not name is free.
        """
        start, end = self.pipes[around]
        best: dict[str, int] = {start: 0}
        came: dict[str, tuple[Address, str]] = {}
        heap = [(0, start)]
        while heap:
            spent, joint = heapq.heappop(heap)
            if joint == end:
                return list(_back(came, start, end))
            if spent > best[joint]:
                continue
            for address, to, _ in self._at[joint]:
                if address == around or address not in allowed:
                    continue
                cost = spent + price.get(address, 0)
                if to not in best or cost < best[to]:
                    best[to], came[to] = cost, (address, joint)
                    heapq.heappush(heap, (cost, to))
        return None

    def can_rise(self, address: Address, flow: Mapping[Address, int], enough: int) -> int:
        """How much more than it is the count may be for all one knows; `enough` ends the search.

        `flow` has the true counts of those that are not shown; the others can't move.
        """
        tail, head = self.pipes[address]
        return self._greatest_flow(head, tail, address, flow, enough)

    def can_fall(self, address: Address, flow: Mapping[Address, int], enough: int) -> int:
        """How much less than it is the count may be for all one knows."""
        tail, head = self.pipes[address]
        enough = min(enough, flow[address])
        return self._greatest_flow(tail, head, address, flow, enough)

    def _greatest_flow(
        self, start: str, end: str, banned: Address, flow: Mapping[Address, int], enough: int
    ) -> int:
        moved: dict[Address, int] = {}
        found = 0
        while found < enough:
            way = self._shortest_way(start, end, banned, flow, moved)
            if way is None:
                break
            push = enough - found
            for address, forward in way:
                if not forward:
                    push = min(push, flow[address] + moved.get(address, 0))
            for address, forward in way:
                moved[address] = moved.get(address, 0) + (push if forward else -push)
            found += push
        return found

    def _shortest_way(
        self,
        start: str,
        end: str,
        banned: Address,
        flow: Mapping[Address, int],
        moved: Mapping[Address, int],
    ) -> list[tuple[Address, bool]] | None:
        """A way on which something may move: forwards always, backwards what flows there now."""
        came: dict[str, tuple[tuple[Address, bool], str] | None] = {start: None}
        waiting = deque([start])
        while waiting:
            joint = waiting.popleft()
            for address, to, forward in self._at[joint]:
                if to in came or address == banned or address not in flow:
                    continue
                if not forward and flow[address] + moved.get(address, 0) <= 0:
                    continue
                came[to] = ((address, forward), joint)
                if to == end:
                    return _steps(came, end)
                waiting.append(to)
        return None


def _steps(
    came: Mapping[str, tuple[tuple[Address, bool], str] | None], end: str
) -> list[tuple[Address, bool]]:
    steps = []
    step = came[end]
    while step is not None:
        steps.append(step[0])
        step = came[step[1]]
    return steps


def _back(came: Mapping[str, tuple[Address, str]], start: str, end: str) -> Iterator[Address]:
    while end != start:
        address, end = came[end]
        yield address
