"""With whom people are counted together: decided before anybody answers.

A background is a family of target groups, a team, and how long the course has lasted. Where fewer
than the setting share one, the least needed is kept back first: the length, then the team, then
the family.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

OTHER = "other"

FAMILIES: dict[str, tuple[str, ...]] = {
    "insured": ("unemployment_benefit",),
    "cash_benefit": ("job_ready", "activity_ready"),
    "young": ("obviously_education_ready", "education_ready", "education_activity_ready"),
    "sick": ("sickness_benefit", "job_clarification"),
    "long_term": ("resource_course", "flex_job_allowance", "rehabilitation"),
    "newcomers": ("integration_benefit",),
}
_FAMILY = {group: family for family, groups in FAMILIES.items() for group in groups}

# A band and the days from which the next begins.
BANDS = (("under_6m", 183), ("6_12m", 365), ("1_2y", 731), ("over_2y", None))


class Background(NamedTuple):
    """What is known of somebody's course, exact or kept back."""

    group_family: str
    team: str
    length_band: str


ANYBODY = Background(OTHER, OTHER, OTHER)


def family_of(target_group: str) -> str:
    """The family of a target group."""
    return _FAMILY[target_group]


def band_of(started_on: date, day: date) -> str:
    """How long a course has lasted on `day`, in words of the table."""
    days = (day - started_on).days
    return next(name for name, until in BANDS if until is None or days < until)


def ladder(exact: Background) -> tuple[Background, ...]:
    """The background itself, then with more and more of it kept back."""
    family, team, _band = exact
    return (exact, Background(family, team, OTHER), Background(family, OTHER, OTHER), ANYBODY)


def plan_cells(people: Mapping[Background, int], least: int) -> dict[Background, int]:
    """The cells for `people` (how many share each exact background), with their sizes.

    Each holds at least `least` people, or all of them where they are fewer altogether.
    """
    cells: set[Background] = set()
    waiting = Counter(people)
    for step in range(len(ladder(ANYBODY)) - 1):
        sizes: Counter[Background] = Counter()
        for exact, number in waiting.items():
            sizes[ladder(exact)[step]] += number
        cells |= {cell for cell, number in sizes.items() if number >= least}
        waiting = Counter({e: n for e, n in waiting.items() if ladder(e)[step] not in cells})
    while True:
        found = _sizes(people, cells)
        rest = found.get(ANYBODY, 0)
        if rest == 0 or rest >= least or not cells:
            return found or {ANYBODY: 0}
        # Too few are left over: the smallest other cell joins them.
        cells.remove(min(cells, key=lambda cell: (found.get(cell, 0), cell)))


def _sizes(people: Mapping[Background, int], cells: Iterable[Background]) -> dict[Background, int]:
    known = {*cells, ANYBODY}
    sizes: Counter[Background] = Counter()
    for exact, number in people.items():
        sizes[next(cell for cell in ladder(exact) if cell in known)] += number
    return dict(sizes)


def place(exact: Background, cells: Mapping[Background, int]) -> Background:
    """The cell of somebody with this background, also of one who came after the plan was made.

    Who fits none is counted with the largest that shares the family, else the team, else with the
    largest of all: alone in a cell of their own they would be known by it.
    """
    for cell in ladder(exact):
        if cells.get(cell):
            return cell

    def likeness(cell: Background) -> tuple[bool, bool, int, Background]:
        same_family = cell.group_family == exact.group_family
        return same_family, cell.team == exact.team, cells[cell], cell

    return max(cells, key=likeness)
