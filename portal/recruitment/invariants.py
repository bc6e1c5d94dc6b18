"""What must hold of enquiries and their clocks, whatever happened."""

from portal.core.invariants import SINCE_THE_DEMO, Family, Invariant, stays
from portal.recruitment.rules.events import STARTS

BEGAN = ", ".join(f"'{kind}'" for kind in STARTS)

INVARIANTS = (
    stays("request_event", "request_event_is_append_only"),
    Invariant(
        Family.CLOCKS,
        "an enquiry that has not ended and is in no queue",
        f"""SELECT r.id FROM recruitment_request r WHERE NOT EXISTS (
                SELECT FROM open_enquiry o WHERE o.request_id = r.id)
            AND EXISTS (SELECT FROM request_event s
                WHERE s.request_id = r.id AND s.kind IN ({BEGAN}))
            AND NOT EXISTS (SELECT FROM request_event s JOIN request_event e USING (request_id)
                WHERE request_id = r.id AND s.kind IN ({BEGAN}) AND e.at >= s.at
                    AND e.kind IN ('withdrawn', 'closed', 'spam', 'duplicate'))""",
    ),
    Invariant(
        Family.WHOLE,
        "an enquiry that nobody has received, or twice",
        """SELECT r.id FROM recruitment_request r
            LEFT JOIN request_event e ON e.request_id = r.id AND e.kind = 'received'
            GROUP BY r.id HAVING count(e.id) <> 1""",
    ),
    Invariant(
        Family.WHOLE,
        "a candidate of an enquiry whose log shows nobody",
        """SELECT c.id FROM candidate c WHERE NOT EXISTS (
            SELECT FROM request_event e WHERE e.request_id = c.request_id
                AND e.kind = 'presented')""",
    ),
    Invariant(
        Family.CLOCKS,
        "a line of an enquiry's log from a time that has not come",
        "SELECT id FROM request_event WHERE coalesce(written_at, at) > :now + interval '5 minutes'",
    ),
    Invariant(
        Family.CLOCKS,
        "something done for an enquiry before it came",
        f"""SELECT e.id, e.kind FROM request_event e JOIN (
                SELECT request_id, min(at) AS came FROM request_event
                WHERE kind IN ({BEGAN}) GROUP BY 1) b USING (request_id)
            WHERE e.at < b.came AND e.kind IN ('answered', 'presented')""",
    ),
    Invariant(
        Family.CLOCKS,
        "an enquiry that was written down as coming later than it did",
        """SELECT b.id FROM request_event b JOIN request_event r
                ON r.request_id = b.request_id AND r.kind = 'received'
            WHERE b.kind = 'backdated' AND b.at > r.at""",
    ),
    Invariant(
        Family.CLOCKS,
        "a result that was written down before the last line of its log",
        """SELECT s.request_id FROM service_result s JOIN request_event e USING (request_id)
            WHERE e.at > s.known_at AND e.kind IN ('answered', 'presented', 'withdrawn', 'closed',
                'spam', 'duplicate')""",
    ),
    Invariant(
        Family.FILES,
        "a file of an enquiry that is not whole, or that its log does not know",
        """SELECT f.id FROM request_file f WHERE f.size <> octet_length(f.content)
               OR NOT EXISTS (SELECT FROM request_event e
                   WHERE e.request_id = f.request_id AND e.kind = 'file_added')""",
    ),
    Invariant(
        Family.AUDITED,
        "a line of an enquiry's log without its line in the audit trail",
        f"""SELECT e.id, e.kind FROM request_event e
            WHERE coalesce(e.written_at, e.at) > {SINCE_THE_DEMO} AND NOT EXISTS (
                SELECT FROM audit_event a WHERE a.subject = 'recruitment_request'
                    AND a.subject_id = e.request_id::text AND a.action = e.kind
                    AND a.at = coalesce(e.written_at, e.at))""",
    ),
)
