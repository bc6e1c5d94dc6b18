"""The rules a portal starts with: when an answer is promised."""

from datetime import date

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.messages.models import MessageSetting

SETTINGS = (
    {
        "valid_from": date(2014, 1, 1),
        "answer_days": 2,
        "figure_weeks": 8,
        "source": "Jobcentrets servicemål for svar til borgere.",
    },
)


def load_defaults(session: Session) -> None:
    """Write the rules that are missing; those a job centre has changed are left alone."""
    session.execute(insert(MessageSetting).on_conflict_do_nothing(), SETTINGS)
