"""The survey's figures as they were published through two years, and what they changed."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import clock
from portal.demo.town import Town
from portal.surveys.models import Invitation, Wave
from portal.targets.models import Improvement
from portal.targets.rules.quarters import Quarter
from portal.targets.service import publication

PUBLISHED_AT = time(5, 20)


class Story(NamedTuple):
    """What citizens said so many quarters ago, and what came of it."""

    quarters_ago: int
    title_da: str
    title_en: str
    text_da: str
    text_en: str
    state: str = "published"


STORIES = [
    Story(
        1,
        "Planen ligger på bordet, når vi taler sammen",
        "Your plan is on the table when we talk",
        "I sagde: Min Plan giver ikke overblik. Nu slutter hver samtale med, at I sammen skriver"
        " højst tre næste skridt ind i planen, og I ser den på skærmen, før I går.",
        "You said: My plan gives no overview. Now each talk ends with the two of you writing at"
        " most three next steps into the plan, and you see it on the screen before you go.",
    ),
    Story(
        2,
        "Formålet står i indkaldelsen",
        "The purpose stands in the invitation",
        "I sagde: Vi ved ikke, hvorfor vi skal komme. Nu står formålet med samtalen i beskeden og"
        " på Min side, og I kan selv føje punkter til.",
        "You said: We don't know why we must come. Now the purpose of the talk stands in the"
        " message and on My page, and you can add points of your own.",
    ),
    Story(
        4,
        "Én samtale i stedet for to",
        "One talk instead of two",
        "I sagde: Vi fortæller det samme flere steder. Sygemeldte med flere forløb får nu én"
        " samtale, hvor alle sidder om samme bord.",
        "You said: We tell the same story in several places. People on sick leave with several"
        " courses now get one talk with everybody around the same table.",
    ),
    Story(
        1,
        "Åbent til kl. 18 om torsdagen",
        "Open until 6 pm on Thursdays",
        "Udkast: telefonen er åben længere om torsdagen fra januar.",
        "Draft: the phone is open longer on Thursdays from January.",
        "draft",
    ),
]


def load(session: Session, town: Town) -> None:
    """A release for each quarter: when its last link had expired, or this morning's."""
    lasts = session.execute(
        sa.select(Wave.quarter_start, sa.func.max(Invitation.expires_at))
        .outerjoin(Invitation, Invitation.wave_id == Wave.id)
        .group_by(Wave.quarter_start)
        .order_by(Wave.quarter_start)
    ).all()
    for start, last in lasts:
        over = max(last or town.now, clock.start_of_day(clock.next_quarter(start)))
        frozen_at = _next_morning(over)
        final = frozen_at <= town.now
        at = frozen_at if final else _next_morning(town.now) - timedelta(days=1)
        publication.publish_quarter(session, Quarter.of(start), final, at)
    _tell(session, town)


def _next_morning(moment: datetime) -> datetime:
    morning = clock.at_local(clock.local_date(moment), PUBLISHED_AT)
    return morning if morning > moment else clock.at_local(_after(moment), PUBLISHED_AT)


def _after(moment: datetime) -> date:
    return clock.local_date(moment) + timedelta(days=1)


def _tell(session: Session, town: Town) -> None:
    running = Quarter.of(town.today)
    writer = town.colleague("ida-analytiker").id
    for ago, title_da, title_en, text_da, text_en, state in STORIES:
        quarter = running.shifted(-ago)
        at = clock.at_local(quarter.shifted(1).first_day + timedelta(days=40), time(10))
        at = min(at, town.now)
        session.add(
            Improvement(
                quarter_start=quarter.first_day,
                title_da=title_da,
                title_en=title_en,
                text_da=text_da,
                text_en=text_en,
                state=state,
                written_by_id=writer,
                written_at=at,
                published_at=at if state == "published" else None,
            )
        )
    session.flush()
