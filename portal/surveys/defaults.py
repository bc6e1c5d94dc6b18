"""The statements' fixed wording. A published version never changes: new words are a new version.

Each statement is the employment plan's own sentence (Beskæftigelsesplan 2022, focus area 2),
turned to the first person and made plain.
"""

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.surveys.models import STATEMENTS, Statement

# version -> language -> statement -> words
WORDINGS: dict[int, dict[str, dict[str, str]]] = {
    1: {
        "da": {
            "guidance": "Den vejledning, jeg får i jobcentret, kan hjælpe mig tilbage i job eller"
            " uddannelse – eller øger min viden om mine muligheder",
            "purpose": "Der er et klart formål med mine samtaler i jobcentret",
            "plan_use": "Jeg bruger Min Plan som et redskab, der giver mig overblik over plan og"
            " retning på min vej mod job",
            "resources": "Mine ressourcer og kompetencer bliver inddraget, når Min Plan bliver"
            " lavet",
            "cooperation": "De professionelle i mit forløb arbejder sammen om at hjælpe mig i job"
            " eller uddannelse",
        },
        "en": {
            "guidance": "The guidance I get at the job centre can help me back to a job or"
            " education – or it adds to what I know about my options",
            "purpose": "My talks at the job centre have a clear purpose",
            "plan_use": "I use My plan as a tool that gives me an overview of the plan and the"
            " direction on my way to a job",
            "resources": "My resources and competences are drawn on when My plan is made",
            "cooperation": "The professionals in my course work together to help me into a job or"
            " education",
        },
    },
}


def load_defaults(session: Session) -> None:
    """Add the statements that are missing; those already there are left as they are."""
    rows = [
        {
            "key": key,
            "language": language,
            "version": version,
            "text": texts[key],
            "position": position,
        }
        for version, languages in WORDINGS.items()
        for language, texts in languages.items()
        for position, key in enumerate(STATEMENTS, start=1)
    ]
    session.execute(insert(Statement).on_conflict_do_nothing(), rows)
    session.flush()
