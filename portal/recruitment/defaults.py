"""What businesses are promised when a portal is new. A new promise is a new row."""

from datetime import date

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.recruitment.models import CriterionPattern, MatchWeight, ServiceGoal, ShareRule
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

WEIGHTS = {
    "valid_from": VALID_FROM,
    "occupation": 30,
    "required": 25,
    "wished": 10,
    "experience": 15,
    "hours": 6,
    "start": 4,
    "distance": 6,
    "language": 4,
    "source": (
        "Jobcenterets eget udgangspunkt: arbejdet og det, der kræves, vejer mest; vilkårene"
        " mindst. Kan ændres fra en dato."
    ),
}
SHARING = {
    "valid_from": VALID_FROM,
    "days": 30,
    "feedback_after_days": 14,
    "source": "Portalens forslag: til henvendelsen lukkes, højst 30 dage; opfølgning efter 14.",
}


def load_defaults(session: Session) -> None:
    """Write the promises and words that are missing; what a job centre has changed stays."""
    session.execute(insert(ServiceGoal).on_conflict_do_nothing(), GOALS)
    session.execute(insert(MatchWeight).on_conflict_do_nothing(), [WEIGHTS])
    session.execute(insert(ShareRule).on_conflict_do_nothing(), [SHARING])
    patterns = [
        {"pattern": pattern, "valid_from": VALID_FROM, "ground": ground, "source": source}
        for pattern, ground, source in rows()
    ]
    session.execute(insert(CriterionPattern).on_conflict_do_nothing(), patterns)
