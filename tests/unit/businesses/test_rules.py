"""What a CVR number is."""

import pytest

from portal.businesses.rules import parse_cvr, shown_cvr


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
