"""What a team lead decides: who follows a citizen's course, and who sees a protected name."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts.models import Citizen
from portal.caseload import queries, service
from portal.caseload.forms import FIELD_OF, ProtectForm, ReaderForm, SuccessorForm
from portal.core import audit, clock, policy
from portal.core.access import actor, staff
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.refusing import say_why

blueprint = Blueprint("caseload_lead", __name__)

Page = str | tuple[str, int] | Response
LARGEST_ID = 2**63 - 1
CITIZEN = f"/<int(max={LARGEST_ID}):citizen_id>"
PROTECTION = f"{CITIZEN}/beskyttelse"
READER = f"{PROTECTION}/<int(max={LARGEST_ID}):staff_id>/slut"


@blueprint.get(f"{CITIZEN}/sagsbehandler")
@staff(policy.LEAD_TEAM)
def caseworker(citizen_id: int) -> str:
    """Who follows the course now, and who could."""
    citizen = queries.led_citizen(db.session, actor(), citizen_id)
    form = SuccessorForm(formdata=None, seen=str(citizen.caseworker_id))
    return _caseworker_page(citizen, form)


@blueprint.post(f"{CITIZEN}/sagsbehandler")
@staff(policy.LEAD_TEAM)
def change_caseworker(citizen_id: int) -> Page:
    """Let another follow the course. Booked talks stay as they are."""
    citizen, form = queries.led_citizen(db.session, actor(), citizen_id), SuccessorForm()
    form.offer(queries.successors(db.session, citizen.caseworker_id))
    if not form.validate():
        return _caseworker_page(citizen, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        to = service.change_caseworker(
            db.session,
            actor(),
            citizen_id,
            int(form.to.data),
            from_id=int(form.seen.data) if (form.seen.data or "").isdecimal() else 0,
            now=clock.now(),
        )
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused.refusal, FIELD_OF.get(refused.refusal))
        citizen = queries.led_citizen(db.session, actor(), citizen_id)
        return _caseworker_page(citizen, form), HTTPStatus.UNPROCESSABLE_ENTITY
    db.session.commit()
    flash(
        _("%(name)s is the caseworker now. Both are told, and booked talks stay.", name=to.name),
        "success",
    )
    return redirect(url_for("caseload.index"))


@blueprint.get(PROTECTION)
@staff(policy.NAME_READERS)
def protection(citizen_id: int) -> str:
    """Whether name and address are protected, and who sees them. The look is written down."""
    citizen = queries.protected_citizen(db.session, actor(), citizen_id)
    return _protection_page(citizen)


@blueprint.post(PROTECTION)
@staff(policy.NAME_READERS)
def protect(citizen_id: int) -> Page:
    """Protect name and address."""
    citizen, form = queries.protected_citizen(db.session, actor(), citizen_id), ProtectForm()
    if not form.validate():
        return _protection_page(citizen, protect=form), HTTPStatus.UNPROCESSABLE_ENTITY
    assert form.since.data is not None
    service.protect(
        db.session,
        actor(),
        citizen_id,
        since=form.since.data,
        source=form.source.data,
        now=clock.now(),
    )
    db.session.commit()
    flash(_("Name and address are hidden from all but those named here."), "success")
    return _back(citizen_id)


@blueprint.post(f"{PROTECTION}/slut")
@staff(policy.NAME_READERS)
def unprotect(citizen_id: int) -> Response:
    """Show name and address again."""
    return _do(
        citizen_id,
        lambda: service.unprotect(db.session, actor(), citizen_id, now=clock.now()),
        _("Name and address are no longer protected."),
    )


@blueprint.post(f"{PROTECTION}/navngiv")
@staff(policy.NAME_READERS)
def name_reader(citizen_id: int) -> Page:
    """Let a member of staff see it."""
    citizen, form = queries.protected_citizen(db.session, actor(), citizen_id), ReaderForm()
    form.offer(queries.nameable(db.session))
    if not form.validate():
        return _protection_page(citizen, reader=form), HTTPStatus.UNPROCESSABLE_ENTITY
    return _do(
        citizen_id,
        lambda: service.name_reader(
            db.session, actor(), citizen_id, int(form.staff.data), now=clock.now()
        ),
        _("They see name and address from their next page on."),
    )


@blueprint.post(READER)
@staff(policy.NAME_READERS)
def end_reader(citizen_id: int, staff_id: int) -> Response:
    """Hide it from them again."""
    return _do(
        citizen_id,
        lambda: service.end_reader(db.session, actor(), citizen_id, staff_id, now=clock.now()),
        _("They no longer see name and address."),
    )


def _do(citizen_id: int, deed: Callable[[], Any], said: str) -> Response:
    try:
        deed()
    except Refused as refused:
        return say_why(refused, _back(citizen_id))
    db.session.commit()
    flash(said, "success")
    return _back(citizen_id)


def _back(citizen_id: int) -> Response:
    return redirect(url_for("caseload_lead.protection", citizen_id=citizen_id))


def _note_look(citizen: Citizen) -> None:
    audit.record(
        db.session, actor(), "read", "citizen", citizen.id,
        now=clock.now(), citizen_id=citizen.id,
    )  # fmt: skip
    db.session.commit()


def _caseworker_page(citizen: Citizen, form: SuccessorForm) -> str:
    form.offer(queries.successors(db.session, citizen.caseworker_id))
    page = render_template("caseload/caseworker.html", citizen=citizen, form=form)
    _note_look(citizen)
    return page


def _protection_page(
    citizen: Citizen, protect: ProtectForm | None = None, reader: ReaderForm | None = None
) -> str:
    reader = reader or ReaderForm(formdata=None)
    reader.offer(queries.nameable(db.session))
    today = clock.local_date(clock.now())
    page = render_template(
        "caseload/protection.html",
        citizen=citizen,
        protect=protect or ProtectForm(formdata=None, since=today),
        reader=reader,
        readers=queries.readers(db.session, citizen.id),
    )
    _note_look(citizen)
    return page
