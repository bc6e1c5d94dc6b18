"""What must hold of conversations and their files, whatever happened."""

from portal.core.invariants import Family, Invariant, audited

INVARIANTS = (
    Invariant(
        Family.WHOLE,
        "a conversation without a word",
        """SELECT id FROM message_thread t
            WHERE NOT EXISTS (SELECT FROM thread_message m WHERE m.thread_id = t.id)""",
    ),
    Invariant(
        Family.FILES,
        "a file of a message that is not whole",
        "SELECT id FROM message_file WHERE content IS NOT NULL AND size <> octet_length(content)",
    ),
    Invariant(
        Family.FILES,
        "a file that belongs to nothing, long after its form was left",
        """SELECT id FROM message_file
            WHERE message_id IS NULL AND stored_at < :now - interval '3 days'""",
    ),
    Invariant(
        Family.DELETED,
        "a conversation that was forgotten and is there again",
        """SELECT t.id FROM message_thread t JOIN audit_event a ON a.subject_id = t.id::text
            WHERE a.subject = 'message_thread' AND a.action = 'forget'""",
    ),
    *audited(
        "a message",
        "SELECT id, sent_at AS at FROM thread_message",
        "thread_message",
        ("send",),
    ),
)
