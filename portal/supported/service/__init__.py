"""Use cases of supported employment."""

from portal.supported.service.agreements import end_agreement, make_agreement
from portal.supported.service.applying import (
    Wish,
    apply,
    check_again,
    extend,
    extension_problems,
    problems,
    take_back,
)
from portal.supported.service.consent import answer, ask_again, behind, link_path
from portal.supported.service.deciding import approve, refuse
from portal.supported.service.placing import end, note_look, place, say
from portal.supported.service.rulebook import add_rule, take_back_rule

__all__ = [
    "Wish",
    "add_rule",
    "answer",
    "apply",
    "approve",
    "ask_again",
    "behind",
    "check_again",
    "end",
    "end_agreement",
    "extend",
    "extension_problems",
    "link_path",
    "make_agreement",
    "note_look",
    "place",
    "problems",
    "refuse",
    "say",
    "take_back",
    "take_back_rule",
]
