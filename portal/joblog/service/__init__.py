"""Use cases of the job log: entries, the goal of the week, days away, comments, and keeping."""

from portal.joblog.refusals import JobLogRefusal
from portal.joblog.service.away import add_away, remove_away
from portal.joblog.service.entries import Entry, add, change, lock, remove, set_status
from portal.joblog.service.goals import answer_goal, propose_goal
from portal.joblog.service.keeping import hint_quiet
from portal.joblog.service.looking import comment, note_look

__all__ = [
    "Entry",
    "JobLogRefusal",
    "add",
    "add_away",
    "answer_goal",
    "change",
    "comment",
    "hint_quiet",
    "lock",
    "note_look",
    "propose_goal",
    "remove",
    "remove_away",
    "set_status",
]
