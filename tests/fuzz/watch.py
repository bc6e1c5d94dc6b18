"""What a request wrote: no change without its line in the audit trail, none by looking."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import sqlalchemy as sa

from portal.tables import METADATA

WRITES = re.compile(r'^\s*(?:WITH .*?)?(INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.S | re.I)
# What is written beside the deeds of people, and why no line tells of it.
NO_DEED = {
    "sign_in": "when somebody was last seen",
    "rate_window": "how often somebody asked",
    "outbox_message": "what is to be sent, and what of the inbox was read",
    "outbox_key": "that something was told, so that it is told once",
    "procrastinate_jobs": "work to come",
    "portal_pulse": "that the portal is up",
}
# Not audited by design, so that no line joins an answer to a person.
NAMELESS = ("survey_",)
# A page that is not sent yet, kept for the one who writes it, also while they sign in anew.
UNSENT = {"request_draft", "message_file", "held_form"}
# That something was shown, for the other side or for "new since last time".
SHOWN = {"thread_message", "plan_seen", "plan_use", "plan_day_of_use", "feed_seen"}


PART = re.compile(r"_(\d{4}_\d\d|default)$")
CAPTURE = """
CREATE TABLE noted_change (tx xid8 DEFAULT pg_current_xact_id(), name text, deed text);
CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public AS $$
BEGIN
    INSERT INTO noted_change (name, deed) VALUES (TG_TABLE_NAME, TG_OP);
    RETURN NULL;
END $$;
"""
# What is the same after as before is no change.
HANG = """
CREATE TRIGGER zz_noted AFTER INSERT OR DELETE ON "{0}"
    FOR EACH ROW EXECUTE FUNCTION note_change();
CREATE TRIGGER zz_noted_change AFTER UPDATE ON "{0}"
    FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION note_change();
"""


def capture(owner_url: str) -> None:
    """Let the database itself note from now on which rows each transaction changes and keeps."""
    with psycopg.connect(owner_url.replace("+psycopg", ""), autocommit=True) as owner:
        owner.execute(CAPTURE)
        for name in sorted(METADATA.tables):
            owner.execute(HANG.format(name).encode())


def kept(engine: sa.Engine) -> list[Counter[str]]:
    """How many rows of each table each transaction changed since this was last asked."""
    with engine.begin() as connection:
        rows = connection.execute(
            sa.text("DELETE FROM noted_change RETURNING tx::text::bigint, name")
        ).all()
    found: dict[int, Counter[str]] = {}
    for tx, part in rows:
        name = PART.sub("", part)  # of a table that is kept by the month
        found.setdefault(tx, Counter())[name] += 1
    return [found[tx] for tx in sorted(found)]


def is_deed(table: str) -> bool:
    """Whether a change of this table is somebody's deed, of which a line must tell."""
    beside = NO_DEED.keys() | UNSENT | SHOWN | {"audit_event"}
    return table not in beside and not table.startswith(("procrastinate", *NAMELESS))


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
