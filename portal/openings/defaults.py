"""The rules a portal starts with: the notice of a referral, and the areas short of people."""

from datetime import date

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.openings.models import ReferralRule, ShortageArea
from portal.taxonomy.models import AREAS

RULES = (
    {
        "valid_from": date(2014, 1, 1),
        "notice_hours": 24,
        "source": "Loven: en henvisning til et job gives skriftligt og med mindst én dags varsel.",
    },
)
SHORTAGES = tuple(
    {
        "area": area,
        "valid_from": date(2022, 1, 1),
        "source": "Beskæftigelsesplan 2022: særligt fokus på områder, der mangler arbejdskraft: "
        "social og sundhed, undervisning og dagtilbud, grøn omstilling og it.",
    }
    for area in AREAS
)


def load_defaults(session: Session) -> None:
    """Write the rules that are missing; those a job centre has changed are left alone."""
    session.execute(insert(ReferralRule).on_conflict_do_nothing(), RULES)
    session.execute(insert(ShortageArea).on_conflict_do_nothing(), SHORTAGES)
