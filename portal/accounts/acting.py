"""What is written down of everything that is looked at for a citizen by somebody else."""

from flask import g

from portal.core import audit, clock
from portal.core.access import Actor
from portal.core.db import db


def note_look(person: Actor) -> None:
    """One line for a page that somebody opens who acts for a citizen: the citizen can read it."""
    area = "page" if len(g.acting_areas) > 1 else next(iter(g.acting_areas))
    audit.record(db.session, person, "read", area, now=clock.now(), citizen_id=person.person_id)
    db.session.commit()
