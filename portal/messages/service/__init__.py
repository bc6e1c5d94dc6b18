"""Use cases of messages: write, read, settle, let a colleague answer, keep files."""

from portal.messages.refusals import MessageRefusal
from portal.messages.service.files import drop_file, keep_file, scan_waiting
from portal.messages.service.reading import (
    note_file,
    note_list,
    note_thread,
    read,
    settle,
    stand_in,
)
from portal.messages.service.writing import hold, own_key, reply, start_by_citizen, start_by_staff

__all__ = [
    "MessageRefusal",
    "drop_file",
    "hold",
    "keep_file",
    "note_file",
    "note_list",
    "note_thread",
    "own_key",
    "read",
    "reply",
    "scan_waiting",
    "settle",
    "stand_in",
    "start_by_citizen",
    "start_by_staff",
]
