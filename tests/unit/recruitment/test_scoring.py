"""How well a CV fits a request: each part by itself, and what they come to."""

import dataclasses
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.recruitment.rules.scoring import (
    Closeness,
    Fit,
    Job,
    Level,
    Seeker,
    Thing,
    Wanted,
    Weights,
    judge,
)
from portal.taxonomy.rules import code_of, kinship

TODAY = date(2026, 11, 23)
WEIGHTS = Weights(30, 25, 10, 15, 6, 4, 6, 4)
BAKER = Thing("Bager", "urn:baker", "7512.1")


def fit(wanted: Wanted, seeker: Seeker, weights: Weights = WEIGHTS) -> Fit:
    return judge(wanted, seeker, weights, TODAY, kinship)


@pytest.mark.parametrize(
    ("one", "other", "close"),
    [
        ("7512.1", "7512.1", 1.0),
        ("7512.1.2", "7512.1", 0.9),
        ("7512.1", "7512", 0.8),
        ("7512.1", "7512.2", 0.8),
        ("7512", "7512", 0.8),
        ("7512.1", "7511.3", 0.5),
        ("7512.1", "7523.3", 0.0),
        ("", "", 0.0),
        ("7512", "", 0.0),
    ],
)
def test_occupations_are_as_close_as_their_codes(one: str, other: str, close: float) -> None:
    assert kinship(one, other) == kinship(other, one) == close


@pytest.mark.parametrize(
    ("code", "group", "found"),
    [("2512.4.1", "2512", "2512.4.1"), ("", "C2512", "2512"), ("x", "25", ""), ("", "", "")],
)
def test_a_code_is_escos_or_the_groups(code: str, group: str, found: str) -> None:
    assert code_of(code, group) == found


@pytest.mark.parametrize(
    ("wish", "level"),
    [
        (Thing("Bageriarbejde"), Level.HAS),
        (Thing("", "urn:baker", "7512.1"), Level.HAS),
        (Thing("", "urn:pastry", "7512.2"), Level.NEAR),
        (Thing("", "urn:butcher", "7511.1"), Level.NEAR),
        (Thing("Murer", "urn:mason", "7112.1"), Level.UNKNOWN),
    ],
)
def test_the_same_work_a_sibling_and_another(wish: Thing, level: Level) -> None:
    (part, _) = fit(Wanted(occupations=(BAKER,)), Seeker(occupations=(wish,))).parts
    assert part.level is level


def test_work_that_would_do_as_well_counts_less() -> None:
    wanted = Wanted(occupations=(BAKER,), other_occupations=(Thing("Konditor"),))
    own = fit(wanted, Seeker(occupations=(Thing("Bager"),))).score
    other = fit(wanted, Seeker(occupations=(Thing("Konditor"),))).score
    assert own > other > fit(wanted, Seeker(occupations=(Thing("Murer"),))).score


def test_experience_counts_by_length_and_by_how_long_ago() -> None:
    wanted = Wanted(occupations=(BAKER,))

    def score(*jobs: Job) -> int:
        return fit(wanted, Seeker(jobs=jobs)).score

    long_and_now = score(Job("Bager", date(2020, 1, 1), None))
    short = score(Job("Bager", date(2026, 1, 1), None))
    long_ago = score(Job("Bager", date(2001, 1, 1), date(2010, 1, 1)))
    assert long_and_now > short > 0
    assert long_and_now > long_ago > score(Job("Murer", date(2001, 1, 1), None))


def test_other_work_lacks_it_and_no_work_says_nothing() -> None:
    wanted = Wanted(occupations=(BAKER,))
    other = fit(wanted, Seeker(jobs=(Job("Murer", date(2020, 1, 1), None),)))
    assert [part.key for part in other.lacks] == ["experience"]
    assert "experience" in [part.key for part in fit(wanted, Seeker()).unknown]


@pytest.mark.parametrize(
    ("wanted", "seeker", "level"),
    [
        (Wanted(hours=37), Seeker(hours=37), Level.HAS),
        (Wanted(hours=37), Seeker(hours=32), Level.HAS),
        (Wanted(hours=37), Seeker(hours=31), Level.LACKS),
        (Wanted(hours=37), Seeker(), Level.UNKNOWN),
        (Wanted(starts_on=TODAY), Seeker(earliest_start=TODAY), Level.HAS),
        (Wanted(starts_on=TODAY), Seeker(earliest_start=date(2026, 11, 24)), Level.LACKS),
        (Wanted(starts_on=TODAY), Seeker(), Level.UNKNOWN),
        (Wanted(has_place=True), Seeker(km=20.0, max_km=20), Level.HAS),
        (Wanted(has_place=True), Seeker(km=20.4, max_km=20), Level.LACKS),
        (Wanted(has_place=True), Seeker(km=20.0), Level.UNKNOWN),
        (Wanted(has_place=True), Seeker(max_km=20), Level.UNKNOWN),
        (Wanted(danish="B1"), Seeker(danish="B1"), Level.HAS),
        (Wanted(danish="B1"), Seeker(danish="native"), Level.HAS),
        (Wanted(danish="B1"), Seeker(danish="A2"), Level.LACKS),
        (Wanted(danish="B1"), Seeker(), Level.UNKNOWN),
    ],
)
def test_terms_fit_do_not_fit_or_are_not_said(wanted: Wanted, seeker: Seeker, level: Level) -> None:
    (part,) = fit(wanted, seeker).parts
    assert part.level is level


def test_a_competence_is_found_by_its_words_or_its_concept() -> None:
    wanted = Wanted(required=(Thing("Surdej"), Thing("Kørekort B", "urn:b")))
    by_words = fit(wanted, Seeker(competences=("Surdejsbrød",)))
    assert [(part.wanted, part.found) for part in by_words.has] == [("Surdej", "Surdejsbrød")]
    assert [part.wanted for part in by_words.unknown] == ["Kørekort B"]
    by_concept = fit(wanted, Seeker(competence_uris=frozenset({"urn:b"})))
    assert [part.wanted for part in by_concept.has] == ["Kørekort B"]


def test_what_is_not_asked_for_does_not_count() -> None:
    assert fit(Wanted(), Seeker(hours=10, danish="A1")).parts == ()
    assert fit(Wanted(), Seeker()).score == 0


THINGS = st.lists(st.sampled_from(["Bager", "Surdej", "Kok", "C#", ""]).map(Thing), max_size=3)
WANTED = st.builds(
    Wanted,
    occupations=THINGS.map(tuple),
    required=THINGS.map(tuple),
    wished=THINGS.map(tuple),
    hours=st.none() | st.integers(1, 60),
    starts_on=st.none() | st.dates(date(2026, 1, 1), date(2027, 1, 1)),
    danish=st.sampled_from([None, "A1", "B2", "C2"]),
    has_place=st.booleans(),
)
SEEKERS = st.builds(
    Seeker,
    occupations=THINGS.map(tuple),
    competences=st.lists(st.sampled_from(["Surdej", "Kok", "C++"]), max_size=3).map(tuple),
    jobs=st.lists(
        st.builds(
            Job,
            st.sampled_from(["Bager", "Kok"]),
            st.dates(date(1990, 1, 1), TODAY),
            st.none() | st.dates(TODAY, date(2030, 1, 1)),
        ),
        max_size=2,
    ).map(tuple),
    hours=st.none() | st.integers(1, 60),
    earliest_start=st.none() | st.dates(date(2026, 1, 1), date(2027, 1, 1)),
    max_km=st.none() | st.integers(0, 500),
    km=st.none() | st.floats(0, 400),
    danish=st.sampled_from([None, "A1", "C1", "native"]),
)


@given(WANTED, SEEKERS)
def test_a_score_is_a_share_and_everything_wanted_is_said_something_about(
    wanted: Wanted, seeker: Seeker
) -> None:
    found = fit(wanted, seeker)
    assert 0 <= found.score <= 100
    assert len(found.has) + len(found.lacks) + len(found.unknown) == len(found.parts)
    assert all(0 <= part.share <= 1 for part in found.parts)


@given(WANTED, SEEKERS)
def test_saying_more_competences_never_takes_one_down(wanted: Wanted, seeker: Seeker) -> None:
    more = dataclasses.replace(seeker, competences=(*seeker.competences, "Bager", "Surdej"))
    assert fit(wanted, more).score >= fit(wanted, seeker).score


def test_nothing_a_person_is_can_be_an_input() -> None:
    allowed = {
        "occupations", "competences", "competence_uris", "jobs", "hours", "earliest_start",
        "max_km", "km", "danish",
    }  # fmt: skip
    assert {field.name for field in dataclasses.fields(Seeker)} == allowed


def test_the_words_of_a_fit_follow_its_score() -> None:
    said = [Fit(score, ()).closeness for score in range(101)]
    assert said[0] is Closeness.LITTLE
    assert said[100] is Closeness.WELL
    assert sorted(said, key=[Closeness.LITTLE, Closeness.PARTLY, Closeness.WELL].index) == said
    assert set(said) == set(Closeness)
