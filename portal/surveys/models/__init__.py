"""Waves, who was invited, and the answers, which nothing links to a person.

The invitation knows who; the answer never does. An answer has a random id, a cell of at least so
many invited people, and no time finer than its wave's quarter. That a link is spent stands on no
row that knows who: see docs/decisions/0005-survey-anonymity.md.
"""

from portal.surveys.models.answers import (
    Answer,
    BusinessAnswer,
    OpenAnswer,
    PaperEntry,
    SealedAnswer,
    SpentLink,
)
from portal.surveys.models.asking import (
    CallWish,
    CodeTry,
    Invitation,
    OptOut,
    ReceptionCode,
    ReminderRound,
)
from portal.surveys.models.codes import (
    BUSINESS_STATEMENTS,
    CELL_KINDS,
    OPEN_STATES,
    OTHER,
    QUESTIONNAIRES,
    STATEMENTS,
    STATEMENTS_OF,
)
from portal.surveys.models.waves import Cell, Statement, SurveyRule, Tally, Wave

__all__ = [
    "BUSINESS_STATEMENTS",
    "CELL_KINDS",
    "OPEN_STATES",
    "OTHER",
    "QUESTIONNAIRES",
    "STATEMENTS",
    "STATEMENTS_OF",
    "Answer",
    "BusinessAnswer",
    "CallWish",
    "Cell",
    "CodeTry",
    "Invitation",
    "OpenAnswer",
    "OptOut",
    "PaperEntry",
    "ReceptionCode",
    "ReminderRound",
    "SealedAnswer",
    "SpentLink",
    "Statement",
    "SurveyRule",
    "Tally",
    "Wave",
]
