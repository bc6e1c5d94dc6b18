"""The rule a portal starts with: when a CV is to be confirmed."""

from datetime import date

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.cv.models import CvRule

RULES = (
    {
        "valid_from": date(2014, 1, 1),
        "first_within_weeks": 3,
        "confirm_every_weeks": 12,
        "source": "Reform af kontanthjælpssystemet 2014: CV senest 3 uger efter første kontakt. "
        "Beskæftigelsesplan 2019: alle har et opdateret CV; de 12 uger er jobcentrets egen frist.",
    },
)


def load_defaults(session: Session) -> None:
    """Write the rules that are missing; those a job centre has changed are left alone."""
    session.execute(insert(CvRule).on_conflict_do_nothing(), RULES)
