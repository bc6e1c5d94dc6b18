"""The administrator's lists: what talks are for, rooms and video lines, closing days."""

from datetime import date
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts import queries as accounts
from portal.booking import queries, service, words
from portal.booking.forms_places import ClosingForm, PurposeForm, ResourceForm
from portal.booking.models import Resource
from portal.core import clock, policy
from portal.core.access import actor, staff
from portal.core.db import db
from portal.core.errors import NotFound, Refused
from portal.core.refusing import say_why

blueprint = Blueprint("booking_places", __name__)

LARGEST_ID = 2**63 - 1
Page = str | tuple[str, int] | Response


@blueprint.get("/formaal")
@staff(policy.ADMINISTER)
def purposes() -> str:
    """What talks can be for."""
    return _purposes_page(PurposeForm(formdata=None))


@blueprint.post("/formaal")
@staff(policy.ADMINISTER)
def add_purpose() -> Page:
    """Add one."""
    form = PurposeForm()
    if not form.validate():
        return _purposes_page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    service.rule_versions.add_purpose(db.session, form.words(), actor=actor(), now=clock.now())
    db.session.commit()
    flash(_("The purpose is added. It can be chosen at once."), "success")
    return redirect(url_for("booking_places.purposes"))


@blueprint.post("/formaal/<code>/stop")
@staff(policy.ADMINISTER)
def stop_purpose(code: str) -> Response:
    """Let nobody choose it any more."""
    there = redirect(url_for("booking_places.purposes"))
    try:
        service.rule_versions.stop_purpose(db.session, code, actor=actor(), now=clock.now())
    except Refused as refused:
        return say_why(refused, there)
    db.session.commit()
    flash(_("The purpose can no longer be chosen. Talks that have it keep it."), "success")
    return there


@blueprint.get("/lokaler")
@staff(policy.ADMINISTER)
def resources() -> str:
    """Rooms and video lines."""
    return render_template(
        "booking/resources.html",
        resources=queries.every_resource(db.session),
        teams={team.id: team.name for team in accounts.teams(db.session)},
        words=words,
    )


@blueprint.route("/lokaler/ny", methods=["GET", "POST"])
@staff(policy.ADMINISTER)
def new_resource() -> Page:
    """Add a room or a video line."""
    return _resource_page(None)


@blueprint.route(f"/lokaler/<int(max={LARGEST_ID}):resource_id>", methods=["GET", "POST"])
@staff(policy.ADMINISTER)
def resource(resource_id: int) -> Page:
    """Change a room or a video line."""
    found = db.session.get(Resource, resource_id)
    if found is None:
        raise NotFound
    return _resource_page(found)


@blueprint.get("/lukkedage")
@staff(policy.ADMINISTER)
def closing_days() -> str:
    """The days on which we are closed though they are no public holidays."""
    return _closing_page(ClosingForm(formdata=None))


@blueprint.post("/lukkedage")
@staff(policy.ADMINISTER)
def close_day() -> Page:
    """Close a day."""
    form = ClosingForm()
    if not form.validate():
        return _closing_page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    assert form.day.data is not None
    try:
        service.places.close_day(
            db.session, form.day.data, form.reason.data, actor=actor(), now=clock.now()
        )
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused.refusal, "day")
        return _closing_page(form), HTTPStatus.CONFLICT
    db.session.commit()
    flash(_("The day is closed. Nobody can book it."), "success")
    return redirect(url_for("booking_places.closing_days"))


@blueprint.post("/lukkedage/<day>/aabn")
@staff(policy.ADMINISTER)
def open_day(day: str) -> Response:
    """Take a closing day back."""
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        raise NotFound from None
    service.places.open_day(db.session, wanted, actor=actor(), now=clock.now())
    db.session.commit()
    flash(_("The day is open again."), "success")
    return redirect(url_for("booking_places.closing_days"))


def _resource_page(resource: Resource | None) -> Page:
    form = ResourceForm() if request.method == "POST" else ResourceForm(formdata=None)
    if request.method == "GET" and resource is not None:
        form.start_from(resource)
    form.offer_teams(accounts.teams(db.session), _("Everybody"))
    page = "booking/resource.html"
    if request.method == "GET":
        return render_template(page, form=form, resource=resource)
    if not form.validate():
        return render_template(page, form=form, resource=resource), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        service.places.keep_resource(
            db.session,
            resource.id if resource else None,
            form.values(),
            actor=actor(),
            now=clock.now(),
        )
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused.refusal, "name")
        return render_template(page, form=form, resource=resource), HTTPStatus.CONFLICT
    db.session.commit()
    flash(_("It is saved."), "success")
    return redirect(url_for("booking_places.resources"))


def _purposes_page(form: PurposeForm) -> str:
    return render_template(
        "booking/purposes.html", purposes=queries.every_purpose(db.session), form=form
    )


def _closing_page(form: ClosingForm) -> str:
    today = clock.local_date(clock.now())
    return render_template(
        "booking/closing_days.html",
        days=queries.closing_days(db.session, today),
        form=form,
    )
