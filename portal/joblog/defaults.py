"""The rules a portal starts with: how many jobs a week, and when a quiet log is pointed out."""

from datetime import date

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.joblog.models import JobLogRule, JobLogSetting

# Sick-listed people and others who are not to look for jobs have no rule, hence no goal.
RULES = tuple(
    {
        "target_group": group,
        "valid_from": date(2014, 1, 1),
        "per_week": 2,
        "source": "Jobcentrets udgangspunkt; borger og sagsbehandler kan aftale et andet tal.",
    }
    for group in ("unemployment_benefit", "job_ready")
)

SETTINGS = (
    {
        "valid_from": date(2014, 1, 1),
        "hint_after_days": 21,
        "notice_after_days": 30,
        "free_week_days": 3,
        "source": "Jobnet gør opmærksom på en tavs joblog efter 30 dage. De 21 dage er jobcentrets"
        " egen, venlige påmindelse.",
    },
)


def load_defaults(session: Session) -> None:
    """Write the rules that are missing; those a job centre has changed are left alone."""
    session.execute(insert(JobLogRule).on_conflict_do_nothing(), RULES)
    session.execute(insert(JobLogSetting).on_conflict_do_nothing(), SETTINGS)
