"""Who may fit, and why: words against words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.recruitment.rules.matching import Has, judge, says, stems, wanted_things, words


@pytest.mark.parametrize(
    ("text", "word", "said"),
    [
        ("Bager", "bagere", True),
        ("Bagere og konditorer", "bager", True),
        ("Pædagogmedhjælper", "medhjælper", True),
        ("Butiksassistent", "butik", True),
        ("Kørekort B", "kørekort", True),
        ("Sygeplejerske", "bager", False),
        ("Barista", "rist", False),
        ("Programmør i C++", "c#", False),
        ("Programmør i C#", "c#", True),
        ("VVS-montør", "vvs-montør", True),
        (".NET og SQL", ".net", True),
        ("Internet", ".net", False),
        ("", "bager", False),
    ],
)
def test_words_are_found_in_their_forms_and_compounds(text: str, word: str, said: bool) -> None:
    assert says(text, word) is said


def test_every_line_and_clause_is_something_wanted() -> None:
    wanted = wanted_things("Bager", "Surdej; kørekort B\n- hygiejnebevis, og godt humør.\n\n")
    assert wanted == ["Bager", "Surdej", "kørekort B", "hygiejnebevis", "og godt humør"]


def test_empty_words_are_nothing_wanted() -> None:
    assert wanted_things("Medarbejder søges", "du har erfaring") == []


def test_reasons_say_what_was_found_where_and_what_is_unknown() -> None:
    fit = judge(["Bager", "kørekort B"], ["Konditor", "Bageriarbejde i fem år"])
    assert fit.has == (Has("Bager", "Bageriarbejde i fem år"),)
    assert fit.unknown == ("kørekort B",)
    assert fit.has_thing("Bager")
    assert not fit.has_thing("kørekort B")


@given(st.lists(st.text(max_size=40), max_size=5), st.lists(st.text(max_size=40), max_size=5))
def test_everything_wanted_is_either_had_or_unknown(wanted: list[str], cv: list[str]) -> None:
    fit = judge(wanted, cv)
    assert len(fit.has) + len(fit.unknown) == len(wanted)
    assert all(has.found_in in cv for has in fit.has)


few_letters = st.text("aberns C#", max_size=30)


@given(few_letters, few_letters)
def test_the_search_by_stems_misses_nobody_the_judge_would_find(thing: str, line: str) -> None:
    if judge([thing], [line]).has:
        assert any(stem in line.lower() for stem in stems([thing]))


def test_words_of_a_text_come_once() -> None:
    assert words("Bager, BAGER og bager") == ["bager"]
