"""Use cases of Min Plan: words and tasks, versions both agree on, contacts, templates, use."""

from portal.plan.refusals import PlanRefusal, ShareRefusal
from portal.plan.service.contacts import add_contact, remove_contact
from portal.plan.service.sharing import (
    allow,
    end,
    invite,
    note_shared_look,
    note_shares_listed,
    take_back,
)
from portal.plan.service.tasks import add_task, note_look, remove_task, say, tick, write
from portal.plan.service.templates import apply_template
from portal.plan.service.use import count
from portal.plan.service.versions import answer, propose

__all__ = [
    "PlanRefusal",
    "ShareRefusal",
    "add_contact",
    "add_task",
    "allow",
    "answer",
    "apply_template",
    "count",
    "end",
    "invite",
    "note_look",
    "note_shared_look",
    "note_shares_listed",
    "propose",
    "remove_contact",
    "remove_task",
    "say",
    "take_back",
    "tick",
    "write",
]
