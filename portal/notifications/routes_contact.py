"""How a citizen is reached: the citizen's own page, and the same for staff on the phone."""

from http import HTTPStatus

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.caseload.queries import citizen_of
from portal.core import clock, policy
from portal.core.access import Audience, actor, citizen, staff
from portal.core.db import db
from portal.core.errors import NotFound
from portal.notifications import channels, contact, queries, words
from portal.notifications.contact import Contact
from portal.notifications.forms import ContactForm
from portal.settings import Settings

blueprint = Blueprint("notifications_contact", __name__)

LARGEST_ID = 2**63 - 1
OF_CITIZEN = f"/personale/borger/<int(max={LARGEST_ID}):citizen_id>"
Page = str | tuple[str, int] | Response


@blueprint.route("/borger/kontakt", methods=["GET", "POST"])
@citizen
def own() -> Page:
    """The citizen says how to be reached."""
    return _contact(actor().person_id, url_for("notifications.inbox"), None)


@blueprint.route(f"{OF_CITIZEN}/kontakt", methods=["GET", "POST"])
@staff(policy.RUN_TALKS)
def of_citizen(citizen_id: int) -> Page:
    """The citizen says it on the phone, and staff write it down."""
    person = citizen_of(db.session, actor(), citizen_id, clock.now())
    if person.is_hidden:
        raise NotFound
    there = url_for("booking_behalf.show", citizen_id=citizen_id)
    page = _contact(citizen_id, there, person.name)
    contact.note_look(db.session, citizen_id, actor=actor(), now=clock.now())
    db.session.commit()
    return page


@blueprint.get(f"{OF_CITIZEN}/beskeder")
@staff(policy.RUN_TALKS)
def told(citizen_id: int) -> str:
    """Exactly what the citizen has been told, how and when. The look is written down."""
    person = citizen_of(db.session, actor(), citizen_id, clock.now())
    messages = queries.told(db.session, Audience.CITIZEN, citizen_id)
    contact.note_look(db.session, citizen_id, actor=actor(), now=clock.now())
    db.session.commit()
    return render_template(
        "notifications/told.html",
        person=person,
        messages=messages,
        words=words,
        now=clock.now(),
    )


def _contact(citizen_id: int, there: str, name: str | None) -> Page:
    settings: Settings = current_app.extensions["portal.settings"]
    form = ContactForm() if request.method == "POST" else _filled(citizen_id)
    form.offer(channels.available(settings))
    page = "notifications/contact.html"
    if request.method == "GET":
        return render_template(page, form=form, name=name, there=there)
    if not form.validate():
        return render_template(
            page, form=form, name=name, there=there
        ), HTTPStatus.UNPROCESSABLE_ENTITY
    contact.change(db.session, citizen_id, _said(form), actor=actor(), now=clock.now())
    db.session.commit()
    flash(_("It is saved."), "success")
    return redirect(there)


def _filled(citizen_id: int) -> ContactForm:
    now = contact.contact_of(db.session, citizen_id)
    return ContactForm(formdata=None, data=vars(now))


def _said(form: ContactForm) -> Contact:
    return Contact(
        email=form.email.data or None,
        phone=form.phone.data or None,
        first=form.first.data,
        language=form.language.data,
        talk_language=form.talk_language.data,
        needs=tuple(form.needs.data or ()),
    )
