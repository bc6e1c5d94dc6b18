"""What must hold after every step, each as SQL that finds what breaks it."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import orm

from portal.booking import rules
from portal.core import calendar
from portal.core.clock import local, local_date

REMINDERS = (72, 24, 2)

# Each finds nothing.
NEVER = {
    "two talks of a citizen at once": """
        SELECT a.id, b.id FROM talk a JOIN talk b ON a.id < b.id AND a.citizen_id = b.citizen_id
            AND a.during && b.during
        WHERE a.status IN ('booked', 'held') AND b.status IN ('booked', 'held')""",
    "two talks of a caseworker at once, with what they need before and after": """
        SELECT a.id, b.id FROM talk a JOIN talk b ON a.id < b.id
            AND a.caseworker_id = b.caseworker_id
            AND tstzrange(lower(a.during) - make_interval(mins => a.buffer_before),
                          upper(a.during) + make_interval(mins => a.buffer_after))
             && tstzrange(lower(b.during) - make_interval(mins => b.buffer_before),
                          upper(b.during) + make_interval(mins => b.buffer_after))
        WHERE a.status IN ('booked', 'held') AND b.status IN ('booked', 'held')""",
    "two talks in a room at once": """
        SELECT a.id, b.id FROM talk a JOIN talk b ON a.id < b.id
            AND (a.resource_id, a.resource_unit) = (b.resource_id, b.resource_unit)
            AND a.during && b.during
        WHERE a.status IN ('booked', 'held') AND b.status IN ('booked', 'held')""",
    "a talk in person without a room, or by video without a line": """
        SELECT id FROM talk WHERE status = 'booked' AND channel IN ('in_person', 'video')
            AND resource_id IS NULL""",
    "a talk without the caseworker's time, or time without its talk": """
        SELECT t.id, s.talk_id
        FROM (SELECT * FROM talk WHERE status IN ('booked', 'held')) t
        FULL JOIN staff_time s ON s.talk_id = t.id AND s.staff_id = t.caseworker_id
        WHERE s.talk_id IS NULL OR t.id IS NULL""",
    "a talk while the caseworker is away, that nobody has decided about": """
        SELECT t.id FROM talk t JOIN absence a
            ON a.staff_id = t.caseworker_id AND a.during && t.during
        WHERE t.status = 'booked' AND lower(t.during) > :now AND t.id <> ALL (:left)""",
    "an open duty beside the talk that fulfils it": """
        SELECT o.id, t.id FROM obligation o JOIN talk t ON t.obligation_id = o.id
        WHERE t.status = 'booked' AND o.status <> 'booked'
           OR t.status = 'held' AND o.status <> 'held'""",
    "a duty said to be booked or held without its one talk": """
        SELECT o.id FROM obligation o
        WHERE o.status IN ('booked', 'held') AND 1 <> (
            SELECT count(*) FROM talk t WHERE t.obligation_id = o.id AND t.status = o.status)""",
    "an open duty beside a talk of that kind in time that fulfils nothing": """
        SELECT o.id, t.id FROM obligation o JOIN talk t
            ON t.citizen_id = o.citizen_id AND t.kind = o.kind
        WHERE o.status IN ('open', 'exempt') AND t.status = 'booked' AND t.obligation_id IS NULL
            AND lower(t.during) > :now
            AND (lower(t.during) AT TIME ZONE 'Europe/Copenhagen')::date <= o.hold_by""",
    "a talk that fulfils a duty of another kind or person": """
        SELECT o.id, t.id FROM obligation o JOIN talk t ON t.obligation_id = o.id
        WHERE (t.kind, t.citizen_id) <> (o.kind, o.citizen_id) AND t.status = 'booked'""",
    "a stopped deadline that has a talk, or ran out": """
        SELECT id FROM obligation
        WHERE stopped_at IS NOT NULL AND status IN ('booked', 'held', 'expired')""",
    "a reminder to come that is not of a talk as it now is": """
        SELECT m.id, m.event, m.still_true FROM outbox_message m
        WHERE m.kind = 'talk_reminder' AND m.sent_at IS NULL AND m.failed_at IS NULL
            AND m.dropped_at IS NULL AND m.worthless_at > :now
            AND NOT EXISTS (
                SELECT FROM talk t WHERE t.status = 'booked'
                    AND m.still_true = 'talk:' || t.id || ':' || t.version
                    AND m.recipient_id = t.citizen_id AND m.worthless_at = lower(t.during))""",
    "a reminder sent just now that was no longer true": """
        SELECT m.id, m.event FROM outbox_message m
        WHERE m.kind = 'talk_reminder' AND m.sent_at = :now AND m.channel = 'inbox'
            AND NOT EXISTS (
                SELECT FROM talk t WHERE t.status IN ('booked', 'held')
                    AND m.still_true = 'talk:' || t.id || ':' || t.version)""",
    "a wish for an earlier time than that of a talk that is not": """
        SELECT w.id FROM waiting_wish w JOIN talk t ON t.id = w.talk_id
        WHERE w.ended_at IS NULL AND t.status = 'cancelled'""",
    "one time offered to two who wait for it": """
        SELECT a.id, b.id FROM time_offer a JOIN time_offer b ON a.id < b.id
            AND a.staff_id = b.staff_id AND a.during && b.during
        WHERE a.status = 'open' AND b.status = 'open'
            AND a.because = 'earlier_time' AND b.because = 'earlier_time'""",
}

# Every reminder of a booked talk in the inbox that has come or will come, by its hours.
REMINDERS_OF_TALKS = """
    SELECT t.id, lower(t.during) AS starts, split_part(m.event, ':', 4)::int AS hours,
        count(*) FILTER (WHERE m.sent_at IS NULL) AS to_come, count(*) AS all_of_them
    FROM talk t LEFT JOIN outbox_message m
        ON m.kind = 'talk_reminder' AND m.channel = :channel AND m.dropped_at IS NULL
        AND m.still_true = 'talk:' || t.id || ':' || t.version
    WHERE t.status = 'booked' AND lower(t.during) > :now
    GROUP BY 1, 2, 3"""
# When the citizen was last told of the talk as it is: booked, moved or handed over.
TOLD = """
    SELECT t.id, max(m.created_at) FROM talk t JOIN outbox_message m
        ON m.event IN ('talk:' || t.id || '\\:confirmed',
                       'talk:' || t.id || ':handed_over:' || t.version)
    WHERE t.status = 'booked' AND lower(t.during) > :now GROUP BY 1"""


def check(session: orm.Session, now: datetime, left: list[int]) -> None:
    """Fail with what is broken, and where.

    `left` are the talks that stay in a time away because their citizens were offered others.
    """
    values = {"now": now, "left": left}
    for what, statement in NEVER.items():
        given = {name: value for name, value in values.items() if f":{name}" in statement}
        found = session.execute(sa.text(statement), given).all()
        assert not found, f"{what}: {found}"
    check_hours(session, now)
    for channel in ("inbox", "email"):
        check_reminders(session, now, channel)


def check_hours(session: orm.Session, now: datetime) -> None:
    """Each talk to come lies on an open day, within somebody's working hours on the wall."""
    work = calendar.load(session, local_date(now))
    rows = session.execute(
        sa.text(
            "SELECT t.id, lower(t.during), upper(t.during), array_agg(ROW(p.starts, p.ends)::text)"
            " FROM talk t JOIN working_pattern p"
            "   ON p.staff_id = coalesce(t.instead_of_id, t.caseworker_id) AND p.weekday ="
            "     extract(isodow FROM lower(t.during) AT TIME ZONE 'Europe/Copenhagen') - 1"
            " WHERE t.status = 'booked' AND lower(t.during) > :now GROUP BY t.id"
        ),
        {"now": now},
    ).all()
    booked = session.scalar(
        sa.text("SELECT count(*) FROM talk WHERE status = 'booked' AND lower(during) > :now"),
        {"now": now},
    )
    assert len(rows) == booked, "a talk on a day nobody works"
    for talk_id, starts, ends, patterns in rows:
        assert work.is_open(local_date(starts)), f"talk {talk_id} on a closed day"
        assert ends - starts == timedelta(minutes=45), f"talk {talk_id} of another length"
        first, last = (f"{local(moment):%H:%M:%S}" for moment in (starts, ends))
        spans = [pattern.strip("()").split(",") for pattern in patterns]
        assert any(a <= first and last <= b for a, b in spans), f"talk {talk_id} outside hours"


def check_reminders(session: orm.Session, now: datetime, channel: str) -> None:
    """Each talk to come has exactly one reminder of each kind that could still help when told."""
    told = {row[0]: row[1] for row in session.execute(sa.text(TOLD), {"now": now})}
    rows = session.execute(sa.text(REMINDERS_OF_TALKS), {"now": now, "channel": channel}).all()
    found: dict[int, dict[int, int]] = {}
    starts = {}
    for talk_id, begins, hours, _to_come, number in rows:
        starts[talk_id] = begins
        found.setdefault(talk_id, {})
        if hours is not None:
            found[talk_id][hours] = number
    for talk_id, has in found.items():
        wanted = {
            hours: 1
            for hours in REMINDERS
            if rules.remind_at(starts[talk_id], timedelta(hours=hours), told[talk_id]) is not None
        }
        assert has == wanted, f"talk {talk_id} has reminders {has} by {channel}, not {wanted}"
