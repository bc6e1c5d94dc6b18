"""The read side: the words of the form, who is to be asked, and the counts figures are made of.

Nothing here reads one answer.
"""

from portal.surveys.queries.asking import last_talks, not_yet_asked, on_course, open_invitation
from portal.surveys.queries.counts import (
    DIMENSIONS,
    CellCount,
    Count,
    Dimension,
    Population,
    cells,
    counts,
    numbers,
    open_answers,
    population,
    statements,
    waits,
)
from portal.surveys.queries.desk import (
    Desk,
    Words,
    businesses_not_yet_asked,
    call_wishes,
    desk,
    is_asked,
    known_names,
    may_be_asked,
    of_closed_wave,
    published_words,
    words_to_check,
    words_waiting,
)

__all__ = [
    "DIMENSIONS",
    "CellCount",
    "Count",
    "Desk",
    "Dimension",
    "Population",
    "Words",
    "businesses_not_yet_asked",
    "call_wishes",
    "cells",
    "counts",
    "desk",
    "is_asked",
    "known_names",
    "last_talks",
    "may_be_asked",
    "not_yet_asked",
    "numbers",
    "of_closed_wave",
    "on_course",
    "open_answers",
    "open_invitation",
    "population",
    "published_words",
    "statements",
    "waits",
    "words_to_check",
    "words_waiting",
]
