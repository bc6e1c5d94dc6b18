"""What must hold of messages, whatever happened."""

from portal.core.invariants import Family, Invariant
from portal.notifications import rules

ENDS = "num_nonnulls(sent_at, failed_at, dropped_at)"
# Night, the longest wait between two tries and a lease all move a message ahead by less.
STUCK_AFTER = "2 days"

INVARIANTS = (
    Invariant(
        Family.TOLD_ONCE,
        "one event told twice to one person through one channel",
        """SELECT event, audience, recipient_id, channel FROM outbox_message
            GROUP BY 1, 2, 3, 4 HAVING count(*) > 1""",
    ),
    Invariant(
        Family.TOLD_ONCE,
        "a message both sent and taken back",
        "SELECT id FROM outbox_message WHERE sent_at IS NOT NULL AND dropped_at IS NOT NULL",
    ),
    Invariant(
        Family.TOLD_ONCE,
        "a message that is neither sent nor visibly failed, long after it was due",
        f"""SELECT id, kind, channel FROM outbox_message
            WHERE {ENDS} = 0 AND due_at < :now - interval '{STUCK_AFTER}'
                AND (worthless_at IS NULL OR worthless_at > :now)""",
    ),
    Invariant(
        Family.TOLD_ONCE,
        "a message that was tried more often than it may be and has not failed",
        f"SELECT id FROM outbox_message WHERE {ENDS} = 0 AND attempts > {len(rules.BACK_OFF) + 1}",
    ),
    Invariant(
        Family.TOLD_ONCE,
        "a notice outside without the message in the inbox that it tells of",
        """SELECT n.id, n.event FROM outbox_message n
            WHERE n.channel <> 'inbox' AND n.audience <> 'guest' AND NOT EXISTS (
                SELECT FROM outbox_message i WHERE i.channel = 'inbox' AND i.event = n.event
                    AND (i.audience, i.recipient_id) = (n.audience, n.recipient_id))""",
    ),
)
