"""The rule and the reasons a new portal starts with; the municipality decides its own."""

from datetime import date
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.caseload.models import LookReason, LookRule

SINCE = date(2022, 1, 1)
PROPOSAL = "Portalens eget forslag, som kommunen beslutter"
REASONS = (
    ("duty", "Borgeren har henvendt sig, og jeg har vagten", "The citizen asked, and I am on duty"),
    ("stand_in", "Jeg afløser en kollega", "I stand in for a colleague"),
    (
        "moving",
        "Borgeren skifter team eller sagsbehandler",
        "The citizen changes team or caseworker",
    ),
    ("advice", "En kollega har bedt mig om råd i sagen", "A colleague asked my advice in the case"),
    (
        "complaint",
        "Klage, aktindsigt eller fejl i sagen",
        "A complaint, a request for access, a mistake",
    ),
    ("other", "Noget andet", "Something else"),
)


def load_defaults(session: Session) -> None:
    """Add what is missing; what a job centre has changed is left alone."""
    rule: dict[str, Any] = {
        "valid_from": SINCE,
        "lasts_hours": None,
        "names_shown": True,
        "sample_size": 25,
        "sample_days": 14,
        "source": PROPOSAL,
    }
    session.execute(insert(LookRule).on_conflict_do_nothing(), [rule])
    reasons = [
        {
            "code": code,
            "position": position,
            "words_da": danish,
            "words_en": english,
            "valid_from": SINCE,
            "source": PROPOSAL,
        }
        for position, (code, danish, english) in enumerate(REASONS, start=1)
    ]
    session.execute(insert(LookReason).on_conflict_do_nothing(), reasons)
