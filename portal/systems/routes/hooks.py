"""The administrator says which addresses are told, and sees what arrived."""

from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import actor, business, recently_signed_in
from portal.core.db import db
from portal.core.errors import Refused
from portal.systems import queries, words
from portal.systems.forms import HookForm
from portal.systems.refusals import SystemRefusal, UrlRefusal
from portal.systems.routes.access import administrator
from portal.systems.service import hooks

blueprint = Blueprint("systems_hooks", __name__)


@blueprint.get("/ny")
@business
@recently_signed_in
def new() -> str:
    """One more address to tell."""
    administrator()
    return _new_page(HookForm())


@blueprint.post("/ny")
@business
@recently_signed_in
def register() -> str:
    """Tell an address from now on, and show the secret this once."""
    administrator()
    form = HookForm()
    if not form.validate():
        return _new_page(form)
    try:
        hook, secret = hooks.register(
            db.session, actor(), url=form.url.data, events=form.events.data, now=clock.now()
        )
    except Refused as refused:
        db.session.rollback()
        about_url = isinstance(refused.refusal, UrlRefusal)
        about_url = about_url or refused.refusal is SystemRefusal.URL_KNOWN
        form.refuse(refused.refusal, "url" if about_url else None)
        return _new_page(form)
    db.session.commit()
    return render_template("systems/secret.html", hook=hook, secret=secret, rotated=False)


def _new_page(form: HookForm) -> str:
    return render_template("systems/new_hook.html", form=form)


@blueprint.get("/<int:hook_id>")
@business
def show(hook_id: int) -> str:
    """An address and what was sent to it."""
    hook = queries.webhook(db.session, administrator(), hook_id)
    return render_template(
        "systems/hook.html",
        hook=hook,
        deliveries=queries.deliveries(db.session, hook.id),
        words=words,
    )


@blueprint.post("/<int:hook_id>/ny-noegle")
@business
@recently_signed_in
def rotate(hook_id: int) -> str | Response:
    """Sign with a new secret."""
    try:
        hook, secret = hooks.rotate(db.session, actor(), hook_id, now=clock.now())
    except Refused:
        return abort(403)
    db.session.commit()
    return render_template("systems/secret.html", hook=hook, secret=secret, rotated=True)


@blueprint.post("/<int:hook_id>/slet")
@business
def remove(hook_id: int) -> Response:
    """Tell the address no more."""
    try:
        hooks.remove(db.session, actor(), hook_id, now=clock.now())
    except Refused:
        abort(403)
    db.session.commit()
    flash(_("The address is told no more."), "success")
    return redirect(url_for("systems.index"))


@blueprint.post("/<int:hook_id>/aabn")
@business
def enable(hook_id: int) -> Response:
    """Tell the address again."""
    try:
        hooks.enable(db.session, actor(), hook_id, now=clock.now())
    except Refused:
        abort(403)
    db.session.commit()
    flash(_("The address is told again."), "success")
    return redirect(url_for("systems_hooks.show", hook_id=hook_id))


@blueprint.post("/<int:hook_id>/<uuid:delivery_id>/send-igen")
@business
def send_again(hook_id: int, delivery_id: UUID) -> Response:
    """Send a message once more."""
    try:
        hooks.send_again(db.session, actor(), hook_id, delivery_id, now=clock.now())
    except Refused as refused:
        db.session.rollback()
        if refused.refusal is SystemRefusal.NOT_ADMINISTRATOR:
            abort(403)
        flash(str(refused.refusal.sentence), "error")
    else:
        db.session.commit()
        flash(_("It is on its way again."), "success")
    return redirect(url_for("systems_hooks.show", hook_id=hook_id))
