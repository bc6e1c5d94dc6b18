"""Staff decide applications by their deadline, choose who gets a place, and end it early."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import audit, clock, policy
from portal.core.access import actor, staff
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.forms import Form, tidy
from portal.core.refusing import say_why
from portal.supported import queries, service, words
from portal.supported.forms import FIELD_OF, DecideForm, EndForm
from portal.supported.queries import Case

blueprint = Blueprint("supported_staff", __name__)

LARGEST_ID = 2**63 - 1
ONE = f"/<int(max={LARGEST_ID}):application_id>"
FORMS: dict[str, type[Form]] = {"yes": DecideForm, "no": DecideForm, "end": EndForm}
Page = str | tuple[str, int] | Response


@blueprint.get("")
@staff(policy.SEE_PLACES)
def queue() -> str:
    """What waits, the most urgent first; the places somebody has; the partner companies."""
    today = clock.local_date(clock.now())
    return render_template(
        "supported/queue.html",
        waiting=queries.queue(db.session, today),
        running=queries.lived_in(db.session, today),
        partners=queries.agreements(db.session),
        today=today,
        words=words,
    )


@blueprint.get(ONE)
@staff(policy.SEE_PLACES)
def show(application_id: int) -> str:
    """An application with its checks. The look is written down, also at who has the place."""
    found = _case(application_id)
    page = _page(found)
    now = clock.now()
    audit.record(
        db.session, actor(), "read", "supported_application", application_id,
        now=now, business_id=found.application.business_id,
    )  # fmt: skip
    if found.placement is not None and _may_see_name(found):
        service.note_look(db.session, actor(), application_id, found.placement.citizen_id, now=now)
    db.session.commit()
    return page


@blueprint.post(f"{ONE}/ja")
@staff(policy.DECIDE_PLACES)
def approve(application_id: int) -> Page:
    """Say yes."""

    def deed(form: Any) -> None:
        service.approve(
            db.session, application_id, reason=form.reason.data, actor=actor(), now=clock.now()
        )

    return _act(application_id, "yes", deed, _("The place is approved, and the company is told."))


@blueprint.post(f"{ONE}/nej")
@staff(policy.DECIDE_PLACES)
def refuse(application_id: int) -> Page:
    """Say no."""

    def deed(form: Any) -> None:
        service.refuse(
            db.session, application_id, reason=form.reason.data, actor=actor(), now=clock.now()
        )

    return _act(application_id, "no", deed, _("The place is refused, and the company is told."))


@blueprint.post(f"{ONE}/link")
@staff(policy.DECIDE_PLACES)
def ask_again(application_id: int) -> Response:
    """Send the representative's link again."""
    found = _case(application_id)
    try:
        service.ask_again(
            db.session,
            found,
            name=found.application.representative_name,
            email=found.application.representative_email,
            actor=actor(),
            now=clock.now(),
        )
    except Refused as refused:
        db.session.rollback()
        flash(str(refused.refusal.sentence), "error")
    else:
        db.session.commit()
        flash(_("Sent. We have written to the employees' representative."), "success")
    return redirect(url_for("supported_staff.show", application_id=application_id))


@blueprint.post(f"{ONE}/slut")
@staff(policy.SEE_PLACES)
def end(application_id: int) -> Page:
    """End a place early."""

    def deed(form: Any) -> None:
        service.end(
            db.session,
            application_id,
            form.last.data,
            reason=form.reason.data,
            actor=actor(),
            now=clock.now(),
        )

    return _act(application_id, "end", deed, _("The place ends, and everybody is told."))


@blueprint.get(f"{ONE}/borger")
@staff(policy.PLACE_CITIZENS)
def choose(application_id: int) -> str:
    """Citizens of one's own team by name, to give the place to."""
    found = _case(application_id)
    typed = (tidy(request.args.get("q", "")) or "")[:80]
    people = queries.citizens_named(db.session, actor(), typed)
    if people:
        now = clock.now()
        for one in people:
            audit.record(
                db.session, actor(), "search", "citizen", one.id, now=now, citizen_id=one.id
            )
        db.session.commit()
    return render_template(
        "supported/choose.html", case=found, typed=typed, people=people, words=words
    )


@blueprint.post(f"{ONE}/borger/<int(max={LARGEST_ID}):citizen_id>")
@staff(policy.PLACE_CITIZENS)
def place(application_id: int, citizen_id: int) -> Response:
    """Give the place to a citizen."""
    try:
        service.place(db.session, application_id, citizen_id, actor=actor(), now=clock.now())
    except Refused as refused:
        return say_why(
            refused, redirect(url_for("supported_staff.show", application_id=application_id))
        )
    db.session.commit()
    flash(_("The citizen has the place, and both sides are told."), "success")
    return redirect(url_for("supported_staff.show", application_id=application_id))


def _act(application_id: int, name: str, deed: Callable[[Any], None], said: str) -> Page:
    form = FORMS[name](prefix=name)
    found = _case(application_id)
    if not form.validate():
        return _page(found, **{name: form}), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        deed(form)
    except Refused as refused:
        db.session.rollback()
        field = FIELD_OF.get(refused.refusal)
        form.refuse(refused.refusal, field if field in form.data else None)
        return _page(_case(application_id), **{name: form}), HTTPStatus.UNPROCESSABLE_ENTITY
    db.session.commit()
    flash(said, "success")
    return redirect(url_for("supported_staff.show", application_id=application_id))


def _case(application_id: int) -> Case:
    return queries.case(db.session, application_id, clock.local_date(clock.now()))


def _may_see_name(found: Case) -> bool:
    """Consultants work with every place; others see the citizens of their own team."""
    person = actor()
    if policy.may(person, policy.DECIDE_PLACES):
        return True
    placed = found.placement
    if placed is None:
        return False
    caseworker = placed.citizen.caseworker
    return person.person_id == caseworker.id or person.team_id == caseworker.team_id


def _page(found: Case, **tried: Form) -> str:
    return render_template(
        "supported/case.html",
        case=found,
        checks=service.check_again(db.session, found.application),
        forms={
            name: tried.get(name) or form(formdata=None, prefix=name)
            for name, form in FORMS.items()
        },
        tried=tried,
        may_decide=policy.may(actor(), policy.DECIDE_PLACES),
        may_place=policy.may(actor(), policy.PLACE_CITIZENS),
        may_see_name=_may_see_name(found),
        words=words,
    )
