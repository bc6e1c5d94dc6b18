"""Who may fit, and why: words against words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.recruitment.rules.matching import says, stems, wanted_things, words


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


def test_words_of_a_text_come_once() -> None:
    assert words("Bager, BAGER og bager") == ("bager",)


few_letters = st.text("aberns C#", max_size=30)


@given(few_letters, few_letters)
def test_the_search_by_stems_misses_nobody_whose_words_say_it(thing: str, line: str) -> None:
    if any(says(line, word) for word in words(thing)):
        assert any(stem in line.lower() for stem in stems([thing]))


def test_a_short_form_ends_no_clause() -> None:
    wanted = "Kan begynde kl. 4. Ca. 2 års erfaring, evt. kørekort; Nr. 1 i ro"
    assert wanted_things("Bager", wanted) == [
        "Bager", "Kan begynde kl. 4", "Ca. 2 års erfaring", "evt. kørekort", "Nr. 1 i ro",
    ]  # fmt: skip
