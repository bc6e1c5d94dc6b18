"""Conversations and their files."""

from flask_babel import lazy_gettext as _l

from portal.privacy.holding import held

HELD = (
    held(
        "message_setting",
        P0="valid_from answer_days figure_weeks source",
    ),
    held(
        "message_thread",
        "messages",
        _l("Conversations with us"),
        citizen="citizen_id",
        kept="messages",
        P0="id",
        P1="staff_id substitute_id",
        P2="citizen_id",
        P3="subject started_at last_at waits_since",
    ),
    held(
        "thread_message",
        "messages",
        _l("What you and we wrote"),
        citizen="thread_id",
        kept="messages",
        P0="id thread_id key",
        P2="staff_id to_staff_id sent_at waited_since read_at read_by_id",
        P4="text",
        hidden="key",
    ),
    held(
        "message_file",
        "messages",
        _l("Files you and we sent"),
        citizen="message_id",
        kept="messages",
        P0="id message_id key mimetype size state",
        P2="stored_at",
        P4="name content",
        hidden="key",
    ),
)
