"""What the portal knows of people, and what they can ask of it."""

from flask import Blueprint, render_template

from portal.core.access import public

blueprint = Blueprint("privacy", __name__)


@blueprint.get("/privatliv")
@public
def page() -> str:
    """What the portal knows of people, who sees it, and for how long it is kept."""
    return render_template("privacy/page.html")
