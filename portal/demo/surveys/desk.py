"""What lies on the survey's desk: words, wishes to be called, codes, people who are not asked."""

import random
import uuid
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import clock
from portal.demo.town import Town
from portal.demo.writing import copy
from portal.surveys.models import CallWish, Invitation, OpenAnswer, OptOut, Wave
from portal.surveys.service import calls, codes

RELEASED = (
    "Jeg er glad for, at jeg har den samme sagsbehandler hele tiden",
    "Min plan er blevet kortere, og det hjælper",
    "Jeg vidste ikke på forhånd, hvad samtalen skulle handle om",
    "Godt, at jeg selv kan vælge en tid",
    "Der gik for lang tid, før jeg fik svar om praktik",
    "Tak til […] for at tage sig tid",
    "Telefonsamtaler er svære for mig, når jeg er syg",
    "Jeg savner hjælp til ansøgninger",
    "Det er rart at blive spurgt",
    "Lægen og jobcentret taler ikke sammen",
    "Jeg fik et job gennem et forslag herinde",
    "Sproget i brevene er svært",
    "Min sagsbehandler lytter",
)
WAITING = (
    "Mette er god til at forklare, men der er for langt mellem samtalerne",
    "Jeg vil gerne i praktik hos en bager. Ring til 45 97 30 11",
    "Det hele går for langsomt",
    "Tak for hjælpen med mit CV",
    "Дякую за допомогу, але листи важко зрозуміти",
)
WISHES = (
    ("Bente", "45 97 31 20", "Jeg forstår ikke, hvad der skal ske nu", "da", 6),
    ("Yusuf", "+45 31 22 40 11", "أريد أن أتحدث عن دورة اللغة", "ar", 1),
    ("En far til to", "45 97 31 44", "", "da", 0),
)
NOT_ASKED = 4


def load(session: Session, town: Town) -> None:
    """All of it, in the latest two quarters."""
    waves = session.scalars(
        sa.select(Wave.id).where(Wave.questionnaire == "citizen").order_by(Wave.quarter_start)
    ).all()
    _words(session, town, waves[-2], waves[-1])
    _wishes(session, town)
    rng = town.chance("not asked")
    left = rng.sample([one.id for one in town.citizens if not one.persona], NOT_ASKED)
    copy(
        session,
        OptOut,
        [
            {"id": _id(rng), "citizen_id": one, "since": town.today - timedelta(days=40)}
            for one in sorted(left)
        ],
    )
    still_open = sa.select(Invitation).where(Invitation.expires_at > town.now)
    codes.issue(session, session.scalars(still_open).all())


def _words(session: Session, town: Town, last: int, running: int) -> None:
    rng = town.chance("words")
    reader = town.with_role("analyst")[0].id
    checked = {"checked_by_id": reader, "checked_on": town.today - timedelta(days=20)}
    rows: list[dict[str, object]] = [
        {"wave_id": last, "words": text, "state": "released", "released": text, **checked}
        for text in RELEASED
    ]
    unread = {"checked_by_id": None, "checked_on": None}
    rows += [
        {"wave_id": running, "words": text, "state": "waiting", "released": "", **unread}
        for text in WAITING
    ]
    copy(session, OpenAnswer, [{"id": _id(rng), **row} for row in rows])


def _wishes(session: Session, town: Town) -> None:
    rng = town.chance("wishes")
    for name, phone, about, language, days_ago in WISHES:
        received = clock.local_date(town.now - timedelta(days=days_ago))
        session.add(
            CallWish(
                id=_id(rng),
                name=name,
                phone=phone,
                about=about,
                language=language,
                received_on=received,
                due_on=calls.due_on(session, received),
            )
        )
    session.flush()


def _id(rng: random.Random) -> uuid.UUID:
    return uuid.UUID(int=rng.getrandbits(128), version=4)
