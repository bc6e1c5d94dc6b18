"""Why an opening fits, how far away it is, and which words are looked for."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.openings.queries import places
from portal.openings.rules import (
    Fit,
    Job,
    Place,
    Wishes,
    by_fit,
    distance_km,
    judge,
    parts_of,
    read_places,
    says,
)

BAKER = " bager surdej og soen bager broed fra kl 3 "
JOB = Job(frozenset({"urn:baker"}), " bager ", BAKER, 37, 6.2, is_shortage=False)

degrees = st.floats(54, 58), st.floats(8, 15)
spots = st.builds(lambda lat, long: Place("0000", "", lat, long), *degrees)


def codes(fit: Fit) -> list[tuple[str, str]]:
    return [(reason.code, reason.about) for reason in fit.reasons]


def test_the_reasons_are_named_with_what_they_are_about() -> None:
    wishes = Wishes(occupations=("Bager",), competences=("Surdej", "Truck"), hours=35, max_km=10)
    assert codes(judge(wishes, JOB)) == [
        ("wished", "Bager"),
        ("can", "Surdej"),
        ("near", "6"),
        ("hours", "37"),
    ]


def test_a_concept_is_enough_where_no_word_is_the_same() -> None:
    fit = judge(Wishes(frozenset({"urn:baker"}), ("Konditor",)), JOB)
    assert codes(fit) == [("wished", "")]
    assert fit.is_wished


def test_what_speaks_against_it_is_said_and_weighs_less_than_a_wish() -> None:
    fit = judge(Wishes(occupations=("bager",), hours=15, max_km=5), JOB)
    assert codes(fit) == [("wished", "bager"), ("too_far", "6"), ("other_hours", "37")]
    assert [reason.is_against for reason in fit.reasons] == [False, True, True]
    assert fit.score > judge(Wishes(hours=37, max_km=10), JOB).score


@pytest.mark.parametrize(
    ("text", "line", "found"),
    [
        (" paedagogmedhjaelper ", "Medhjælper", True),
        (" bageri ", "bager", True),
        (" sprit ", "IT", False),
        (" it supporter ", "IT-supporter", True),
        (" c# udvikler ", "C#", True),
        (" c udvikler ", "C#", False),
        (" butiksassistent ", "", False),
        (" kok ", "Kok", True),
        (" kokette ", "Kok", False),
    ],
)
def test_a_wish_is_found_in_longer_words_and_other_forms(text: str, line: str, found: bool) -> None:
    assert says(text, line, inside=True) is found


def test_a_word_within_a_sentences_word_is_no_wish_and_no_competence() -> None:
    text = " butiksassistent betjener kunder og passer kassen "
    shop = Job(frozenset(), " butiksassistent ", text, 37, None, is_shortage=False)
    wishes = Wishes(occupations=("Tjener", "Kasse"), competences=("Tjener", "Kunde"))
    assert codes(judge(wishes, shop)) == [("can", "Kunde")]


def test_nothing_wished_gives_no_reason() -> None:
    assert judge(Wishes(), JOB) == Fit(0, ())


def test_the_order_is_fit_then_near_then_ending_then_newest() -> None:
    good, none = Fit(40), Fit(0)
    soon, later = date(2026, 12, 1), date(2027, 1, 1)
    listed = [
        (none, 1.0, None, 1),
        (good, None, None, 2),
        (good, 5.0, later, 3),
        (good, 5.0, soon, 4),
        (good, 5.0, soon, 5),
    ]
    assert by_fit(listed) == [4, 3, 2, 1, 0]


@given(spots, spots)
def test_there_is_as_far_as_back(one: Place, other: Place) -> None:
    assert distance_km(one, other) == pytest.approx(distance_km(other, one))
    assert 0 <= distance_km(one, other) < 20_100


@given(spots, spots, spots)
def test_no_detour_is_shorter(a: Place, b: Place, c: Place) -> None:
    assert distance_km(a, c) <= distance_km(a, b) + distance_km(b, c) + 1e-6


@given(spots)
def test_here_is_no_distance(one: Place) -> None:
    assert distance_km(one, one) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [("2800", "2830", 3), ("2800", "1000", 11), ("2800", "3000", 30), ("2800", "4000", 30)],
)
def test_known_distances_around_the_town(one: str, other: str, km: int) -> None:
    table = places()
    assert distance_km(table[one], table[other]) == pytest.approx(km, abs=2)


def test_the_table_is_of_the_region_and_every_line_is_whole() -> None:
    table = places()
    assert len(table) > 70
    for code, place in table.items():
        assert len(code) == 4
        assert place.town
        assert 55.3 < place.latitude < 56.2
        assert 11.9 < place.longitude < 12.8


def test_a_broken_line_is_told() -> None:
    with pytest.raises(ValueError, match="unpack"):
        read_places("2800|Lyngby|55.7")


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("Pædagog, medhjælper", [("pædagog", "paedagog"), ("medhjælper", "medhjaelper")]),
        ("IT", [("it", " it ")]),
        ("C# C++", [("c#", " c# "), ("c++", "c++")]),
        ("100%_'; --", [("100", "100")]),
        ("bager bager", [("bager", "bager")]),
        ("<script>", [("script", "script")]),
        ("", []),
    ],
)
def test_the_words_that_are_looked_for(typed: str, parts: list[tuple[str, str]]) -> None:
    assert parts_of(typed) == parts


@given(st.text(max_size=300))
def test_any_typing_gives_few_plain_words(typed: str) -> None:
    parts = parts_of(typed)
    assert len(parts) <= 8
    assert all(word == word.lower() and part.strip() for word, part in parts)
