"""Which entry helps most next: a truth table, and what holds for every CV."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.cv.rules import WORTH, Contents, Experience, Part, completeness, filled
from portal.cv.rules.next_entry import (
    PAPER_WORTH,
    Kind,
    Known,
    NextEntry,
    is_paper,
    longest_gap,
    next_entries,
)

TODAY = date(2026, 11, 23)
FULL = Contents(1, 1, 1, 3, 1, availability=True, profile=True)
LICENCE, SERVING = "kørekort B", "kundebetjening"
COOK = Experience("Kok", "Café", date(2020, 1, 1), date(2022, 1, 1), "Lavede mad")
GUARD = Experience("Vagt", "Arena", date(2023, 6, 1), date(2026, 6, 1), "Gik runder")


def part(wanted: Part) -> NextEntry:
    return NextEntry(Kind.PART, wanted)


@pytest.mark.parametrize(
    ("known", "helps_most"),
    [
        (Known(Contents()), part(Part.EXPERIENCE)),
        (Known(replace(FULL, competences=0, occupations=0)), part(Part.COMPETENCES)),
        (Known(replace(FULL, competences=2)), part(Part.COMPETENCES)),  # two are not enough
        (
            Known(replace(FULL, competences=2), asked=[LICENCE, SERVING]),
            NextEntry(Kind.COMPETENCE, Part.COMPETENCES, SERVING),
        ),
        (Known(replace(FULL, occupations=0)), part(Part.OCCUPATIONS)),
        (Known(FULL, asked=[LICENCE]), NextEntry(Kind.PAPER, about=LICENCE)),
        (
            Known(replace(FULL, profile=False), asked=[LICENCE]),
            NextEntry(Kind.PAPER, None, LICENCE),
        ),
        (Known(replace(FULL, education=0), asked=[LICENCE]), NextEntry(Kind.PAPER, None, LICENCE)),
        (Known(replace(FULL, experience=0), asked=[LICENCE]), part(Part.EXPERIENCE)),
        (Known(replace(FULL, availability=False)), part(Part.AVAILABILITY)),
        (
            Known(FULL, run_out=["Hygiejnebevis"], asked=[SERVING]),
            NextEntry(Kind.RUN_OUT, about="Hygiejnebevis"),
        ),
        (Known(FULL, asked=[SERVING]), NextEntry(Kind.COMPETENCE, about=SERVING)),
        (Known(FULL, [replace(COOK, tasks=" ")]), NextEntry(Kind.TASKS, about="Kok")),
        (
            Known(FULL, [GUARD, COOK]),
            NextEntry(Kind.GAP, since=date(2022, 1, 1), until=date(2023, 6, 1)),
        ),
        (Known(FULL, [COOK]), None),  # the time since the last job is no gap
    ],
)
def test_the_entry_that_helps_most(known: Known, helps_most: NextEntry | None) -> None:
    assert next(iter(next_entries(known, TODAY)), None) == helps_most


contents = st.builds(
    Contents,
    *(st.integers(0, 4) for _ in range(5)),
    availability=st.booleans(),
    profile=st.booleans(),
)


@given(contents, st.lists(st.sampled_from([LICENCE, "truckkørsel", SERVING, "SQL"]), unique=True))
def test_no_other_missing_part_would_help_more(there: Contents, asked: list[str]) -> None:
    found = next_entries(Known(there, asked=asked), TODAY, most=20)
    missing = set(Part) - filled(there)
    assert (completeness(there) == 100) == (not missing)
    parts = [one.part for one in found if one.part]
    assert [WORTH[one] for one in parts] == sorted((WORTH[one] for one in parts), reverse=True)
    papers = any(map(is_paper, asked))
    assert set(parts) == missing - ({Part.EDUCATION} if papers and not there.education else set())
    if papers and found[0].kind is not Kind.PAPER:
        assert found[0].part is not None
        assert WORTH[found[0].part] > PAPER_WORTH
    assert len({(one.kind, one.part) for one in found}) == len(found)


@pytest.mark.parametrize(
    ("jobs", "gap"),
    [
        ([], None),
        ([COOK], None),
        ([COOK, GUARD], (date(2022, 1, 1), date(2023, 6, 1))),
        ([COOK, replace(GUARD, started_on=date(2022, 7, 1))], None),  # half a year is no gap
        ([COOK, GUARD, replace(COOK, ended_on=date(2023, 5, 1))], None),  # another job fills it
        ([COOK, replace(GUARD, started_on=date(2021, 1, 1))], None),
        # A pause longer ago than five years counts from there.
        (
            [replace(COOK, ended_on=date(2020, 6, 1)), replace(GUARD, started_on=date(2022, 8, 1))],
            (date(2021, 11, 1), date(2022, 8, 1)),
        ),
    ],
)
def test_the_longest_gap(jobs: list[Experience], gap: tuple[date, date] | None) -> None:
    assert longest_gap(jobs, TODAY) == gap
