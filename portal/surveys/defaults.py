"""The statements and numbers a new portal starts with."""

from dataclasses import asdict
from datetime import date

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.surveys.models import STATEMENTS_OF, Statement, SurveyRule
from portal.surveys.models.codes import OPEN_QUESTION
from portal.surveys.rules import Numbers
from portal.surveys.wording import WORDINGS

SOURCE = "Portalens udgangspunkt; Beskæftigelsesplan 2022, fokusområde 2"
VALID_FROM = date(2022, 1, 1)


def load_defaults(session: Session) -> None:
    """Add the statements and numbers that are missing; those already there are left as they are."""
    rows = [
        {
            "questionnaire": questionnaire,
            "key": key,
            "language": language,
            "version": version,
            "text": texts[key],
            "position": position,
        }
        for questionnaire, versions in WORDINGS.items()
        for version, languages in versions.items()
        for language, texts in languages.items()
        for position, key in enumerate((*STATEMENTS_OF[questionnaire], OPEN_QUESTION), start=1)
    ]
    session.execute(insert(Statement).on_conflict_do_nothing(), rows)
    numbers = [
        {"key": key, "valid_from": VALID_FROM, "value": value, "source": SOURCE}
        for key, value in asdict(Numbers()).items()
    ]
    session.execute(insert(SurveyRule).on_conflict_do_nothing(), numbers)
    session.flush()
