"""CPR numbers are checked, hidden and found again; nothing real is used here."""

from datetime import date

import pytest
from cryptography.fernet import InvalidToken
from hypothesis import given
from hypothesis import strategies as st

from portal.core.crypto import (
    NotACpr,
    birth_date,
    cpr_hmac,
    cpr_hmacs,
    decrypt_cpr,
    encrypt_cpr,
    key_id,
    key_of,
    mask_cpr,
    parse_cpr,
    seal,
    unseal,
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


OLD = Settings(env="test", cpr_key="o" * 40, cpr_pepper="p" * 40, secret_key="s" * 40)  # type: ignore[arg-type]
RING = Settings(  # type: ignore[call-arg]
    env="test", cpr_key="o" * 40, cpr_pepper="p" * 40, secret_key="s" * 40,
    cpr_keys="n" * 40, cpr_peppers="q" * 40, secret_keys="t" * 40,
)  # fmt: skip


def test_the_newest_key_makes_and_every_key_reads() -> None:
    old, new = encrypt_cpr(OLD, "0101701234"), encrypt_cpr(RING, "0101701234")
    assert decrypt_cpr(RING, old) == decrypt_cpr(RING, new) == "0101701234"
    assert (key_of(old), key_of(new)) == (key_id("o" * 40), key_id("n" * 40))
    with pytest.raises(InvalidToken):
        decrypt_cpr(OLD, new)


def test_a_token_from_before_keys_had_names_is_read() -> None:
    nameless = encrypt_cpr(OLD, "0101701234").partition(b".")[2]
    assert key_of(nameless) == ""
    assert decrypt_cpr(RING, nameless) == "0101701234"


def test_what_is_sealed_for_one_purpose_opens_for_no_other() -> None:
    sealed = seal(RING, "webhook", "whsec")
    assert unseal(RING, "webhook", sealed) == "whsec"
    for purpose in ("id-token", "WEBHOOK"):
        with pytest.raises(InvalidToken):
            unseal(RING, purpose, sealed)
    with pytest.raises(InvalidToken):
        decrypt_cpr(RING, sealed)


def test_people_are_looked_for_under_every_pepper() -> None:
    assert cpr_hmacs(RING, "0101701234")[1] == cpr_hmac(OLD, "0101701234")
    assert cpr_hmac(RING, "0101701234") == cpr_hmacs(RING, "0101701234")[0]


def test_the_single_setting_is_the_oldest_of_its_ring() -> None:
    assert RING.ring("cpr_key") == ("n" * 40, "o" * 40)
    assert OLD.ring("cpr_key") == ("o" * 40,)
    only = Settings(env="test", cpr_keys=f"{'a' * 40}, {'b' * 40}")  # type: ignore[call-arg, arg-type]
    assert only.ring("cpr_key") == ("a" * 40, "b" * 40)
