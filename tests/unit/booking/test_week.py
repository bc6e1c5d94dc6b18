"""What is left of a working day."""

from datetime import UTC, datetime

from portal.booking.rules.week import left_over


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 30, hour, minute, tzinfo=UTC)


def test_takes_overlapping_and_nested_times_out_in_order() -> None:
    busy = [(at(11), at(13)), (at(9, 30), at(10)), (at(9, 40), at(9, 50))]
    assert left_over((at(9), at(12)), busy) == [(at(9), at(9, 30)), (at(10), at(11))]


def test_touching_times_take_nothing_and_a_covering_one_takes_all() -> None:
    assert left_over((at(9), at(12)), [(at(8), at(9)), (at(12), at(13))]) == [(at(9), at(12))]
    assert left_over((at(9), at(12)), [(at(8), at(13))]) == []
