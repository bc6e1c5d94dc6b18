"""The rules a portal starts with: how many jobs a week, where nothing else is agreed."""

from datetime import date

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.joblog.models import JobLogRule

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


def load_defaults(session: Session) -> None:
    """Write the rules that are missing; those a job centre has changed are left alone."""
    session.execute(insert(JobLogRule).on_conflict_do_nothing(), RULES)
