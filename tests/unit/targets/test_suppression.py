"""Nothing hidden can be worked out: checked by linear algebra and linear programming.

Neither checker shares a line with the rule: they know only what is shown and what adds up.
"""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from portal.targets.rules.suppression import (
    TOTAL,
    Address,
    Counts,
    Limits,
    Table,
    decide,
    may_be_shown,
    moved,
    sound,
    whole,
)
from tests.derivation import derivable, relations

LIMITS = Limits()


def table_of(parts: Mapping[tuple[str, str, str], Counts]) -> dict[Address, Counts]:
    """The table of (family, team, length) parts, with every division and the pair."""
    made: dict[Address, Counts] = {}

    def add(address: Address, counts: Counts) -> None:
        old = made.get(address, Counts(0, 0, 0))
        made[address] = Counts(*(a + b for a, b in zip(old, counts, strict=True)))

    for (family, team, length), counts in parts.items():
        for address in (
            TOTAL,
            Address("group_family", family),
            Address("team", team),
            Address("length_band", length),
            Address("group_family", family, team),
        ):
            add(address, counts)
    return made


@st.composite
def small_tables(draw: st.DrawFn, statements: int = 2) -> dict[str, dict[Address, Counts]]:
    """Tables full of zeros, ones and fours, where everything goes wrong that can."""
    families, teams, lengths = (draw(st.integers(1, size)) for size in (3, 4, 3))
    sizes = st.sampled_from([0, 0, 0, 1, 2, 4, 5, 6, 9, 12, 40])
    keys = [
        (f"f{f}", f"t{t}", f"l{n}")
        for f in range(families)
        for t in range(teams)
        for n in range(lengths)
    ]
    invited = {key: draw(st.sampled_from([0, 1, 3, 50])) for key in keys}
    found = {}
    for number in range(statements):
        parts = {}
        for key in keys:
            n = draw(sizes) if invited[key] else 0
            parts[key] = Counts(invited[key], n, draw(st.integers(0, n)))
        found[f"s{number}"] = table_of(parts)
    return found


def bounds(
    table: Table, shown: frozenset[Address], address: Address, favourable: bool
) -> tuple[float, float]:
    """The least and the most a hidden count can be, by linear programming."""
    hidden = [a for a, counts in table.items() if not counts.absent and a not in shown]

    def true(a: Address) -> int:
        counts = table[a]
        return counts.favourable if favourable else counts.n - counts.favourable

    matrix, right = [], []
    for row in relations(table):
        matrix.append([row.get(a, 0) for a in hidden])
        right.append(-sum(true(a) * sign for a, sign in row.items() if a in shown))
    goal = [1.0 if a == address else 0.0 for a in hidden]
    ends = []
    for sign in (1, -1):
        cost = [sign * value for value in goal]
        solved = linprog(cost, A_eq=matrix, b_eq=right, bounds=(0, None), method="highs")
        assert solved.status == 0, solved.message
        ends.append(sign * solved.fun)
    return ends[0], ends[1]


def fixed_by_the_total(table: Table) -> set[Address]:
    """The cells that hold the whole total whatever the counts: there is only one such group."""
    nothing_but_the_total = frozenset({TOTAL})
    return derivable(table, nothing_but_the_total)


@given(small_tables())
@settings(max_examples=150, deadline=None)
def test_no_hidden_cell_follows_from_what_is_shown(tables: dict[str, Table]) -> None:
    shown = decide(tables, LIMITS)
    for name, table in tables.items():
        if shown[name]:
            assert derivable(table, shown[name]) == set()


@given(small_tables())
@settings(max_examples=150, deadline=None)
def test_what_is_shown_is_large_enough_and_mixed(tables: dict[str, Table]) -> None:
    for name, addresses in decide(tables, LIMITS).items():
        for address in addresses:
            assert may_be_shown(tables[name][address], LIMITS), address


@given(small_tables(statements=1))
@settings(max_examples=150, deadline=None)
def test_no_hidden_cell_is_bounded_tightly(tables: dict[str, Table]) -> None:
    (table,) = tables.values()
    (shown,) = decide(tables, LIMITS).values()
    if not shown:
        return
    total = table[TOTAL]
    for address, counts in table.items():
        if counts.absent or address in shown:
            continue
        low_yes, high_yes = bounds(table, shown, address, favourable=True)
        low_no, high_no = bounds(table, shown, address, favourable=False)
        assert high_yes + high_no - low_yes - low_no >= LIMITS.smallest - 1e-6
        assert high_yes > 0 or total.favourable == 0
        assert high_no > 0 or total.unfavourable == 0


@given(small_tables(), st.randoms())
@settings(max_examples=100, deadline=None)
def test_the_same_tables_give_the_same_answer_in_any_order(
    tables: dict[str, Table], random: object
) -> None:
    def mixed(table: Table) -> Table:
        items = list(table.items())
        random.shuffle(items)  # type: ignore[attr-defined]
        return dict(items)

    names = sorted(tables, reverse=True)
    assert decide({n: mixed(tables[n]) for n in names}, LIMITS) == decide(tables, LIMITS)


@given(small_tables())
@settings(max_examples=100, deadline=None)
def test_a_group_is_shown_for_every_statement_or_for_none(tables: dict[str, Table]) -> None:
    shown = [addresses for addresses in decide(tables, LIMITS).values() if addresses]
    assert len(set(shown)) <= 1


@given(small_tables(statements=1))
@settings(max_examples=100, deadline=None)
def test_hiding_nobodys_group_is_never_needed(tables: dict[str, Table]) -> None:
    """When every cell may be shown, all of them are."""
    (table,) = tables.values()
    every = {a for a, c in table.items() if not c.absent}
    if all(may_be_shown(table[a], LIMITS) for a in every):
        assert decide(tables, LIMITS)["s0"] == every


def one_way(*groups: tuple[int, int]) -> dict[str, Table]:
    parts = {
        ("f", "t", f"l{i}"): Counts(100, n, favourable) for i, (n, favourable) in enumerate(groups)
    }
    return {"s": table_of(parts)}


def lengths_shown(tables: dict[str, Table]) -> list[str]:
    return sorted(a.value for a in decide(tables, LIMITS)["s"] if a.dimension == "length_band")


@pytest.mark.parametrize(
    ("groups", "shown"),
    [
        ([(20, 10), (30, 20), (40, 20)], ["l0", "l1", "l2"]),
        # A small one takes the smallest other with it.
        ([(4, 2), (30, 20), (40, 20)], ["l2"]),
        # Two small ones hide each other, as long as they are five together and not all alike.
        ([(3, 1), (3, 2), (40, 20)], ["l2"]),
        ([(2, 1), (2, 1), (40, 20)], []),
        ([(3, 3), (3, 3), (40, 20)], []),
        ([(3, 3), (3, 3), (40, 20), (50, 20)], ["l3"]),
        # Nobody answered: that is about those few who were asked, and stays hidden too.
        ([(0, 0), (30, 20), (40, 20)], ["l2"]),
        # Six who all agree would each be known to; ten or more may say so.
        ([(6, 6), (30, 20), (40, 20)], ["l2"]),
        ([(10, 10), (30, 20), (40, 20)], ["l0", "l1", "l2"]),
        ([(4, 2)], []),
        ([(7, 3)], ["l0"]),
    ],
)
def test_one_division_by_hand(groups: list[tuple[int, int]], shown: list[str]) -> None:
    assert lengths_shown(one_way(*groups)) == shown


def test_groups_by_teams_hide_a_whole_square() -> None:
    parts = {
        (f"f{f}", f"t{t}", "l"): Counts(100, 30 + 5 * f + t, 15) for f in range(3) for t in range(3)
    }
    parts["f0", "t0", "l"] = Counts(100, 2, 1)
    shown = decide({"s": table_of(parts)}, LIMITS)["s"]
    pairs = {a for a in table_of(parts) if a.other}
    assert pairs - shown == {
        Address("group_family", f, t) for f in ("f0", "f1") for t in ("t0", "t1")
    }
    assert {a for a in table_of(parts) if not a.other} <= shown


def test_what_does_not_add_up_is_refused() -> None:
    table = dict(one_way((20, 10), (30, 10))["s"])
    assert whole(table) is None
    table[Address("length_band", "l0")] = Counts(100, 19, 10)
    with pytest.raises(ValueError, match="length_band does not add up"):
        decide({"s": table}, LIMITS)
    del table[Address("length_band", "l0")], table[Address("length_band", "l1")]
    table[Address("group_family", "f", "t")] = Counts(100, 49, 20)
    with pytest.raises(ValueError, match="pair does not add up to group_family f"):
        decide({"s": table}, LIMITS)


@pytest.mark.parametrize(
    ("before", "after", "shown", "complete"),
    [
        (None, (4, 2), None, True),
        (None, (5, 2), (5, 2), True),
        (None, (9, 9), None, True),
        (None, (10, 10), (10, 10), True),
        ((20, 10), (20, 10), (20, 10), True),
        ((20, 10), (24, 12), (20, 10), False),
        ((20, 10), (25, 12), (25, 12), True),
        ((20, 10), (25, 15), (20, 10), False),  # all five new ones agree
        ((20, 10), (25, 10), (20, 10), False),  # none of them does
        ((20, 10), (30, 20), (30, 20), True),
        ((20, 10), (19, 9), (20, 10), False),
        ((20, 10), (27, 9), (20, 10), False),
    ],
)
def test_a_running_figure_moves_in_steps_that_could_stand_alone(
    before: tuple[int, int] | None,
    after: tuple[int, int],
    shown: tuple[int, int] | None,
    complete: bool,
) -> None:
    was = None if before is None else Counts(50, *before)
    expected = None if shown is None else Counts(60, *shown)
    assert moved(was, Counts(60, *after), LIMITS) == (expected, complete)


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=30))
def test_whoever_watches_a_running_figure_never_sees_few_answers_come(
    daily: list[tuple[int, int]],
) -> None:
    seen: Counts | None = None
    counted = Counts(100, 0, 0)
    for yes, no in daily:
        counted = Counts(100, counted.n + yes + no, counted.favourable + yes)
        now, complete = moved(seen, counted, LIMITS)
        if now is not None and now != seen:
            before = seen or Counts(100, 0, 0)
            new = Counts(100, now.n - before.n, now.favourable - before.favourable)
            assert may_be_shown(new, LIMITS)
            assert complete
            assert now == counted
        seen = now


def test_a_division_that_does_not_add_up_is_left_out() -> None:
    good = dict(one_way((20, 10), (30, 10))["s"])
    assert sound({"s": good}) == ({"s": good}, [])
    bad = {**good, Address("length_band", "l0"): Counts(100, 19, 10)}
    kept, dropped = sound({"s": good, "t": bad})
    assert dropped == ["length_band"]
    assert {a.dimension for a in kept["s"]} == {"all", "group_family", "team"}
    decide(kept, LIMITS)
    pair = {**good, Address("team", "t"): Counts(100, 49, 20)}
    kept, dropped = sound({"s": pair})
    assert dropped == ["group_family × team", "team"]
    assert not any(a.other or a.dimension == "team" for a in kept["s"])
    decide(kept, LIMITS)


def test_a_rule_may_ask_for_more() -> None:
    strict = Limits(smallest=10, unanimous_below=20)
    tables = one_way((9, 4), (30, 20), (40, 20))
    assert "l0" not in {a.value for a in decide(tables, strict)["s"]}
    assert not may_be_shown(Counts(50, 19, 19), strict)
