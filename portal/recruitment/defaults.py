"""What businesses are promised when a portal is new. A new promise is a new row."""

from datetime import date

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.recruitment.models import CriterionPattern, ServiceGoal
from portal.recruitment.wording_list import rows

VALID_FROM = date(2019, 1, 1)

GOALS = (
    {
        "key": "answer",
        "valid_from": VALID_FROM,
        "hours": 24,
        "counted": "elapsed",
        "source": "Beskæftigelsesplan 2019 og 2022: altid svar inden for 24 timer.",
    },
    {
        "key": "candidates",
        "valid_from": VALID_FROM,
        "hours": 72,
        "counted": "elapsed",
        "source": (
            "Beskæftigelsesplan 2019 og 2022: relevante kandidater præsenteres inden for 72 timer"
            " efter den første henvendelse."
        ),
    },
)


def load_defaults(session: Session) -> None:
    """Write the promises and words that are missing; what a job centre has changed stays."""
    session.execute(insert(ServiceGoal).on_conflict_do_nothing(), GOALS)
    patterns = [
        {"pattern": pattern, "valid_from": VALID_FROM, "ground": ground, "source": source}
        for pattern, ground, source in rows()
    ]
    session.execute(insert(CriterionPattern).on_conflict_do_nothing(), patterns)
