"""How a page answers when a use case refuses: nothing is stored, and the person reads why."""

from flask import flash
from werkzeug.wrappers import Response

from portal.core.db import db
from portal.core.errors import Refused


def say_why(refused: Refused, there: Response) -> Response:
    """Undo what was begun, say why it can't be done, and lead `there`."""
    db.session.rollback()
    flash(str(refused.refusal.sentence), "error")
    return there
