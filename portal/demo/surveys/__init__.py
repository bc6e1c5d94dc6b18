"""Eight quarters of the survey: who was asked, and the answers that nothing links to them."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from portal.core import clock
from portal.demo.surveys import businesses, citizens, desk
from portal.demo.town import Town
from portal.demo.writing import copy
from portal.surveys import keys
from portal.surveys.models import Wave

QUARTERS = 8


def load(session: Session, town: Town) -> None:
    """Waves, invitations, answers, and the marks of the links used where some still work."""
    quarters = _quarters(town.today)
    copy(
        session,
        Wave,
        [
            {
                "id": number,
                "questionnaire": "citizen",
                "quarter_start": quarter,
                "version": 1,
                "mark_key": keys.name_of(keys.mark_keys()[0]),
                "seal_key": keys.newest_public(),
            }
            for number, quarter in enumerate(quarters, 1)
        ],
    )
    citizens.load(session, town, quarters)
    businesses.load(session, town, quarters)
    desk.load(session, town)


def _quarters(today: date) -> list[date]:
    """The first days of the latest quarters, oldest first, the running one last."""
    found = [clock.quarter_start(today)]
    while len(found) < QUARTERS:
        found.insert(0, clock.quarter_start(found[0] - timedelta(days=1)))
    return found
