"""Use cases of Min Plan: words and tasks, versions both agree on, contacts, templates, use."""

from portal.plan.refusals import PlanRefusal
from portal.plan.service.contacts import add_contact, remove_contact
from portal.plan.service.tasks import add_task, note_look, remove_task, say, tick, write
from portal.plan.service.templates import apply_template
from portal.plan.service.use import count
from portal.plan.service.versions import answer, propose

__all__ = [
    "PlanRefusal",
    "add_contact",
    "add_task",
    "answer",
    "apply_template",
    "count",
    "note_look",
    "propose",
    "remove_contact",
    "remove_task",
    "say",
    "tick",
    "write",
]
