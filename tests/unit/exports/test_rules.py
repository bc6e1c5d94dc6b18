"""How an order stands, when a worker is given up, and pieces that add up to what went in."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.exports.rules import LEASE, State, bounded, is_abandoned, state
from tests.conftest import NOW

LATER, BEFORE = NOW + timedelta(days=1), NOW - timedelta(days=1)


@pytest.mark.parametrize(
    ("attempts", "expires", "failed", "cancelled", "expected"),
    [
        (0, None, None, None, State.WAITING),
        (1, None, None, None, State.MAKING),
        (1, LATER, None, None, State.READY),
        (1, NOW, None, None, State.EXPIRED),
        (3, None, BEFORE, None, State.FAILED),
        (0, None, None, BEFORE, State.CANCELLED),
    ],
)
def test_how_an_order_stands(
    attempts: int,
    expires: datetime | None,
    failed: datetime | None,
    cancelled: datetime | None,
    expected: State,
) -> None:
    assert state(attempts, expires, failed, cancelled, NOW) is expected


@pytest.mark.parametrize(
    ("called", "held", "expected"),
    [
        (NOW, None, False),
        (NOW - LEASE, None, True),
        (NOW - LEASE, NOW + timedelta(seconds=1), False),
        (NOW - LEASE, NOW, True),
        (NOW, BEFORE, False),
    ],
)
def test_when_nobody_is_at_it(called: datetime, held: datetime | None, expected: bool) -> None:
    assert is_abandoned(called, held, NOW) is expected


@given(st.lists(st.binary(max_size=40)), st.integers(1, 16))
def test_pieces_add_up_and_none_is_empty_or_too_large(given_: list[bytes], most: int) -> None:
    made = list(bounded(given_, most))
    assert b"".join(made) == b"".join(given_)
    assert {len(piece) for piece in made[:-1]} <= {most}
    assert all(0 < len(piece) <= most for piece in made)
