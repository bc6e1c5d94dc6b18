"""CPR numbers are checked, hidden and found again; nothing real is used here."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.crypto import (
    NotACpr,
    birth_date,
    cpr_hmac,
    decrypt_cpr,
    encrypt_cpr,
    mask_cpr,
    parse_cpr,
)
from portal.settings import Settings


@pytest.mark.parametrize("text", ["6101921234", "610192-1234", " 610192 1234 "])
def test_a_replacement_number_is_accepted(text: str) -> None:
    assert parse_cpr(text) == "6101921234"


@pytest.mark.parametrize(
    "text",
    ["", "610192-123", "000192-1234", "613292-1234", "01013x1234", "3002001234", "١٢٣٤٥٦٧٨٩٠"],
)
def test_impossible_numbers_are_refused(text: str) -> None:
    with pytest.raises(NotACpr):
        parse_cpr(text)


@pytest.mark.parametrize(
    ("cpr", "born"),
    [
        ("6101921234", date(1992, 1, 1)),
        ("6101054000", date(2005, 1, 1)),
        ("6101374000", date(1937, 1, 1)),
        ("6101605000", date(1860, 1, 1)),
        ("6101205000", date(2020, 1, 1)),
    ],
)
def test_the_seventh_digit_gives_the_century(cpr: str, born: date) -> None:
    assert birth_date(cpr) == born


def test_a_masked_text_shows_no_last_digits() -> None:
    assert mask_cpr("ring til 610192-1234 og 6101925678.") == "ring til 610192-**** og 610192-****."
    assert mask_cpr("telefon 12345678, CVR 87654321") == "telefon 12345678, CVR 87654321"


@given(st.from_regex(r"\A[0-9]{10}\Z"))
def test_encryption_is_undone_only_by_decryption(cpr: str) -> None:
    settings = Settings(env="test")
    token = encrypt_cpr(settings, cpr)
    assert cpr.encode() not in token
    assert decrypt_cpr(settings, token) == cpr


def test_the_lookup_key_depends_on_the_pepper() -> None:
    one, two = Settings(env="test"), Settings(env="test", cpr_pepper="another pepper")
    assert cpr_hmac(one, "6101921234") == cpr_hmac(one, "6101921234")
    assert cpr_hmac(one, "6101921234") != cpr_hmac(two, "6101921234")
