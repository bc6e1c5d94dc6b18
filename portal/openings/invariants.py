"""What must hold of questions to citizens about jobs, whatever happened."""

from portal.core.invariants import Family, Invariant, audited, stays

INVARIANTS = (
    stays("referral_event", "referral_event_is_append_only"),
    Invariant(
        Family.WHOLE,
        "a question about a job whose log does not say how it began",
        """SELECT r.id FROM referral r WHERE NOT EXISTS (
            SELECT FROM referral_event e WHERE e.referral_id = r.id)""",
    ),
    audited(
        "an answer to a question about a job",
        "SELECT id, answered_at AS at FROM referral WHERE answered_at IS NOT NULL",
        "referral",
        ("answer",),
    )[0],
)
