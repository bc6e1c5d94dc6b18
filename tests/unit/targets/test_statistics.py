"""Intervals, changes and weights beside statsmodels, and what must hold for all of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint
from statsmodels.stats.weightstats import DescrStatsW

from portal.targets.rules.shares import (
    Movement,
    Share,
    change,
    response_rate,
    share_of,
    wilson,
    wilson_at,
)
from portal.targets.rules.weights import Stratum, post_stratified, strata_of

COUNTS = st.integers(5, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
STRATA = st.lists(
    st.integers(1, 400).flatmap(
        lambda n: st.builds(Stratum, st.integers(n, 4 * n), st.just(n), st.integers(0, n))
    ),
    min_size=1,
    max_size=8,
)


def a_share(counts: tuple[int, int]) -> Share:
    return share_of(*counts, target=0.8)


@given(COUNTS)
def test_wilson_is_that_of_statsmodels(counts: tuple[int, int]) -> None:
    expected = proportion_confint(*counts, alpha=0.05, method="wilson")
    assert wilson(*counts) == pytest.approx(expected, abs=1e-12)


@given(COUNTS, COUNTS)
def test_the_change_is_newcombes_of_statsmodels(
    before: tuple[int, int], after: tuple[int, int]
) -> None:
    found = change(a_share(before), a_share(after))
    assert found is not None
    expected = confint_proportions_2indep(
        after[0], after[1], before[0], before[1], method="newcomb", compare="diff", alpha=0.05
    )
    assert (found.low, found.high) == pytest.approx(expected, abs=1e-9)
    assert found.difference == pytest.approx(after[0] / after[1] - before[0] / before[1])
    assert -1 <= found.low <= found.difference <= found.high <= 1


# Newcombe 1998, Statistics in Medicine 17, 873-890, Table II, method 10.
@pytest.mark.parametrize(
    ("after", "before", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 20), 0.6791, 1.0000),
    ],
)
def test_newcombe_gives_the_published_values(
    after: tuple[int, int], before: tuple[int, int], low: float, high: float
) -> None:
    found = change(a_share(before), a_share(after))
    assert found is not None
    assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@given(COUNTS, COUNTS)
def test_there_and_back_is_the_same_change(a: tuple[int, int], b: tuple[int, int]) -> None:
    there, back = change(a_share(a), a_share(b)), change(a_share(b), a_share(a))
    assert there is not None
    assert back is not None
    assert there.difference == -back.difference
    assert (there.low, there.high) == (pytest.approx(-back.high), pytest.approx(-back.low))


@pytest.mark.parametrize(
    ("before", "after", "movement"),
    [
        ((300, 500), (400, 500), Movement.RISEN),
        ((400, 500), (300, 500), Movement.FALLEN),
        ((300, 500), (310, 500), Movement.UNCERTAIN),
        ((5, 10), (6, 10), Movement.UNCERTAIN),
    ],
)
def test_words_of_a_change(
    before: tuple[int, int], after: tuple[int, int], movement: Movement
) -> None:
    found = change(a_share(before), a_share(after))
    assert found is not None
    assert found.movement is movement


def test_a_hidden_quarter_has_no_change() -> None:
    hidden, shown = share_of(2, 4, 0.8), share_of(20, 40, 0.8)
    assert change(hidden, shown) is None
    assert change(shown, hidden) is None


def test_response_rates() -> None:
    assert response_rate(40, 100) == 0.4
    assert response_rate(None, 100) is None
    assert response_rate(40, 0) is None
    assert response_rate(7, 5) == 1.0  # a moved boundary of groups, never more than everybody


@given(STRATA)
def test_the_weighted_share_is_that_of_statsmodels(strata: list[Stratum]) -> None:
    found = post_stratified(strata)
    assert found is not None
    answers, weights = [], []
    for s in strata:
        answers += [1] * s.favourable + [0] * (s.n - s.favourable)
        weights += [s.people / s.n] * s.n
    described = DescrStatsW(answers, weights=weights)
    assert found.share == pytest.approx(described.mean)
    kish = sum(weights) ** 2 / sum(w * w for w in weights)
    assert found.effective_n == pytest.approx(kish)
    expected = proportion_confint(
        found.share * found.effective_n, found.effective_n, alpha=0.05, method="wilson"
    )
    assert (found.low, found.high) == pytest.approx(expected, abs=1e-9)


@given(STRATA)
def test_the_weighted_share_lies_among_the_groups(strata: list[Stratum]) -> None:
    found = post_stratified(strata)
    assert found is not None
    shares = [s.favourable / s.n for s in strata]
    assert min(shares) - 1e-9 <= found.share <= max(shares) + 1e-9
    assert 0 <= found.low <= found.share <= found.high <= 1
    assert found.design_effect >= 1


def test_groups_that_answer_alike_often_need_no_weights() -> None:
    even = post_stratified([Stratum(100, 40, 30), Stratum(200, 80, 20)])
    assert even is not None
    assert even.share == pytest.approx(50 / 120)
    assert even.design_effect == pytest.approx(1)
    assert (even.low, even.high) == pytest.approx(wilson(50, 120))


def test_who_answers_seldom_counts_for_those_who_did_not() -> None:
    uneven = post_stratified([Stratum(100, 50, 45), Stratum(100, 10, 4)])
    assert uneven is not None
    assert uneven.share == pytest.approx(0.5 * 0.9 + 0.5 * 0.4)
    assert uneven.design_effect == pytest.approx(60 * (0.25 / 50 + 0.25 / 10))
    assert post_stratified([]) is None


def test_what_is_hidden_weighs_as_one_group() -> None:
    total = Stratum(300, 100, 60)
    strata = strata_of(total, [Stratum(200, 80, 50)])
    assert strata == [Stratum(200, 80, 50), Stratum(100, 20, 10)]
    assert strata_of(total, [total]) == [total]
    assert strata_of(total, []) == [total]


def test_wilson_takes_an_effective_size() -> None:
    assert wilson_at(0.5, 100.0) == wilson(50, 100)
    assert wilson_at(0.0, 12.5)[0] == 0.0
    assert wilson_at(1.0, 12.5)[1] == 1.0
