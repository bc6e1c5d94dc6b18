"""With whom people are counted together."""

import random
from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.models import TARGET_GROUPS
from portal.surveys.rules.batches import split
from portal.surveys.rules.cells import (
    ANYBODY,
    BANDS,
    FAMILIES,
    OTHER,
    Background,
    band_of,
    family_of,
    place,
    plan_cells,
)

BACKGROUNDS = st.builds(
    Background,
    st.sampled_from([*FAMILIES][:4]),
    st.sampled_from(["1", "2", "3"]),
    st.sampled_from([name for name, _ in BANDS]),
)
PEOPLE = st.dictionaries(BACKGROUNDS, st.integers(1, 60), max_size=30)


@given(PEOPLE, st.integers(1, 40))
def test_no_cell_is_smaller_than_the_setting_unless_all_are_one(
    people: dict[Background, int], least: int
) -> None:
    cells = plan_cells(people, least)
    assert sum(cells.values()) == sum(people.values())
    assert all(number >= least for number in cells.values()) or set(cells) == {ANYBODY}


@given(PEOPLE, st.integers(1, 40))
def test_everybody_is_counted_in_the_cell_that_was_planned(
    people: dict[Background, int], least: int
) -> None:
    cells = plan_cells(people, least)
    found: Counter[Background] = Counter()
    for exact, number in people.items():
        found[place(exact, cells)] += number
    assert dict(found) == {cell: number for cell, number in cells.items() if number}


@given(PEOPLE, BACKGROUNDS, st.integers(1, 40))
def test_who_comes_later_is_never_alone(
    people: dict[Background, int], late: Background, least: int
) -> None:
    cells = plan_cells(people, least)
    assert cells[place(late, cells)] == max(cells.values()) or cells[place(late, cells)] >= least


def test_the_least_needed_is_kept_back_first() -> None:
    many = Background("sick", "1", "under_6m")
    few = [Background("sick", "1", band) for band in ("6_12m", "1_2y", "over_2y")]
    alone = Background("sick", "2", "under_6m")
    cells = plan_cells({many: 30, **dict.fromkeys(few, 8), alone: 21}, 20)
    assert cells == {many: 30, Background("sick", "1", OTHER): 24, alone: 21}


def test_too_few_left_over_are_joined_by_the_smallest_cell() -> None:
    large, small = Background("sick", "1", "1_2y"), Background("young", "2", "1_2y")
    odd = Background("insured", "3", "1_2y")
    assert plan_cells({large: 50, small: 25, odd: 3}, 20) == {large: 50, ANYBODY: 28}


def test_nobody_at_all_still_has_a_cell() -> None:
    cells = plan_cells({}, 20)
    assert place(Background("sick", "1", "1_2y"), cells) == ANYBODY


def test_every_target_group_has_one_family() -> None:
    assert sorted(group for groups in FAMILIES.values() for group in groups) == sorted(
        TARGET_GROUPS
    )
    assert family_of("job_ready") == family_of("activity_ready") == "cash_benefit"


def test_a_course_grows_through_the_bands() -> None:
    day = date(2026, 11, 23)
    ages = {0: "under_6m", 182: "under_6m", 183: "6_12m", 364: "6_12m", 365: "1_2y", 731: "over_2y"}
    for days, band in ages.items():
        assert band_of(day - timedelta(days=days), day) == band


@given(st.integers(0, 60), st.integers(1, 8), st.booleans(), st.integers())
def test_a_batch_has_company_and_leaves_company_behind(
    number: int, least: int, everything: bool, seed: int
) -> None:
    laid, left = split(range(number), least, everything, random.Random(seed))
    assert sorted(laid + left) == list(range(number))
    if everything:
        assert not left
    elif laid:
        assert len(laid) >= least
        assert len(left) == least
    else:
        assert number < 2 * least


def test_which_are_laid_is_left_to_chance() -> None:
    chance = random.Random(7)
    laid = Counter(one for _ in range(400) for one in split(range(10), 5, False, chance)[0])
    # Each of ten is laid in half of the 400 turns; five standard deviations are 50.
    assert all(150 < laid[one] < 250 for one in range(10))
