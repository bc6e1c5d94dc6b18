"""What the portal knows of people, for everybody to read."""

from flask import Blueprint, current_app, render_template

from portal.core import clock
from portal.core.access import Audience, public
from portal.core.db import db
from portal.core.unchanged import same_for_all
from portal.privacy import overview, words

blueprint = Blueprint("privacy", __name__)


@blueprint.get("/privatliv")
@public
@same_for_all
def page() -> str:
    """What is kept, why, on what ground, for how long, who sees it, and what one can ask."""
    now = clock.now()
    settings = current_app.extensions["portal.settings"]
    return render_template(
        "privacy/page.html",
        audiences={who: overview.parts(db.session, who, now) for who in Audience},
        backups=overview.backups(db.session, now),
        processors=overview.processors(settings),
        settings=settings,
        words=words,
    )
