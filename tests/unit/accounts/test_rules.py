"""Sign-ins by the clock, providers' words, and what a logout token must say."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts import rules

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
LIMITS = rules.Limits(timedelta(minutes=30), timedelta(hours=10), timedelta(minutes=15))


@pytest.mark.parametrize(
    ("idle", "left", "revoked", "alive"),
    [
        (0, 60, False, True),
        (29, 60, False, True),
        (30, 60, False, False),
        (0, 0, False, False),
        (0, 60, True, False),
    ],
)
def test_a_sign_in_lives_until_idle_over_or_ended(
    idle: int, left: int, revoked: bool, alive: bool
) -> None:
    seen, ends = NOW - timedelta(minutes=idle), NOW + timedelta(minutes=left)
    assert rules.is_alive(seen, ends, NOW if revoked else None, LIMITS, NOW) is alive


@pytest.mark.parametrize(
    ("after_asking", "fresh"), [(-61, False), (-60, True), (0, True), (5, True), (3700, False)]
)
def test_a_proof_is_fresh_when_given_after_we_asked(after_asking: int, fresh: bool) -> None:
    asked = NOW - timedelta(minutes=2)
    assert rules.is_fresh(asked + timedelta(seconds=after_asking), asked, NOW) is fresh


@given(
    st.one_of(st.none(), st.text(), st.integers(), st.floats(), st.booleans(), st.lists(st.none()))
)
def test_a_provider_may_say_anything_about_when(told: Any) -> None:
    found = rules.proved_at({"auth_time": told}, NOW)
    assert found <= NOW
    assert found.tzinfo is not None


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36", "Chrome, Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537 Edg/140", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Firefox/140.0", "Firefox, Mac"),
        (
            "Mozilla/5.0 (Linux; Android 15) SamsungBrowser/27 Chrome/130",
            "Samsung Internet, Android",
        ),
        ("curl/8.5", ""),
        ("", ""),
    ],
)
def test_a_device_is_named_in_words_people_know(name: str, words: str) -> None:
    assert rules.device(name) == words


GOOD: dict[str, Any] = {
    "iss": "https://broker.invalid",
    "aud": "portal",
    "iat": int(NOW.timestamp()),
    "jti": "1",
    "events": {rules.LOGOUT_EVENT: {}},
    "sub": "anna",
}


def wrong(**changed: Any) -> str | None:
    claims = {k: v for k, v in (GOOD | changed).items() if v is not None}
    return rules.wrong_logout(claims, "https://broker.invalid", "portal", NOW)


def test_a_logout_token_that_holds_is_taken() -> None:
    assert wrong() is None
    assert wrong(aud=["other", "portal"]) is None
    assert wrong(sub=None, sid="s") is None
    assert wrong(exp=int(NOW.timestamp()) + 60) is None


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"iss": "https://evil.invalid"}, "WRONG_ISSUER"),
        ({"iss": None}, "WRONG_ISSUER"),
        ({"aud": "another"}, "WRONG_AUDIENCE"),
        ({"aud": None}, "WRONG_AUDIENCE"),
        ({"iat": int(NOW.timestamp()) - 301}, "WRONG_TIME"),
        ({"iat": int(NOW.timestamp()) + 61}, "WRONG_TIME"),
        ({"iat": None}, "WRONG_TIME"),
        ({"exp": int(NOW.timestamp())}, "WRONG_TIME"),
        ({"events": None}, "NO_LOGOUT"),
        ({"events": {}}, "NO_LOGOUT"),
        ({"events": {rules.LOGOUT_EVENT: "yes"}}, "NO_LOGOUT"),
        ({"jti": None}, "MALFORMED"),
        ({"jti": ""}, "MALFORMED"),
        ({"sub": None}, "MALFORMED"),
        ({"sub": 7}, "MALFORMED"),
        ({"sid": ["s"]}, "MALFORMED"),
        ({"nonce": "n"}, "MALFORMED"),
    ],
)
def test_a_logout_token_that_does_not_hold_is_named(changed: dict[str, Any], why: str) -> None:
    assert wrong(**changed) == why


@given(
    st.dictionaries(
        st.sampled_from([*GOOD, "sid", "exp", "nonce"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=20),
            lambda inner: (
                st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2)
            ),
            max_leaves=4,
        ),
    )
)
def test_nothing_a_token_says_is_a_failure_of_ours(claims: dict[str, Any]) -> None:
    assert rules.wrong_logout(claims, "https://broker.invalid", "portal", NOW) != ""
