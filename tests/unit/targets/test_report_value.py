"""A report as one value: written and read, rounded once, shown alike."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.targets.rules import reports as rules
from portal.targets.rules.reports import Area, Content, Figures, Line, Point

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
NUMBER = st.none() | st.floats(-1e6, 1e6, allow_nan=False).map(rules.rounded)
POINTS = st.builds(Point, TEXT, TEXT, NUMBER, NUMBER, NUMBER, st.none() | st.integers(5, 9999))
UNITS = st.sampled_from(("pct", "change", "number", "count"))
LINES = st.builds(
    Line, key=TEXT, label=TEXT, text=TEXT, unit=UNITS,
    target=NUMBER, target_words=TEXT, value=NUMBER, period=TEXT, n=st.none() | st.integers(5, 9999),
    low=NUMBER, high=NUMBER, verdict=TEXT, verdict_word=TEXT, cluster=NUMBER,
    eastern_denmark=NUMBER, whole_country=NUMBER, source=TEXT, definition=TEXT,
    history=st.lists(POINTS, max_size=2).map(tuple),
)  # fmt: skip
AREAS = st.builds(Area, TEXT, TEXT, st.lists(LINES, max_size=2).map(tuple), TEXT, TEXT)
FIGURES = st.builds(
    Figures, TEXT, TEXT, TEXT, st.integers(2014, 2030), TEXT, TEXT,
    st.lists(AREAS, max_size=2).map(tuple), st.lists(st.tuples(TEXT, TEXT), max_size=2).map(tuple),
)  # fmt: skip
CONTENT = st.builds(Content, FIGURES, st.integers(1, 9), TEXT, TEXT, TEXT, TEXT, TEXT)


@given(CONTENT)
def test_what_is_written_is_read_again(content: Content) -> None:
    text = rules.canonical(content)
    assert rules.read_content(text) == content
    assert rules.canonical(rules.read_content(text)) == text
    assert rules.read_figures(rules.canonical(content.figures)) == content.figures


@given(FIGURES)
def test_canonical_json_is_sorted_and_without_spaces(figures: Figures) -> None:
    text = rules.canonical(figures)
    again = json.dumps(json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert again == text


@given(CONTENT, CONTENT)
def test_another_report_has_another_checksum(one: Content, other: Content) -> None:
    same = rules.checksum(rules.canonical(one)) == rules.checksum(rules.canonical(other))
    assert same is (one == other)


def test_the_checksum_is_sha_256_of_the_text() -> None:
    known = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
    assert rules.checksum("test") == known


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (71.4, "pct", "71,4\N{NO-BREAK SPACE}%"),
        (71.0, "pct", "71,0\N{NO-BREAK SPACE}%"),
        (-39.7, "change", "-39,7\N{NO-BREAK SPACE}%"),
        (22.7, "change", "+22,7\N{NO-BREAK SPACE}%"),
        (0.0, "change", "0,0\N{NO-BREAK SPACE}%"),
        (1234.0, "count", "1.234"),
        (1234.5, "number", "1.234,5"),
        (None, "pct", "–"),
    ],
)
def test_numbers_as_a_danish_reader_meets_them(value: float | None, unit: str, shown: str) -> None:
    assert rules.shown(value, unit) == shown


def test_rounding_happens_once_and_leaves_no_minus_nothing() -> None:
    assert rules.percent(0.71449) == 71.4
    assert str(rules.rounded(-0.04)) == "0.0"
    assert rules.percent(None) is None


@given(FIGURES)
def test_comments_stand_with_their_area(figures: Figures) -> None:
    said = {area.key: ("ord", "Ida") for area in figures.areas[:1]}
    for area in rules.with_comments(figures, said).areas:
        assert area.key not in said or (area.comment, area.comment_by) == ("ord", "Ida")
