"""What is deleted of people's data is noted by the database itself, so that it stays deleted.

A trigger on each such table writes which row went, never what was in it. A migration hangs it on
with `journalled`; a test fails for a table of people's rows without. In the same way the database
notes what somebody took back (`taken_back`): a backup that knew a yes must not bring it back.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.orm import Session

# Which rule deletes, and whom it is about: said by the code that deletes, read by the trigger.
RULE, SUBJECT = "portal.deletion_rule", "portal.deletion_subject"

FUNCTION = """
CREATE FUNCTION note_deletion() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public AS $$
BEGIN
    INSERT INTO deletion_journal (rule, subject, table_name, row_key)
    SELECT coalesce(nullif(current_setting('portal.deletion_rule', true), ''), 'by_hand'),
        decode(nullif(current_setting('portal.deletion_subject', true), ''), 'hex'),
        TG_TABLE_NAME,
        ARRAY(SELECT to_jsonb(gone) ->> name FROM unnest(TG_ARGV) WITH ORDINALITY AS key (name, n)
            ORDER BY n)
    FROM gone;
    RETURN NULL;
END $$
"""


def journalled(table: str, *key: str) -> str:
    """SQL that makes the database note what is deleted from `table`, by its primary key."""
    named = ", ".join(f"'{column}'" for column in key)
    return (
        f"CREATE TRIGGER {table}_deletion_is_noted AFTER DELETE ON {table}"
        " REFERENCING OLD TABLE AS gone FOR EACH STATEMENT"
        f" EXECUTE FUNCTION note_deletion({named})"
    )


WRITTEN = """
CREATE FUNCTION note_taken_back() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public AS $$
DECLARE
    made jsonb := to_jsonb(NEW);
    named text[] := TG_ARGV[1:];
BEGIN
    INSERT INTO deletion_journal (rule, table_name, row_key, columns, written)
    SELECT 'taken_back', TG_TABLE_NAME, ARRAY[made ->> TG_ARGV[0]],
        CASE WHEN TG_OP = 'UPDATE' THEN named END,
        (SELECT jsonb_object_agg(name, made -> name) FROM unnest(named) AS of (name));
    RETURN NULL;
END $$
"""


def taken_back(table: str, key: str, columns: tuple[str, ...], when: str = "") -> str:
    """SQL that makes the database note what these columns say once something is taken back.

    `when` says of OLD and NEW that it is. Without it a new row is what takes something back.
    """
    named = ", ".join(f"'{column}'" for column in (key, *columns))
    event = f"UPDATE OF {', '.join(columns)}" if when else "INSERT"
    condition = f" WHEN ({when})" if when else ""
    return (
        f"CREATE TRIGGER {table}_taking_back_is_noted AFTER {event} ON {table}"
        f" FOR EACH ROW{condition} EXECUTE FUNCTION note_taken_back({named})"
    )


def allowed_by_rule(function: str, refusal: str) -> str:
    """SQL for a trigger that refuses every change but a deletion by a rule of keeping."""
    return f"""
CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND nullif(current_setting('{RULE}', true), '') IS NOT NULL THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '{refusal}' USING ERRCODE = 'restrict_violation';
END $$
"""


@contextmanager
def deleting(session: Session, rule: str, subject: bytes | None = None) -> Iterator[None]:
    """While inside, deletions are noted under `rule`, and as about `subject` where it is one.

    It holds for this transaction alone, and ends with the block; after an error, with the
    transaction, which is to be rolled back.
    """
    _say(session, rule, subject.hex() if subject else "")
    yield
    _say(session, "", "")


def _say(session: Session, rule: str, subject: str) -> None:
    session.execute(
        sa.select(sa.func.set_config(RULE, rule, True), sa.func.set_config(SUBJECT, subject, True))
    )
