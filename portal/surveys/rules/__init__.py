"""Pure decisions about the survey: who is asked when, in which cell, and when answers are laid."""

from portal.surveys.rules.answers import (
    FAVOURABLE_FROM,
    HIGHEST,
    LOWEST,
    LinkState,
    Problem,
    link_state,
    problem_with,
)
from portal.surveys.rules.cells import (
    Background,
    band_of,
    family_of,
    place,
    plan_cells,
)
from portal.surveys.rules.numbers import Numbers
from portal.surveys.rules.timing import Person, day_of_asking, is_due, reason_to_ask

__all__ = [
    "FAVOURABLE_FROM",
    "HIGHEST",
    "LOWEST",
    "Background",
    "LinkState",
    "Numbers",
    "Person",
    "Problem",
    "band_of",
    "day_of_asking",
    "family_of",
    "is_due",
    "link_state",
    "place",
    "plan_cells",
    "problem_with",
    "reason_to_ask",
]
