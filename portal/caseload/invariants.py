"""What must hold of looks at other teams' citizens and of protected names, whatever happened."""

from portal.core.invariants import SINCE_THE_DEMO, Family, Invariant, audited

INVARIANTS = (
    Invariant(
        Family.AUDITED,
        "a reason to look without the line of the look",
        f"""SELECT l.id, l.at FROM citizen_look l WHERE l.at > {SINCE_THE_DEMO} AND NOT EXISTS (
            SELECT FROM audit_event a WHERE a.look_id = l.id AND a.action = 'open'
                AND a.citizen_id = l.citizen_id AND a.person_id = l.staff_id AND a.at = l.at)""",
    ),
    Invariant(
        Family.AUDITED,
        "a line of a look that nobody gave a reason for, or that was over",
        """SELECT a.id, a.look_id FROM audit_event a WHERE a.look_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM citizen_look l WHERE l.id = a.look_id AND l.citizen_id = a.citizen_id
                AND l.staff_id = a.person_id AND a.at >= l.at AND a.at < l.until)""",
    ),
    Invariant(
        Family.AUDITED,
        "somebody named for a protected name without a line",
        f"""SELECT r.id, r.staff_id FROM protected_reader r
            WHERE r.named_at > {SINCE_THE_DEMO} AND NOT EXISTS (
                SELECT FROM audit_event a WHERE a.subject = 'protected_reader'
                    AND a.action = 'name' AND a.citizen_id = r.citizen_id
                    AND a.subject_id = r.staff_id::text AND a.at = r.named_at)""",
    ),
    *audited(
        "a drawn look that is signed off",
        "SELECT id, signed_at AS at FROM access_sample_look WHERE verdict IS NOT NULL",
        "access_sample",
        ("sign",),
    ),
)
