"""What must hold of applications for places, whatever happened."""

from portal.core.invariants import SINCE_THE_DEMO, Family, Invariant, stays

INVARIANTS = (
    stays("supported_event", "supported_event_is_append_only"),
    Invariant(
        Family.WHOLE,
        "an application without a log",
        """SELECT a.id FROM supported_application a WHERE NOT EXISTS (
            SELECT FROM supported_event e WHERE e.application_id = a.id)""",
    ),
    Invariant(
        Family.AUDITED,
        "a line of an application's log without its line in the audit trail",
        f"""SELECT e.id, e.kind FROM supported_event e
            WHERE e.at > {SINCE_THE_DEMO} AND NOT EXISTS (
                SELECT FROM audit_event a WHERE a.subject = 'supported_application'
                    AND a.subject_id = e.application_id::text AND a.action = e.kind
                    AND a.at = e.at)""",
    ),
)
