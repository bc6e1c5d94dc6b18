"""What a pasted link or advert suggests; whatever is pasted, something safe comes out."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.weblinks import is_web_address
from portal.joblog.rules import (
    Problem,
    Suggestion,
    hint_due,
    is_free,
    period_problem,
    quiet_days,
    suggest,
)

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("pasted", "found"),
    [
        ("Kok søges til Café Blå", ("Kok", "Café Blå", "")),
        ("Føtex Lyngby søger en butiksassistent!", ("butiksassistent", "Føtex Lyngby", "")),
        ("Nurse at Rigshospitalet", ("Nurse", "Rigshospitalet", "")),
        (
            "Stilling: Pædagog\nArbejdsgiver: Sorgenfri Børnehus",
            ("Pædagog", "Sorgenfri Børnehus", ""),
        ),
        ("Pædagogmedhjælper\nVi er en dejlig institution", ("Pædagogmedhjælper", "", "")),
        (
            "https://www.jobindex.dk/jobannonce/123/lagermedarbejder-i-virum?src=x",
            (
                "Lagermedarbejder i virum",
                "",
                "https://www.jobindex.dk/jobannonce/123/lagermedarbejder-i-virum?src=x",
            ),
        ),
        (
            "Se https://job.netto.dk/stilling/1.",
            ("Se", "Netto", "https://job.netto.dk/stilling/1"),
        ),
        ("javascript:alert(1) https://u:p@evil.example/x", ("javascript:alert(1)", "", "")),
        ("", ("", "", "")),
    ],
)
def test_what_is_suggested(pasted: str, found: tuple[str, str, str]) -> None:
    assert suggest(pasted) == Suggestion(*found)


@given(
    st.text(max_size=3000) | st.from_regex(r"https?://\S{0,200}").map(lambda t: t + " søges til x")
)
def test_whatever_is_pasted_fits_the_fields(pasted: str) -> None:
    found = suggest(pasted)
    assert len(found.title) <= 120
    assert len(found.employer) <= 120
    assert not found.link or is_web_address(found.link)


@pytest.mark.parametrize(
    ("first", "last", "problem"),
    [
        (TODAY, TODAY, None),
        (TODAY, TODAY - timedelta(days=1), Problem.ENDS_BEFORE),
        (TODAY - timedelta(days=28), TODAY, None),
        (TODAY - timedelta(days=29), TODAY, Problem.AWAY_TOO_OLD),
        (TODAY, TODAY + timedelta(days=367), Problem.AWAY_TOO_LONG),
        (TODAY + timedelta(days=367), TODAY + timedelta(days=368), Problem.AWAY_TOO_FAR),
    ],
)
def test_possible_days_away(first: date, last: date, problem: Problem | None) -> None:
    assert period_problem(first, last, TODAY) is problem


def test_days_away_do_not_count_as_quiet() -> None:
    since = TODAY - timedelta(days=25)
    assert quiet_days(since, TODAY, []) == 25
    assert quiet_days(since, TODAY, [(TODAY - timedelta(days=9), TODAY)]) == 15
    assert quiet_days(TODAY, TODAY, []) == 0


@pytest.mark.parametrize(
    ("days", "has_goal", "away", "due"),
    [
        (20, True, False, False),
        (21, True, False, True),
        (21, False, False, False),
        (40, True, True, False),
    ],
)
def test_when_a_hint_is_due(days: int, has_goal: bool, away: bool, due: bool) -> None:
    assert hint_due(days, 21, has_goal=has_goal, away_today=away) is due


def test_a_week_mostly_away_is_free() -> None:
    assert is_free(TODAY, [(TODAY, TODAY + timedelta(days=2))], 3)
    assert not is_free(TODAY, [(TODAY, TODAY + timedelta(days=1))], 3)
    assert not is_free(TODAY, [(TODAY + timedelta(days=5), TODAY + timedelta(days=6))], 1)
