"""The outbox in parts, one a month; that nobody is told twice holds over all months.

Expand and contract in one, with nobody turned away: each message learns its month and gets its key
in steps that let others read and write, and the rest changes the catalogue alone. Code of before
works on: it may name the constraint as it does, and need not name the month.
"""

# ruff: noqa: S608  # put together of our own constants, never of input

import sqlalchemy as sa
from alembic import op

from portal.core.journal import journalled
from portal.core.parting import Parted, contract, expand, undo

revision = "0053_outbox_months"
down_revision = "0052_trail_months"

AT_ONCE = 20_000
OUTBOX = Parted(
    "outbox_message",
    "month",
    (
        "CREATE INDEX outbox_message_due_idx ON outbox_message (due_at)"
        " WHERE sent_at IS NULL AND failed_at IS NULL AND dropped_at IS NULL",
        "CREATE INDEX outbox_message_gateway_idx ON outbox_message (channel, gateway_id)"
        " WHERE gateway_id <> ''",
        "CREATE INDEX outbox_message_recipient_idx ON outbox_message (audience, recipient_id)",
    ),
    {"outbox_message_once_per_event": "event, audience, recipient_id, channel, month"},
)
THIS_MONTH = "(date_trunc('month', now() AT TIME ZONE 'Europe/Copenhagen'))::date"
ITS_MONTH = "(date_trunc('month', created_at AT TIME ZONE 'Europe/Copenhagen'))::date"
DIGEST = (
    "substring(sha256(convert_to(concat_ws(chr(31), {row}.event, {row}.audience,"
    " {row}.recipient_id, {row}.channel), 'UTF8')) FROM 1 FOR 16)"
)

# A message whose event its recipient was told in another month is passed over, as one of the same
# month is by the table's own constraint. Two at once wait for each other here.
ONCE = f"""
CREATE OR REPLACE FUNCTION outbox_message_once() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    digest bytea := {DIGEST.format(row="NEW")};
BEGIN
    INSERT INTO outbox_key (key, month) VALUES (digest, NEW.month) ON CONFLICT DO NOTHING;
    IF FOUND OR EXISTS (SELECT FROM outbox_key WHERE key = digest AND month = NEW.month) THEN
        RETURN NEW;
    END IF;
    RETURN NULL;
END $$
"""
GOES_ALONG = f"""
CREATE OR REPLACE FUNCTION outbox_key_goes_along() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    DELETE FROM outbox_key WHERE key IN (SELECT {DIGEST.format(row="gone")} FROM gone);
    RETURN NULL;
END $$
"""
TRIGGERS = (
    "CREATE TRIGGER outbox_message_once BEFORE INSERT ON outbox_message"
    " FOR EACH ROW EXECUTE FUNCTION outbox_message_once()",
    "CREATE TRIGGER outbox_key_goes_along AFTER DELETE ON outbox_message"
    " REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION outbox_key_goes_along()",
)
FILL = f"""
WITH named AS (
    UPDATE outbox_message SET month = {ITS_MONTH}
    WHERE id IN (SELECT id FROM outbox_message WHERE month IS NULL LIMIT {AT_ONCE})
    RETURNING event, audience, recipient_id, channel, month
), keyed AS (
    INSERT INTO outbox_key SELECT {DIGEST.format(row="named")}, month FROM named
    ON CONFLICT DO NOTHING
)
SELECT count(*) FROM named
"""


def upgrade() -> None:
    _know_the_month()
    expand(op, OUTBOX)
    contract(op, OUTBOX)
    for trigger in TRIGGERS:
        op.execute(trigger)
    op.execute(journalled("outbox_message", "id"))


def _know_the_month() -> None:
    """Each message its month and its key: new ones as they come, old ones by the thousand."""
    op.execute(
        "CREATE TABLE IF NOT EXISTS outbox_key (key bytea NOT NULL, month date NOT NULL,"
        " CONSTRAINT outbox_key_pkey PRIMARY KEY (key))"
    )
    op.execute(ONCE)
    op.execute(GOES_ALONG)
    # Column and triggers at once: from then on whatever comes has both.
    op.execute("ALTER TABLE outbox_message ADD COLUMN IF NOT EXISTS month date")
    op.execute(f"ALTER TABLE outbox_message ALTER COLUMN month SET DEFAULT {THIS_MONTH}")
    for trigger in TRIGGERS:
        op.execute(f"DROP TRIGGER IF EXISTS {trigger.split()[2]} ON outbox_message")
        op.execute(trigger)
    check = "outbox_message_in_a_month"
    with op.get_context().autocommit_block():
        while op.get_bind().scalar(sa.text(FILL)):
            pass
        # With the check proven the column is made to hold one without a look at any row.
        op.execute(f"ALTER TABLE outbox_message DROP CONSTRAINT IF EXISTS {check}")
        op.execute(
            f"ALTER TABLE outbox_message ADD CONSTRAINT {check} CHECK (month IS NOT NULL) NOT VALID"
        )
        op.execute(f"ALTER TABLE outbox_message VALIDATE CONSTRAINT {check}")
        op.execute("ALTER TABLE outbox_message ALTER COLUMN month SET NOT NULL")
        op.execute(f"ALTER TABLE outbox_message DROP CONSTRAINT {check}")


def downgrade() -> None:
    undo(op, OUTBOX)
    op.execute("ALTER TABLE outbox_message DROP COLUMN month")
    op.create_unique_constraint(
        "outbox_message_once_per_event",
        "outbox_message",
        ["event", "audience", "recipient_id", "channel"],
    )
    op.execute("DROP TABLE outbox_key")
    op.execute("DROP FUNCTION outbox_message_once")
    op.execute("DROP FUNCTION outbox_key_goes_along")
    op.execute(journalled("outbox_message", "id"))
