"""What must hold of talks, whatever happened."""

from portal.core.invariants import Family, Invariant, audited

# What two rows of one person, caseworker or room have in common when they overlap: the later one
# begins before all earlier ones have ended.
OVERLAPPING = """
    SELECT id FROM (
        SELECT {id} AS id, lower({span}) AS starts, max(upper({span})) OVER (
            PARTITION BY {whose} ORDER BY lower({span}), upper({span})
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS earlier_end
        FROM {table} WHERE {active}) spans
    WHERE starts < earlier_end"""
ACTIVE = "status IN ('booked', 'held')"


def _overlapping(never: str, table: str, whose: str, **parts: str) -> Invariant:
    values = {"id": "id", "span": "during", "active": ACTIVE} | parts
    return Invariant(
        Family.NOT_TWICE, never, OVERLAPPING.format(table=table, whose=whose, **values)
    )


INVARIANTS = (
    _overlapping("two talks of a citizen at once", "talk", "citizen_id"),
    _overlapping(
        "a member of staff held for two things at once",
        "staff_time",
        "staff_id",
        span="blocks",
        active="NOT isempty(blocks)",
    ),
    _overlapping(
        "two talks in a room, or on a line, at once",
        "talk",
        "resource_id, resource_unit",
        active=f"{ACTIVE} AND resource_id IS NOT NULL",
    ),
    Invariant(
        Family.WHOLE,
        "a talk without its caseworker's time, or time held for a talk that is not",
        f"""SELECT t.id, s.talk_id
            FROM (SELECT id, caseworker_id FROM talk WHERE {ACTIVE}) t
            FULL JOIN (SELECT s.talk_id, s.staff_id FROM staff_time s JOIN talk ON talk.id = talk_id
                       WHERE s.staff_id = talk.caseworker_id OR NOT ({ACTIVE})) s
                ON s.talk_id = t.id AND s.staff_id = t.caseworker_id
            WHERE s.talk_id IS NULL OR t.id IS NULL""",
    ),
    Invariant(
        Family.WHOLE,
        "a duty said to be booked or held without its one talk",
        """SELECT o.id FROM obligation o
            LEFT JOIN talk t ON t.obligation_id = o.id AND t.status = o.status
            WHERE o.status IN ('booked', 'held') GROUP BY o.id HAVING count(t.id) <> 1""",
    ),
    Invariant(
        Family.WHOLE,
        "a duty that stands open beside the talk that fulfils it",
        """SELECT o.id, t.id FROM obligation o JOIN talk t ON t.obligation_id = o.id
            WHERE t.status = 'booked' AND o.status <> 'booked'
               OR t.status = 'held' AND o.status <> 'held'""",
    ),
    Invariant(
        Family.TOLD_ONCE,
        "a reminder to come of a talk that is no longer so",
        """SELECT m.id, m.event FROM outbox_message m
            WHERE m.kind = 'talk_reminder' AND m.sent_at IS NULL AND m.failed_at IS NULL
                AND m.dropped_at IS NULL AND m.worthless_at > :now AND m.still_true <> ''
                AND NOT EXISTS (SELECT FROM talk t WHERE t.status = 'booked'
                    AND m.still_true = 'talk:' || t.id || ':' || t.version)""",
    ),
    *audited("a booked talk", "SELECT id, created_at AS at FROM talk", "talk", ("book", "move")),
    *audited("a duty", "SELECT id, created_at AS at FROM obligation", "obligation", ("create",)),
    *audited(
        "a cancelled talk",
        # One that was moved is told of by the line about the talk in its place.
        """SELECT id, cancelled_at AS at FROM talk t WHERE status = 'cancelled' AND NOT EXISTS (
            SELECT FROM audit_event m WHERE m.subject = 'talk' AND m.action = 'move'
                AND m.details ->> 'moved_from' = t.id::text)""",
        "talk",
        ("cancel",),
    ),
)
