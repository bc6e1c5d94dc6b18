"""Documents have one meaning or are refused."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.systems.rules.strict_json import DEEPEST, Flaw, Unreadable, canonical, read

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
NUMBERS = st.integers(-(10**17), 10**17) | st.floats(allow_nan=False, allow_infinity=False)
DOCUMENTS = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)


def depth(document: Any) -> int:
    """How many levels there are."""
    inner = document.values() if isinstance(document, dict) else document
    if not isinstance(document, dict | list):
        return 1
    return 1 + max((depth(part) for part in inner), default=0)


@given(DOCUMENTS.filter(lambda document: depth(document) <= DEEPEST))
def test_what_is_written_is_read(document: Any) -> None:
    found = read(json.dumps(document).encode())
    assert found == document
    assert read(canonical(found)) == document


@given(st.binary(max_size=200))
def test_anything_else_is_refused_in_words(body: bytes) -> None:
    with suppress(Unreadable):
        read(body)


@pytest.mark.parametrize(
    ("body", "flaw"),
    [
        (b'{"a":1,"a":2}', Flaw.TWICE),
        (b'{"x":{"a":1,"a":1}}', Flaw.TWICE),
        (b"NaN", Flaw.NO_NUMBER),
        (b"-Infinity", Flaw.NO_NUMBER),
        (b"1e400", Flaw.NO_NUMBER),
        (b"9" * 10_000, Flaw.NO_NUMBER),
        (b"[" * 100_000, Flaw.TOO_DEEP),
        (b"[" * 9 + b"]" * 9, Flaw.TOO_DEEP),
        (b'"\\ud800"', Flaw.BAD_TEXT),
        (b'{"\\u0000":1}', Flaw.BAD_TEXT),
        (b"\xff", Flaw.NOT_UTF8),
        (b"", Flaw.NOT_JSON),
    ],
)
def test_flaws_have_names(body: bytes, flaw: Flaw) -> None:
    with pytest.raises(Unreadable) as caught:
        read(body)
    assert caught.value.flaw is flaw
