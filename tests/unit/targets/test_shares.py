"""Shares, their intervals, what may be shown, and the verdicts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.targets.rules import shares
from portal.targets.rules.shares import Verdict, share_of, verdict, wilson

COUNTS = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
TARGETS = st.sampled_from([0.6, 0.7, 0.75, 0.8])


# Newcombe 1998, Statistics in Medicine 17, 857-872, Table I, method 3.
@pytest.mark.parametrize(
    ("favourable", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_the_published_values(
    favourable: int, n: int, low: float, high: float
) -> None:
    assert wilson(favourable, n) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@given(COUNTS)
def test_the_interval_holds_the_share_and_stays_on_the_scale(counts: tuple[int, int]) -> None:
    favourable, n = counts
    low, high = wilson(favourable, n)
    assert 0 <= low <= favourable / n <= high <= 1
    assert low < high


@given(COUNTS, st.integers(2, 20))
def test_more_answers_narrow_the_interval(counts: tuple[int, int], times: int) -> None:
    favourable, n = counts
    low, high = wilson(favourable, n)
    low_of_more, high_of_more = wilson(favourable * times, n * times)
    assert high_of_more - low_of_more < high - low


@given(COUNTS)
def test_the_interval_mirrors_when_agreement_does(counts: tuple[int, int]) -> None:
    favourable, n = counts
    low, high = wilson(favourable, n)
    assert wilson(n - favourable, n) == (pytest.approx(1 - high), pytest.approx(1 - low))


@pytest.mark.parametrize(("favourable", "n"), [(0, 0), (-1, 5), (6, 5)])
def test_what_is_no_share_is_refused(favourable: int, n: int) -> None:
    with pytest.raises(ValueError, match="is no share"):
        wilson(favourable, n)


@pytest.mark.parametrize(
    ("low", "high", "n", "expected"),
    [
        (0.80, 0.90, 30, Verdict.MET),  # low at the target counts as reached
        (0.81, 0.90, 500, Verdict.MET),
        (0.79, 0.80, 500, Verdict.ON_THE_RIGHT_WAY),  # high at the target still holds it
        (0.79, 0.95, 30, Verdict.ON_THE_RIGHT_WAY),
        (0.60, 0.81, 30, Verdict.ON_THE_RIGHT_WAY),
        (0.70, 0.79, 500, Verdict.NOT_MET),
        (0.99, 1.00, 29, Verdict.TOO_EARLY),  # one answer short of a verdict, however clear
        (0.00, 0.01, 29, Verdict.TOO_EARLY),
    ],
)
def test_truth_table_of_verdicts(low: float, high: float, n: int, expected: Verdict) -> None:
    assert verdict(low, high, n, target=0.8) is expected


@given(st.integers(0, 4).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), TARGETS)
def test_under_five_answers_nothing_shows_and_all_look_alike(
    counts: tuple[int, int], target: float
) -> None:
    favourable, n = counts
    hidden = share_of(favourable, n, target)
    assert hidden == share_of(0, 0, target)
    assert (hidden.n, hidden.favourable) == (None, None)
    assert (hidden.share, hidden.low, hidden.high) == (None, None, None)
    assert hidden.verdict is Verdict.TOO_EARLY
    assert not hidden.shown


@given(st.integers(5, 29).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), TARGETS)
def test_few_answers_show_their_share_without_a_verdict(
    counts: tuple[int, int], target: float
) -> None:
    favourable, n = counts
    few = share_of(favourable, n, target)
    assert few.shown
    assert few.share == favourable / n
    assert few.verdict is Verdict.TOO_EARLY


@given(COUNTS, TARGETS)
def test_one_more_favourable_answer_never_worsens_the_verdict(
    counts: tuple[int, int], target: float
) -> None:
    favourable, n = counts
    rank = [Verdict.NOT_MET, Verdict.ON_THE_RIGHT_WAY, Verdict.MET]
    before, after = (share_of(f, n, target).verdict for f in (max(favourable - 1, 0), favourable))
    if Verdict.TOO_EARLY not in (before, after):
        assert rank.index(after) >= rank.index(before)


def test_the_reason_given_for_thirty_answers_is_true() -> None:
    low, high = max((wilson(f, 29) for f in range(30)), key=lambda i: i[1] - i[0])
    assert 0.33 < high - low < 0.345
    low, high = wilson(19, 29)  # 66 %
    assert low < 0.8 < high + 0.005
    assert shares.ENOUGH_FOR_A_VERDICT == 30
