"""Use cases: enter an opening, ask citizens about it, take their answers, keep what they find."""

from portal.openings.refusals import AnswerRefusal, OpeningRefusal, ReferralRefusal
from portal.openings.service.answering import answer, ask_to_be_sent, explain
from portal.openings.service.asking import SUGGESTIONS_PATH, ask, refer, withdraw
from portal.openings.service.events import held as held_referral
from portal.openings.service.events import mark_unanswered, note
from portal.openings.service.hiring import got_job, hold_positions, record
from portal.openings.service.keeping import save, unsave, write_in_log
from portal.openings.service.vacancies import (
    Vacancy,
    change,
    close,
    enter,
    names_of,
    open_opening,
    reopen,
)

__all__ = [
    "SUGGESTIONS_PATH",
    "AnswerRefusal",
    "OpeningRefusal",
    "ReferralRefusal",
    "Vacancy",
    "answer",
    "ask",
    "ask_to_be_sent",
    "change",
    "close",
    "enter",
    "explain",
    "got_job",
    "held_referral",
    "hold_positions",
    "mark_unanswered",
    "names_of",
    "note",
    "open_opening",
    "record",
    "refer",
    "reopen",
    "save",
    "unsave",
    "withdraw",
    "write_in_log",
]
