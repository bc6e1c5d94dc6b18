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
from portal.surveys.rules.businesses import Contact, reason_to_ask_business
from portal.surveys.rules.cells import (
    Background,
    band_of,
    family_of,
    place,
    plan_cells,
)
from portal.surveys.rules.codes import shown, spelled, tidy_code
from portal.surveys.rules.numbers import Numbers
from portal.surveys.rules.paper import (
    Paper,
    blanked,
    differences,
    packed,
    suspects,
    unpacked,
    words_of,
)
from portal.surveys.rules.reminders import batch_day, invited_before
from portal.surveys.rules.timing import Person, day_of_asking, is_due, reason_to_ask

__all__ = [
    "FAVOURABLE_FROM",
    "HIGHEST",
    "LOWEST",
    "Background",
    "Contact",
    "LinkState",
    "Numbers",
    "Paper",
    "Person",
    "Problem",
    "band_of",
    "batch_day",
    "blanked",
    "day_of_asking",
    "differences",
    "family_of",
    "invited_before",
    "is_due",
    "link_state",
    "packed",
    "place",
    "plan_cells",
    "problem_with",
    "reason_to_ask",
    "reason_to_ask_business",
    "shown",
    "spelled",
    "suspects",
    "tidy_code",
    "unpacked",
    "words_of",
]
