"""Signe acts for her father Poul: who she is, what he gave her, and what she has done by it."""

from datetime import timedelta

from sqlalchemy.orm import Session

from portal.accounts.models import Persona
from portal.accounts.service import powers
from portal.core import clock
from portal.core.access import Actor, Audience
from portal.core.acting import Area
from portal.core.audit import AuditEvent
from portal.demo import personas
from portal.demo.people import CprNumbers
from portal.demo.town import Town

FATHER = "poul-senior"
GIVEN = timedelta(days=40)
LASTS = timedelta(days=365)
SEES = (Area.TALKS, Area.PLAN, Area.JOBLOG, Area.CV, Area.OPENINGS, Area.MESSAGES)
DOES = (Area.TALKS, Area.JOBLOG, Area.CV, Area.OPENINGS)
# What she has done, so many days ago.
DONE = (
    (39, "read", Area.PLAN),
    (39, "read", Area.CV),
    (31, "write", Area.CV),
    (12, "read", Area.TALKS),
    (5, "read", Area.JOBLOG),
    (5, "add", Area.JOBLOG),
)


def signe(town: Town) -> Persona:
    """The daughter. She is no citizen of the job centre."""
    rng = town.chance("helpers")
    taken = {citizen.cpr for citizen in town.citizens}
    numbers = CprNumbers(rng)
    cpr = numbers.new(town.today.replace(year=town.today.year - 29, day=1))
    while cpr in taken:
        cpr = numbers.new(town.today.replace(year=town.today.year - 29, day=1))
    return Persona(
        subject="signe-datter",
        audience="citizen",
        name="Signe Aagaard",
        role="representative",
        story_da="Signe, 29, handler for sin far Poul med fuldmagt",
        story_en="Signe, 29, acts for her father Poul with a power of attorney",
        claims={"name": "Signe Aagaard", "cpr": cpr, "loa": personas.HIGH_ENOUGH},
    )


def load(session: Session, town: Town) -> None:
    """The power Poul gave, and what has been done by it."""
    father = next(one for one in town.citizens if one.persona == FATHER)
    daughter = session.get_one(Persona, "signe-datter")
    given_at = town.now - GIVEN
    first = clock.local_date(given_at)
    wanted = powers.Wanted(daughter.name, daughter.claims["cpr"], SEES, DOES, first, first + LASTS)
    poul = Actor(Audience.CITIZEN, father.id, father.name)
    power = powers.give(session, town.settings, father.id, wanted, actor=poul, now=given_at)
    session.add_all(
        AuditEvent(
            at=town.now - timedelta(days=days, minutes=7 * number),
            audience="citizen",
            person_id=father.id,
            action=action,
            subject=area.value,
            citizen_id=father.id,
            details={"acting": power.representative_id, "areas": [area.value]},
        )
        for number, (days, action, area) in enumerate(DONE)
    )
