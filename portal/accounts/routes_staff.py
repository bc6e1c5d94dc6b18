"""Administrators see who of staff has which role, change it, and see the emergency access."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts import queries, service, words
from portal.accounts.forms import RoleForm
from portal.accounts.models import Staff
from portal.accounts.service import emergency
from portal.core import clock, policy
from portal.core.access import Audience, Role, actor, recently_signed_in, staff
from portal.core.db import db
from portal.core.errors import Refused

blueprint = Blueprint("staff", __name__)

ONE = "/<int:staff_id>"


def _governed() -> bool:
    """Whether the directory decides who has which role."""
    return bool(current_app.extensions["portal.settings"].provider_for(Audience.STAFF).roles)


@blueprint.get("")
@staff(policy.KEEP_ACCESS)
def index() -> str:
    """Everybody, with role, team and when they were last here."""
    name = " ".join(request.args.get("navn", "").split())[:100]
    return render_template(
        "accounts/staff.html",
        colleagues=queries.colleagues(db.session, name),
        name=name,
        governed=_governed(),
        words=words,
    )


@blueprint.get(ONE)
@staff(policy.KEEP_ACCESS)
def show(staff_id: int) -> str:
    """One of them, and what has been done to their access."""
    person = queries.colleague(db.session, staff_id)
    return _page(person, RoleForm(data={"role": person.role}))


@blueprint.post(f"{ONE}/rolle")
@staff(policy.KEEP_ACCESS)
@recently_signed_in
def change_role(staff_id: int) -> str | Response:
    """Give somebody another role; their sign-ins end."""
    person, form = queries.colleague(db.session, staff_id), RoleForm()
    if not form.validate():
        return _page(person, form)
    role, now = Role(form.role.data), clock.now()
    try:
        service.change_role(db.session, actor(), staff_id, role, governed=_governed(), now=now)
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused.refusal, "role")
        return _page(person, form)
    db.session.commit()
    flash(_("%(name)s is now: %(role)s.", name=person.name, role=words.ROLES[role]), "success")
    return redirect(url_for("staff.show", staff_id=staff_id))


@blueprint.post(f"{ONE}/adgang")
@staff(policy.KEEP_ACCESS)
@recently_signed_in
def set_active(staff_id: int) -> str | Response:
    """Take somebody's access away at once, or give it back."""
    person, active = queries.colleague(db.session, staff_id), request.form.get("active") == "yes"
    try:
        service.set_active(db.session, actor(), staff_id, active=active, now=clock.now())
    except Refused as refused:
        db.session.rollback()
        form = RoleForm(formdata=None, data={"role": person.role})
        form.refuse(refused.refusal)
        return _page(person, form)
    db.session.commit()
    said = _("%(name)s has access again.") if active else _("%(name)s has no access any more.")
    flash(said % {"name": person.name}, "success")
    return redirect(url_for("staff.show", staff_id=staff_id))


@blueprint.get("/noedadgang")
@staff(policy.KEEP_ACCESS)
def emergency_access() -> str:
    """Which security keys there are, and when somebody came in with one."""
    return render_template(
        "accounts/staff_emergency.html",
        keys=queries.emergency_keys(db.session),
        uses=queries.emergency_uses(db.session),
    )


@blueprint.post("/noedadgang/<int:key_id>/luk")
@staff(policy.KEEP_ACCESS)
@recently_signed_in
def revoke_key(key_id: int) -> Response:
    """The key opens nothing any more."""
    emergency.revoke_key(db.session, key_id, actor(), clock.now())
    db.session.commit()
    flash(_("The security key opens nothing any more."), "success")
    return redirect(url_for("staff.emergency_access"))


def _page(person: Staff, form: RoleForm) -> str:
    return render_template(
        "accounts/staff_one.html",
        person=person,
        form=form,
        changes=queries.role_changes(db.session, person.id),
        governed=_governed(),
        words=words,
    )
