"""The use of plans by month: every month in its place, and no small number."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from portal.plan.rules.use import SMALLEST_SHOWN, months_back, use_by_month

TODAY = date(2026, 11, 23)
KINDS = ("opened", "task_done")
months = st.dates(date(2024, 1, 1), TODAY).map(lambda day: day.replace(day=1))


def test_months_are_counted_back_over_the_year() -> None:
    assert months_back(TODAY, 12) == date(2025, 12, 1)
    assert months_back(TODAY, 1) == date(2026, 11, 1)
    assert use_by_month({}, TODAY, KINDS) == []


@given(st.dictionaries(st.tuples(months, st.sampled_from(KINDS)), st.integers(0, 30), min_size=1))
def test_every_month_is_there_once_and_small_numbers_are_not(
    counted: dict[tuple[date, str], int],
) -> None:
    found = use_by_month(counted, TODAY, KINDS)
    assert found[0].first == date(2026, 11, 1)
    assert [one.is_running for one in found] == [True, *[False] * (len(found) - 1)]
    assert found[-1].first == min(month for month, _kind in counted)
    numbers = [one.first.year * 12 + one.first.month for one in found]
    assert numbers == list(range(numbers[0], numbers[0] - len(numbers), -1))
    for one in found:
        for kind, times in one.times.items():
            true = counted.get((one.first, kind), 0)
            assert times == (true if true >= SMALLEST_SHOWN else None)
