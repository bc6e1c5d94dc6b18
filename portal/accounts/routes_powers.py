"""A citizen lets somebody act for them, sees what was done, and ends it."""

from datetime import timedelta

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts import queries, words
from portal.accounts.forms import FIELD_OF, PowerForm
from portal.accounts.service import powers
from portal.core import clock
from portal.core.access import actor, citizen, recently_signed_in
from portal.core.db import db
from portal.core.errors import Refused

blueprint = Blueprint("powers", __name__)

SHOWN = 50
"""So much of what was done is shown; the whole is in the list of who has seen one's data."""
USUAL = timedelta(days=365)


@blueprint.get("")
@citizen
def index() -> str:
    """Who may act for one, and who could."""
    today = clock.local_date(clock.now())
    given = queries.given_powers(db.session, actor().person_id)
    return render_template("accounts/powers.html", given=given, today=today, words=words)


@blueprint.get("/ny")
@citizen
@recently_signed_in
def new() -> str:
    """To whom, over what, how long."""
    today = clock.local_date(clock.now())
    form = PowerForm(data={"starts_on": today, "ends_on": today + USUAL})
    return render_template("accounts/power_new.html", form=form)


@blueprint.post("/ny")
@citizen
@recently_signed_in
def give() -> str | Response:
    """Let somebody act for one."""
    form = PowerForm()
    if not form.validate():
        return render_template("accounts/power_new.html", form=form)
    settings, me = current_app.extensions["portal.settings"], actor()
    wanted, now = form.wanted(), clock.now()
    try:
        made = powers.give(db.session, settings, me.person_id, wanted, actor=me, now=now)
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused.refusal, FIELD_OF.get(refused.refusal))
        return render_template("accounts/power_new.html", form=form)
    db.session.commit()
    flash(_("%(name)s may now act for you.", name=made.holder_name), "success")
    return redirect(url_for("powers.index"))


@blueprint.get("/<int:power_id>")
@citizen
def show(power_id: int) -> str:
    """One of them: what it covers, and what was done by it."""
    power = queries.power_of(db.session, actor().person_id, power_id)
    return render_template(
        "accounts/power.html",
        power=power,
        done=queries.done_by_holder(db.session, power, SHOWN),
        today=clock.local_date(clock.now()),
        words=words,
    )


@blueprint.post("/<int:power_id>/slut")
@citizen
def end(power_id: int) -> Response:
    """End it at once."""
    power = queries.power_of(db.session, actor().person_id, power_id)
    powers.end(db.session, power, actor=actor(), by="citizen", now=clock.now())
    db.session.commit()
    flash(_("%(name)s can no longer act for you.", name=power.holder_name), "success")
    return redirect(url_for("powers.index"))
