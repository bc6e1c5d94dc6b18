"""What pages read of messages. Whoever may not see a thread finds none."""

from portal.messages.queries.figures import AnswerTime, answer_time
from portal.messages.queries.people import Named, citizen, colleagues, may_start, named_staff
from portal.messages.queries.promises import Promises, promises
from portal.messages.queries.talk import Shown, draft_files, file_for, files_of, shown
from portal.messages.queries.threads import (
    Row,
    ThreadPage,
    Whose,
    for_staff,
    of_citizen,
    of_citizen_for,
    thread,
    unread_of_citizen,
    waiting_for,
)

__all__ = [
    "AnswerTime",
    "Named",
    "Promises",
    "Row",
    "Shown",
    "ThreadPage",
    "Whose",
    "answer_time",
    "citizen",
    "colleagues",
    "draft_files",
    "file_for",
    "files_of",
    "for_staff",
    "may_start",
    "named_staff",
    "of_citizen",
    "of_citizen_for",
    "promises",
    "shown",
    "thread",
    "unread_of_citizen",
    "waiting_for",
]
