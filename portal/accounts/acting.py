"""What is written down of everything that is looked at for a citizen by somebody else."""

from flask import g, request
from werkzeug.wrappers import Response

from portal.core import audit, clock
from portal.core.access import Actor
from portal.core.db import db

SHOWN = frozenset({200, 400, 409, 422})
"""What a form is answered with that is shown again, and not followed by another page."""


def note_look(person: Actor) -> None:
    """One line for a page that somebody opens who acts for a citizen: the citizen can read it."""
    area = "page" if len(g.acting_areas) > 1 else next(iter(g.acting_areas))
    audit.record(db.session, person, "read", area, now=clock.now(), citizen_id=person.person_id)
    db.session.commit()


def note_shown(response: Response) -> Response:
    """A form that is shown again with what was refused shows the citizen's data like any page."""
    person: Actor | None = g.get("actor")
    again = request.method not in ("GET", "HEAD") and response.status_code in SHOWN
    if person and person.power and g.get("acting_areas") and again:
        db.session.rollback()  # what was refused has left nothing behind
        note_look(person)
    return response
