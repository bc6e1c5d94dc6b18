"""Letting other departments see parts of a plan: the caseworker asks, the citizen decides."""

from datetime import timedelta
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts.models import Citizen
from portal.caseload.queries import citizen_of
from portal.core import clock, policy
from portal.core.access import actor, citizen, recently_signed_in, staff
from portal.core.db import db
from portal.core.errors import Refused
from portal.plan import queries, service, words
from portal.plan.forms_sharing import FIELD_OF, AllowForm, InviteForm

blueprint = Blueprint("plan_sharing", __name__)

LARGEST_ID = 2**63 - 1
OWN = "/borger/min-plan/deling"
SHARE = f"<int(max={LARGEST_ID}):share_id>"
OF_CITIZEN = f"/personale/borger/<int(max={LARGEST_ID}):citizen_id>/plan/deling"
USUAL = timedelta(days=90)
Page = str | tuple[str, int] | Response


@blueprint.get(OWN)
@citizen
def show() -> str:
    """Who would like to see parts of the plan, who does, and how often they have looked."""
    return _own_page()


@blueprint.post(f"{OWN}/{SHARE}")
@citizen
@recently_signed_in
def allow(share_id: int) -> Page:
    """Yes to the parts that are chosen."""
    form = AllowForm(prefix=f"s{share_id}")
    if not form.validate():
        return _own_page((share_id, form)), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        service.allow(db.session, actor(), share_id, form.sections.data, now=clock.now())
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused.refusal, FIELD_OF.get(refused.refusal))
        return _own_page((share_id, form)), HTTPStatus.UNPROCESSABLE_ENTITY
    db.session.commit()
    flash(_("Saved. They see what you have chosen, and nothing else."), "success")
    return redirect(url_for("plan_sharing.show"))


@blueprint.post(f"{OWN}/{SHARE}/slut")
@citizen
def end(share_id: int) -> Response:
    """No, or no longer."""
    service.end(db.session, actor(), share_id, now=clock.now())
    db.session.commit()
    flash(_("They see nothing of your plan."), "success")
    return redirect(url_for("plan_sharing.show"))


@blueprint.get(OF_CITIZEN)
@staff(policy.EDIT_PLANS)
def of_citizen(citizen_id: int) -> str:
    """Who is invited to see the plan. The look is written down."""
    person = citizen_of(db.session, actor(), citizen_id, clock.now())
    until = clock.local_date(clock.now()) + USUAL
    return _staff_page(person, InviteForm(formdata=None, until=until))


@blueprint.post(OF_CITIZEN)
@staff(policy.EDIT_PLANS)
@recently_signed_in
def invite(citizen_id: int) -> Page:
    """Ask the citizen."""
    person, form = citizen_of(db.session, actor(), citizen_id, clock.now()), InviteForm()
    form.offer(queries.invitable(db.session, person))
    if not form.validate():
        return _staff_page(person, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        service.invite(
            db.session,
            actor(),
            person,
            int(form.who.data),
            sections=form.sections.data,
            why=form.why.data,
            until=form.last_day(),
            now=clock.now(),
        )
    except Refused as refused:
        form.refuse(refused.refusal, FIELD_OF.get(refused.refusal))
        return _staff_page(person, form), HTTPStatus.UNPROCESSABLE_ENTITY
    db.session.commit()
    flash(
        _("%(name)s is asked. Nothing is shown before the answer.", name=person.first_name),
        "success",
    )
    return redirect(url_for("plan_sharing.of_citizen", citizen_id=citizen_id))


@blueprint.post(f"{OF_CITIZEN}/{SHARE}/slut")
@staff(policy.EDIT_PLANS)
def take_back(citizen_id: int, share_id: int) -> Response:
    """Take an invitation back."""
    citizen_of(db.session, actor(), citizen_id, clock.now())
    service.take_back(db.session, actor(), citizen_id, share_id, now=clock.now())
    db.session.commit()
    flash(_("The invitation is taken back."), "success")
    return redirect(url_for("plan_sharing.of_citizen", citizen_id=citizen_id))


def _own_page(failed: tuple[int, AllowForm] | None = None) -> str:
    person = actor().person_id
    shares = queries.shares(db.session, person)
    forms = {
        one.id: AllowForm(formdata=None, prefix=f"s{one.id}", sections=one.shown) for one in shares
    }
    if failed and failed[0] in forms:
        forms[failed[0]] = failed[1]
    for one in shares:
        forms[one.id].ask(one.asked_for)
    return render_template(
        "plan/sharing.html",
        shares=shares,
        forms=forms,
        failed=failed[1] if failed else None,
        looks=queries.looks(db.session, person),
        sections=words.SECTIONS,
        today=clock.local_date(clock.now()),
    )


def _staff_page(person: Citizen, form: InviteForm) -> str:
    form.offer(queries.invitable(db.session, person))
    shown = render_template(
        "plan/sharing_staff.html",
        citizen=person,
        form=form,
        shares=queries.shares(db.session, person.id),
        looks=queries.looks(db.session, person.id),
        sections=words.SECTIONS,
        today=clock.local_date(clock.now()),
    )
    service.note_look(db.session, actor(), person.id, now=clock.now())
    db.session.commit()
    return shown
