"""What a request wrote: no change without its line in the audit trail, none by looking."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

WRITES = re.compile(r'^\s*(?:WITH .*?)?(INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.S | re.I)
# What is written beside the deeds of people, and why no line tells of it.
NO_DEED = {
    "sign_in": "when somebody was last seen",
    "rate_window": "how often somebody asked",
    "outbox_message": "what is to be sent, and what of the inbox was read",
    "procrastinate_jobs": "work to come",
    "portal_pulse": "that the portal is up",
}
# Not audited by design, so that no line joins an answer to a person.
NAMELESS = ("survey_",)
# A page that is not sent yet, kept for the one who writes it.
UNSENT = {"request_draft", "message_file"}
# That something was shown, for the other side or for "new since last time".
SHOWN = {"thread_message", "plan_seen", "plan_use", "plan_day_of_use", "feed_seen"}


class Deeds:
    """The tables a request's transactions wrote and kept."""

    def __init__(self) -> None:
        self.now: set[str] = set()
        self.unaudited: set[str] = set()
        self.kept: set[str] = set()

    def settle(self) -> None:
        """A transaction was kept."""
        deeds = {
            table
            for table in self.now
            if table not in NO_DEED and not table.startswith(("procrastinate", *NAMELESS))
        }
        self.kept |= deeds
        if "audit_event" not in deeds:
            self.unaudited |= deeds
        self.now.clear()


@contextmanager
def watched(engine: sa.Engine) -> Iterator[Deeds]:
    """Note what is written on this engine while inside."""
    deeds = Deeds()

    def note(_c: Any, cursor: Any, statement: str, *_more: Any) -> None:
        if cursor.rowcount and (found := WRITES.match(statement)):
            deeds.now.add(found[2])

    def undone(_connection: Any) -> None:
        deeds.now.clear()

    def kept(_connection: Any) -> None:
        deeds.settle()

    sa.event.listen(engine, "after_cursor_execute", note)
    sa.event.listen(engine, "rollback", undone)
    sa.event.listen(engine, "commit", kept)
    try:
        yield deeds
    finally:
        sa.event.remove(engine, "after_cursor_execute", note)
        sa.event.remove(engine, "rollback", undone)
        sa.event.remove(engine, "commit", kept)
