"""What must hold of figures and reports, whatever happened."""

from portal.core.invariants import Family, Invariant, stays

INVARIANTS = (
    stays("goal_measurement", "goal_measurement_is_append_only"),
    stays("published_figure", "published_stays_published"),
    stays("management_report", "management_report_stays"),
    Invariant(
        Family.FILES,
        "a report's file that is not what was made, or some of a report's files without the others",
        """SELECT report_id FROM management_report_file
            WHERE checksum <> encode(sha256(content), 'hex')
            UNION ALL SELECT report_id FROM management_report_file
            GROUP BY report_id HAVING count(*) <> 3""",
    ),
)
