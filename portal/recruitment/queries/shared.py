"""What a business may see of a citizen's CV: first in short, and the whole when it is allowed."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from portal.cv import queries as cv
from portal.cv.rules.document import Document, from_json, to_json
from portal.recruitment.queries.pipeline import share_rule


def short_profile(profile: cv.Profile) -> str:
    """What a business is shown of a CV, one fact a line: work, competences, wishes, languages.

    Each line begins with the code of what it is about; `words_candidates.facts` reads them.

    Never the free text, in which people may have written about their life, and nothing at all
    when the citizen keeps the CV from businesses.
    """
    if not profile.for_businesses:
        return ""
    languages = ", ".join(
        name if level == "native" else f"{name} ({level})" for name, level in profile.languages
    )
    facts = {
        "experience": profile.latest_experience,
        "competences": ", ".join(profile.competences),
        "wishes": ", ".join(profile.wished_occupations),
        "languages": languages,
        "considerations": profile.considerations,
    }
    return "\n".join(f"{code}\t{' '.join(fact.split())}" for code, fact in facts.items() if fact)


def whole_cv(session: Session, citizen_id: int) -> dict[str, Any] | None:
    """The CV as a business would get it, by the choices the citizen has made about it; None when
    it is kept from businesses. Never an address: only how to get in touch."""
    found = cv.for_business(session, citizen_id)
    if found is None:
        return None
    document, owner = found
    return {
        "name": owner.name,
        "email": owner.email,
        "phone": owner.phone,
        "document": to_json(document),
    }


def document_in(content: dict[str, Any]) -> Document:
    """The CV in a copy, as pages read it."""
    return from_json(content["document"])


class Preview:
    """What a citizen's business would see, for the page on which the citizen decides."""

    def __init__(self, session: Session, citizen_id: int, today: date) -> None:
        self.profile = short_profile(cv.profiles(session, [citizen_id])[citizen_id])
        self.content = whole_cv(session, citizen_id)
        self.document = document_in(self.content) if self.content else None
        self.days = share_rule(session, today).days
        """For how many days at most the whole CV may be read."""
