"""Each invariant sees what breaks it. The breaking is done behind the constraints' backs."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.core.invariants import SINCE_THE_DEMO, Broken, Family
from portal.invariants import EVERY, check_invariants
from tests.conftest import NOW
from tests.factories.accounts import CitizenFactory
from tests.factories.booking import ObligationFactory, TalkFactory
from tests.factories.messages import FileFactory, MessageFactory, ThreadFactory
from tests.factories.recruitment import RequestFactory
from tests.factories.surveys import InvitationFactory
from tests.integration.conftest import as_owner

OUTBOX = (
    "INSERT INTO outbox_message (event, kind, audience, recipient_id, channel, language, subject,"
    " body, created_at, due_at, worthless_at, still_true, attempts) VALUES "
)
AUDIT = "INSERT INTO audit_event (at, action, subject, subject_id, citizen_id) VALUES "
# How to break something, and what the check then says.
BREAKAGES = [
    (
        "ALTER TABLE talk DROP CONSTRAINT citizen_not_double_booked; ALTER TABLE staff_time"
        " DROP CONSTRAINT caseworker_not_double_booked; INSERT INTO talk (citizen_id,"
        " caseworker_id, kind, channel, purpose_code, during, status, booked_by, created_at,"
        " calendar_uid) SELECT citizen_id, caseworker_id, kind, channel, purpose_code,"
        " tstzrange(lower(during) + interval '1 minute', upper(during)), status, booked_by,"
        " created_at, gen_random_uuid() FROM talk",
        "two talks of a citizen at once",
    ),
    (
        "ALTER TABLE staff_time DROP CONSTRAINT caseworker_not_double_booked; INSERT INTO"
        " staff_time (staff_id, blocks, held_for) SELECT staff_id, blocks, 'visit:' || id"
        " FROM staff_time",
        "a member of staff held for two things at once",
    ),
    (
        "ALTER TABLE talk DROP CONSTRAINT room_not_double_booked; WITH room AS (INSERT INTO"
        " talk_resource (kind, name, capacity, team_id) SELECT 'room', 'A', 1, team_id FROM staff"
        " LIMIT 1 RETURNING id) UPDATE talk SET resource_id = room.id, resource_unit = 1 FROM room;"
        " UPDATE talk SET during = (SELECT during FROM talk LIMIT 1)",
        "two talks in a room, or on a line, at once",
    ),
    ("DELETE FROM staff_time", "a talk without its caseworker's time"),
    ("UPDATE obligation SET status = 'booked'", "a duty said to be booked or held without"),
    (
        "UPDATE talk SET obligation_id = (SELECT max(id) FROM obligation)"
        " WHERE id = (SELECT max(id) FROM talk)",
        "a duty that stands open beside the talk that fulfils it",
    ),
    (
        OUTBOX + "('a', 'talk_reminder', 'citizen', 1, 'inbox', 'da', '', '', now(), now(),"
        " 'infinity', 'talk:9:9', 0)",
        "a reminder to come of a talk that is no longer so",
    ),
    (
        "ALTER TABLE outbox_message DROP CONSTRAINT outbox_message_once_per_event; "
        + OUTBOX
        + ", ".join(
            ["('a', 'x', 'citizen', 1, 'inbox', 'da', '', '', now(), now(), NULL, '', 0)"] * 2
        ),
        "one event told twice",
    ),
    (
        OUTBOX + "('a', 'x', 'citizen', 1, 'inbox', 'da', '', '', 'epoch', 'epoch', NULL, '', 0)",
        "a message that is neither sent nor visibly failed",
    ),
    (
        OUTBOX + "('a', 'x', 'citizen', 1, 'inbox', 'da', '', '', now(), 'infinity', NULL, '', 9)",
        "a message that was tried more often than it may be",
    ),
    (
        OUTBOX + "('a', 'x', 'citizen', 1, 'email', 'da', '', '', now(), now(), NULL, '', 0)",
        "a notice outside without the message in the inbox",
    ),
    ("DELETE FROM thread_message", "a conversation without a word"),
    ("UPDATE message_file SET content = '\\x00'", "a file of a message that is not whole"),
    (
        "UPDATE message_file SET message_id = NULL, stored_at = 'epoch'",
        "a file that belongs to nothing",
    ),
    (
        "INSERT INTO deletion_journal (rule, table_name, row_key)"
        " SELECT 'by_hand', 'talk', ARRAY[id::text] FROM talk LIMIT 1",
        "a row that was deleted and is there again",
    ),
    (
        AUDIT
        + "(now(), 'forget', 'message_thread', (SELECT max(id)::text FROM message_thread), 1)",
        "a conversation that was forgotten and is there again",
    ),
    (
        "ALTER TABLE request_event DISABLE TRIGGER request_event_is_append_only",
        "request_event that can be rewritten",
    ),
    (
        "ALTER TABLE request_event DISABLE TRIGGER request_event_is_append_only;"
        " DELETE FROM request_event",
        "an enquiry that nobody has received",
    ),
    (
        "INSERT INTO request_event (request_id, kind, at) SELECT max(id), 'answered', 'epoch'"
        " FROM recruitment_request",
        "something done for an enquiry before it came",
    ),
    (
        "INSERT INTO request_event (request_id, kind, at) SELECT max(id), 'note',"
        " now() + interval '1 year' FROM recruitment_request",
        "a line of an enquiry's log from a time that has not come",
    ),
    (
        "INSERT INTO request_event (request_id, kind, at, text) SELECT max(id), 'backdated',"
        " now(), 'x' FROM recruitment_request",
        "an enquiry that was written down as coming later",
    ),
    (
        "INSERT INTO request_event (request_id, kind, at) SELECT max(id), 'note', now()"
        " FROM recruitment_request",
        "a line of an enquiry's log without its line in the audit trail",
    ),
    (
        "INSERT INTO request_file (request_id, name, mimetype, size, content, added_at)"
        " SELECT max(id), 'a', 'b', 1, 'x', now() FROM recruitment_request",
        "a file of an enquiry that is not whole, or that its log does not know",
    ),
    (
        AUDIT + "(now(), 'book', 'talk', '999999999', 1)",
        "a line in the audit trail about a booked talk that is not there",
    ),
    ("UPDATE talk SET created_at = now()", "a booked talk without its line in the audit trail"),
    (
        "INSERT INTO survey_answer (id, cell_id, guidance) SELECT gen_random_uuid(), max(id), 4"
        " FROM survey_cell; UPDATE survey_tally SET n = n + 1",
        "an answer of a citizen that is not counted, or counted twice",
    ),
    (
        "INSERT INTO survey_answer (id, cell_id, guidance) SELECT gen_random_uuid(), max(id), 4"
        " FROM survey_cell",
        "more answers in a running wave than links that were used",
    ),
    ("UPDATE survey_cell SET invited = 7", "a group with another number of invited people"),
    (
        "UPDATE survey_wave SET closed = true; INSERT INTO survey_spent_link SELECT '\\x01', id"
        " FROM survey_wave",
        "a closed wave in which something still waits",
    ),
]


@pytest.fixture
def whole(session: orm.Session) -> orm.Session:
    """A little of everything, in order, from before the trail is asked for."""
    talk = TalkFactory()
    TalkFactory()
    ObligationFactory(citizen=talk.citizen)
    FileFactory(message=MessageFactory(thread=ThreadFactory()))
    RequestFactory()
    InvitationFactory(citizen=CitizenFactory())
    session.execute(
        sa.text("INSERT INTO audit_event (at, action, subject) VALUES (:at, 'load', 'demo')"),
        {"at": NOW + timedelta(hours=1)},
    )
    session.flush()
    return session


def test_what_is_in_order_is_found_in_order(whole: orm.Session) -> None:
    check_invariants(whole.connection())
    assert {one.family for one in EVERY} == set(Family)


@pytest.mark.parametrize(("breaking", "says"), BREAKAGES, ids=[says for _, says in BREAKAGES])
def test_what_is_broken_is_named(whole: orm.Session, breaking: str, says: str) -> None:
    for statement in breaking.split("; "):
        as_owner(whole, statement)
    with pytest.raises(Broken) as told:
        check_invariants(whole.connection())
    assert says in str(told.value)


def test_the_trail_is_asked_from_the_demo_on(whole: orm.Session) -> None:
    since = whole.scalar(sa.text(f"SELECT {SINCE_THE_DEMO}"))
    assert since == NOW + timedelta(hours=1)


def test_the_command_says_what_it_found(app: Flask, whole: orm.Session) -> None:
    whole.commit()
    runner = app.test_cli_runner()
    fine = runner.invoke(args=["portal", "invariants", "check", "--json"])
    assert json.loads(fine.output) == {"checked": len(EVERY), "broken": []}
    whole.execute(sa.text("DELETE FROM thread_message"))
    whole.commit()
    wrong = runner.invoke(args=["portal", "invariants", "check", "--json"])
    assert wrong.exit_code == 1
    (one,) = json.loads(wrong.output)["broken"]
    assert (one["invariant"], one["rows"]) == ("I2", 1)
    spoken = runner.invoke(args=["portal", "invariants", "check"])
    assert "I2 a conversation without a word: 1 rows" in spoken.output
