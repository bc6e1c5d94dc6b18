"""Where we send people, and what a typed text may hold."""

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from portal.core.forms import tidy
from portal.core.page import brand_css
from portal.core.security import safe_path


@pytest.mark.parametrize(
    "evil",
    [
        "//evil",
        "\\\\evil",
        "https:evil",
        "https://evil",
        "/\t/evil",
        "/\\evil",
        "/a\r\nX: y",
        "",
        "evil",
    ],
)
def test_other_hosts_are_never_a_next_page(evil: str) -> None:
    with Flask(__name__).test_request_context():
        assert safe_path(evil, "/home") == "/home"


def test_own_paths_are_kept() -> None:
    with Flask(__name__).test_request_context():
        assert safe_path("/borger/samtaler?uge=2") == "/borger/samtaler?uge=2"


def test_text_loses_what_can_deceive_and_keeps_danish_letters() -> None:
    assert tidy("  Sma\u030ar\u0000\u202etest ") == "Smårtest"
    assert tidy("æøå ÆØÅ 👍\nnæste") == "æøå ÆØÅ 👍\nnæste"
    assert tidy("a\ud800b") == "ab"


@given(st.text())
def test_tidy_text_can_always_be_stored(text: str) -> None:
    once = tidy(text)
    assert once is not None
    assert "\x00" not in once
    once.encode("utf-8")
    assert tidy(once) == once


@pytest.mark.parametrize(
    ("colour", "text"), [("#0f5b78", "#ffffff"), ("#ffd700", "#000000"), ("#777777", "#000000")]
)
def test_text_on_the_brand_colour_can_be_read(colour: str, text: str) -> None:
    assert f"--brand-contrast:{text}" in brand_css(colour)
