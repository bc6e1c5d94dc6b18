"""The administrator gives the company's systems access, and takes it back."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import SelectChoice

from portal.businesses import queries as businesses
from portal.core import clock
from portal.core.access import actor, business, recently_signed_in
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.refusing import say_why
from portal.systems import queries, words
from portal.systems.forms import AccessForm, RotateForm
from portal.systems.refusals import SystemRefusal
from portal.systems.service import tokens

blueprint = Blueprint("systems", __name__)


def administrator() -> int:
    """The company of the administrator who asks; anybody else gets 403."""
    try:
        return tokens.check_administrator(db.session, actor()).business_id
    except Refused:
        abort(403)


@blueprint.get("")
@business
def index() -> str:
    """The company's systems, and the addresses that are told."""
    business_id, now = administrator(), clock.now()
    return render_template(
        "systems/index.html",
        rows=queries.accesses(db.session, business_id, now),
        hooks=queries.webhooks(db.session, business_id),
        words=words,
        now=now,
    )


@blueprint.get("/ny")
@business
@recently_signed_in
def new() -> str:
    """Give one more system access."""
    return _new_page(_form(administrator()))


@blueprint.post("/ny")
@business
@recently_signed_in
def give() -> str | Response:
    """Give access, and show the token this once."""
    form = _form(administrator())
    if not form.validate():
        return _new_page(form)
    try:
        access, token = tokens.give(
            db.session,
            actor(),
            name=form.name.data,
            scopes=form.scopes.data,
            unit_id=form.unit_id.data,
            days=form.days.data,
            now=clock.now(),
        )
    except Refused as refused:
        db.session.rollback()
        taken = refused.refusal is SystemRefusal.NAME_TAKEN
        form.refuse(refused.refusal, "name" if taken else None)
        return _new_page(form)
    db.session.commit()
    return render_template("systems/token.html", access=access, token=token, rotated=False)


def _form(business_id: int) -> AccessForm:
    form = AccessForm()
    units = businesses.units(db.session, business_id)
    form.unit_id.choices = [
        SelectChoice("", _("The whole company")),
        *(SelectChoice(str(unit.id), f"{unit.name}, {unit.address}") for unit in units),
    ]
    form.unit_id.validate_choice = False  # another company's unit is simply not there
    return form


def _new_page(form: AccessForm) -> str:
    return render_template("systems/new.html", form=form)


@blueprint.post("/<int:access_id>/ny-adgangskode")
@business
@recently_signed_in
def rotate(access_id: int) -> str | Response:
    """Give a system a new token beside the one it has."""
    administrator()
    form = RotateForm()
    if not form.validate():
        return redirect(url_for("systems.index"))
    try:
        access, token = tokens.rotate(
            db.session, actor(), access_id, days=form.days.data, now=clock.now()
        )
    except Refused as refused:
        return refuse(refused)
    db.session.commit()
    return render_template("systems/token.html", access=access, token=token, rotated=True)


@blueprint.post("/<int:access_id>/luk")
@business
def revoke(access_id: int) -> Response:
    """Close a system's access at once."""
    administrator()
    try:
        access = tokens.revoke(db.session, actor(), access_id, now=clock.now())
    except Refused as refused:
        return refuse(refused)
    db.session.commit()
    flash(_("%(name)s has no access any more.", name=access.name), "success")
    return redirect(url_for("systems.index"))


def refuse(refused: Refused) -> Response:
    """Say why nothing was changed, on the page of all systems."""
    return say_why(refused, redirect(url_for("systems.index")))
