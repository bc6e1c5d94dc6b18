"""A company applies for places, follows them, and asks for more time."""

from http import HTTPStatus

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.businesses import queries as businesses
from portal.businesses.models import ProductionUnit
from portal.core import clock
from portal.core.access import actor, business
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.refusing import say_why
from portal.recruitment import queries as recruitment
from portal.supported import queries, service, words
from portal.supported.forms import FIELD_OF, ApplyForm, AskAgainForm, ExtendForm, offer_units
from portal.supported.queries import Case
from portal.supported.refusals import PlaceRefusal

blueprint = Blueprint("supported_business", __name__)

LARGEST_ID = 2**63 - 1
ONE = f"/<int(max={LARGEST_ID}):application_id>"
Page = str | tuple[str, int] | Response


@blueprint.get("")
@business
def index() -> str:
    """The company's applications and places."""
    today = clock.local_date(clock.now())
    found = queries.for_business(db.session, actor().person_id, today)
    return render_template("supported/index.html", cases=found, words=words)


@blueprint.get("/ny")
@business
def new() -> str:
    """An empty application, or one that begins with what an enquiry said."""
    own = businesses.company(db.session, actor().business_id or abort(403)).business
    form = ApplyForm(formdata=None, sector=own.sector)
    asked = _enquiry()
    if asked is not None:
        about = recruitment.own_request(
            db.session, actor().business_id or 0, asked, clock.now(), actor().person_id
        ).request
        form.title.data, form.tasks.data = about.title, about.tasks
        form.hours_per_week.data = about.hours_per_week
        for field, value in ((form.starts_on, about.starts_on), (form.ends_on, about.ends_on)):
            field.process(None, value)
        form.form.data = about.placement_form
        form.unit.data = str(about.unit_id) if about.unit_id else None
    return _form_page(form)


@blueprint.post("/ny")
@business
def send() -> Page:
    """Send the application."""
    form = ApplyForm()
    offer_units(form.unit, _units())
    if not form.validate():
        return _form_page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        made = service.apply(
            db.session,
            actor(),
            form.wish(),
            key=form.key.data or "",
            request_id=_enquiry(),
            now=clock.now(),
        )
    except Refused as refused:
        db.session.rollback()
        if refused.refusal is PlaceRefusal.CHECKS:
            _say_checks(form)
        else:
            form.refuse(refused.refusal, FIELD_OF.get(refused.refusal))
        return _form_page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    db.session.commit()
    flash(_("Sent. We have written to the employees' representative."), "success")
    return redirect(url_for("supported_business.show", application_id=made.id))


def _say_checks(form: ApplyForm) -> None:
    found = service.problems(db.session, form.wish(), today=clock.local_date(clock.now()))
    for one in found:
        if not one.holds:
            field = form[words.FIELDS[one.code]]
            field.errors = [*field.errors, words.check(one)]


def _enquiry() -> int | None:
    asked = request.values.get("henvendelse", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None


def _units() -> list[ProductionUnit]:
    return businesses.units(db.session, actor().business_id or abort(403))


def _form_page(form: ApplyForm) -> str:
    units = _units()
    offer_units(form.unit, units)
    rules = queries.rulebook(db.session)
    today = clock.local_date(clock.now())
    lengths = [
        (words.FORMS[kind], words.SECTORS[sector], words.rule(limits))
        for kind in words.FORMS
        for sector in words.SECTORS
        if (limits := rules.on(kind, sector, today)) is not None
    ]
    return render_template(
        "supported/apply.html", form=form, units=units, lengths=lengths, enquiry=_enquiry()
    )


@blueprint.get(ONE)
@business
def show(application_id: int) -> str:
    """How an application stands, and who has the place. A look at a name is written down."""
    found = _own(application_id)
    page = _page(found)
    if found.placement is not None:
        service.note_look(
            db.session, actor(), application_id, found.placement.citizen_id, now=clock.now()
        )
        db.session.commit()
    return page


@blueprint.post(f"{ONE}/forlaeng")
@business
def extend(application_id: int) -> Page:
    """Apply for more time."""
    form = ExtendForm()
    found = _own(application_id)
    if not form.validate():
        return _page(found, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        made = service.extend(
            db.session,
            actor(),
            application_id,
            form.until(),
            key=form.key.data or "",
            now=clock.now(),
        )
    except Refused as refused:
        db.session.rollback()
        found = _own(application_id)
        if refused.refusal is PlaceRefusal.CHECKS:
            for one in service.extension_problems(db.session, found.application, form.until()):
                form.ends_on.errors = [*form.ends_on.errors, words.check(one)]
        else:
            form.refuse(refused.refusal, FIELD_OF.get(refused.refusal))
        return _page(found, form), HTTPStatus.UNPROCESSABLE_ENTITY
    db.session.commit()
    flash(_("Sent. We have written to the employees' representative."), "success")
    return redirect(url_for("supported_business.show", application_id=made.id))


@blueprint.post(f"{ONE}/link")
@business
def ask_again(application_id: int) -> Page:
    """Send the representative's link again, or to somebody else."""
    form = AskAgainForm(prefix="ask")
    found = _own(application_id)
    if not form.validate():
        return _page(found, asking=form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        service.ask_again(
            db.session,
            found,
            name=form.representative_name.data,
            email=form.representative_email.data,
            actor=actor(),
            now=clock.now(),
        )
    except Refused as refused:
        return say_why(
            refused, redirect(url_for("supported_business.show", application_id=application_id))
        )
    db.session.commit()
    flash(_("Sent. We have written to the employees' representative."), "success")
    return redirect(url_for("supported_business.show", application_id=application_id))


@blueprint.post(f"{ONE}/fortryd")
@business
def take_back(application_id: int) -> Response:
    """Take the application back."""
    try:
        service.take_back(db.session, actor(), application_id, now=clock.now())
    except Refused as refused:
        return say_why(
            refused, redirect(url_for("supported_business.show", application_id=application_id))
        )
    db.session.commit()
    flash(_("The application is taken back."), "success")
    return redirect(url_for("supported_business.show", application_id=application_id))


def _own(application_id: int) -> Case:
    today = clock.local_date(clock.now())
    return queries.own_case(db.session, actor().person_id, application_id, today)


def _page(found: Case, form: ExtendForm | None = None, asking: AskAgainForm | None = None) -> str:
    return render_template(
        "supported/show.html",
        case=found,
        form=form or ExtendForm(formdata=None),
        asking=asking or AskAgainForm(formdata=None, prefix="ask", obj=found.application),
        words=words,
    )
