"""What a CVR number is, and a production unit's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.businesses.rules import (
    LAST_OF_FIRST_SERIES,
    p_number_digits,
    parse_cvr,
    parse_p_number,
    shown_cvr,
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("13585628", "13585628"),
        ("DK 13 58 56 28", "13585628"),
        ("13585629", None),  # wrong check digit
        ("1358562", None),
        ("135856280", None),
        ("00000000", None),
        ("١٣٥٨٥٦٢٨", None),
        ("", None),
        ("bageri", None),
    ],
)
def test_cvr_numbers_are_checked(text: str, number: str | None) -> None:
    assert parse_cvr(text) == number


def test_cvr_numbers_are_shown_in_pairs() -> None:
    assert shown_cvr("13585628") == "13 58 56 28"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1000000011", "1000000011"),  # of the first series, with its own weights
        ("1006959421", "1006959421"),  # the last of it
        ("1006959438", "1006959438"),  # the first of the next
        ("P 1029 829 825", "1029829825"),
        ("1000000012", None),  # wrong check digit
        ("1006959422", None),
        ("1029829824", None),
        ("0000000000", None),
        ("102982982", None),
        ("10298298250", None),
        ("١٠٢٩٨٢٩٨٢٥", None),
        ("", None),
        ("butikken", None),
    ],
)
def test_production_units_numbers_are_checked(text: str, number: str | None) -> None:
    assert parse_p_number(text) == number


@given(st.integers(LAST_OF_FIRST_SERIES + 1, 10**10 - 1), st.integers(0, 9), st.integers(0, 9))
def test_one_wrong_digit_is_noticed(number: int, place: int, digit: int) -> None:
    text = str(number)
    wrong = text[:place] + str(digit) + text[place + 1 :]
    if parse_p_number(text) and wrong != text and int(wrong) > LAST_OF_FIRST_SERIES:
        assert parse_p_number(wrong) is None


def test_what_is_stored_is_found_by_its_digits_alone() -> None:
    assert p_number_digits("P-1000000012") == "1000000012"
    assert p_number_digits("100000001") is None
