"""The signed-in citizen says whether to be asked. Whether they answered is not known here."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import actor, citizen
from portal.core.db import db
from portal.surveys import queries
from portal.surveys.service import opting

blueprint = Blueprint("surveys_citizen", __name__)


@blueprint.get("")
@citizen
def show() -> str:
    """What the survey is, and whether I am asked."""
    asked = queries.is_asked(db.session, actor().person_id)
    return render_template("surveys/choice.html", asked=asked)


@blueprint.post("")
@citizen
def choose() -> Response:
    """Be asked, or not, from now on."""
    asked = request.form.get("asked") == "yes"
    opting.choose(db.session, actor(), asked=asked, now=clock.now())
    db.session.commit()
    flash(
        _("You will be asked about once a quarter.") if asked else _("We won't ask you any more."),
        "success",
    )
    return redirect(url_for("surveys_citizen.show"))
