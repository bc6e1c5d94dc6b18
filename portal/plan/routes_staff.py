"""The plan of a citizen, for the caseworker and the caseworker's team."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from portal.accounts.models import Citizen
from portal.caseload.queries import citizen_of
from portal.core import clock, policy
from portal.core.access import actor, staff
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.refusing import say_why
from portal.plan import forms, queries, rules, service, words

blueprint = Blueprint("plan_staff", __name__)

PLAN = "/<int:citizen_id>/plan"
LARGEST_ID = 2**63 - 1


@blueprint.get(PLAN)
@staff(policy.EDIT_PLANS)
def show(citizen_id: int) -> str:
    """Goal and tasks of one of their own citizens. The look is written down."""
    citizen = citizen_of(db.session, actor(), citizen_id, clock.now())
    return _page(citizen, forms.StaffTaskForm(formdata=None))


@blueprint.post(PLAN)
@staff(policy.EDIT_PLANS)
def add_task(citizen_id: int) -> Response | tuple[str, int]:
    """Add a task to the citizen's plan."""
    citizen = citizen_of(db.session, actor(), citizen_id, clock.now())
    form = forms.StaffTaskForm()
    if not form.validate():
        return _page(citizen, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        service.add_task(
            db.session,
            citizen_id,
            title=form.title.data,
            owner=form.owner.data,
            due_on=form.due_on.data,
            actor=actor(),
            now=clock.now(),
        )
    except Refused as refused:
        form.refuse(refused.refusal, forms.FIELD_OF.get(refused.refusal))
        return _page(citizen, form), HTTPStatus.UNPROCESSABLE_ENTITY
    db.session.commit()
    flash(_("The task is in the plan. %(name)s sees it now.", name=citizen.first_name), "success")
    return _back(citizen_id)


@blueprint.post(f"{PLAN}/opgaver/<int:task_id>")
@staff(policy.EDIT_PLANS)
def tick(citizen_id: int, task_id: int) -> Response:
    """Mark one of the job centre's own tasks as done, or with `done=no` as not done after all."""
    citizen_of(db.session, actor(), citizen_id, clock.now())
    done = request.form.get("done") != "no"
    service.tick(db.session, citizen_id, task_id, done=done, actor=actor(), now=clock.now())
    db.session.commit()
    flash(_("The task is ticked off.") if done else _("The task is open again."), "success")
    return _back(citizen_id)


@blueprint.post(f"{PLAN}/skabelon")
@staff(policy.EDIT_PLANS)
def apply_template(citizen_id: int) -> Response:
    """Add what plans of this target group usually hold."""
    citizen = citizen_of(db.session, actor(), citizen_id, clock.now())
    try:
        added = service.apply_template(db.session, actor(), citizen, now=clock.now())
    except Refused as refused:
        return say_why(refused, _back(citizen_id))
    db.session.commit()
    flash(
        ngettext("%(num)s task is added.", "%(num)s tasks are added.", added)
        if added
        else _("Everything the template holds is in the plan already."),
        "success",
    )
    return _back(citizen_id)


@blueprint.post(f"{PLAN}/forslag")
@staff(policy.EDIT_PLANS)
def propose(citizen_id: int) -> Response:
    """Ask the citizen to agree to the plan as it is now."""
    citizen = citizen_of(db.session, actor(), citizen_id, clock.now())
    try:
        service.propose(db.session, actor(), citizen_id, now=clock.now())
    except Refused as refused:
        return say_why(refused, _back(citizen_id))
    db.session.commit()
    flash(_("%(name)s is asked to agree to the plan.", name=citizen.first_name), "success")
    return _back(citizen_id)


@blueprint.post(f"{PLAN}/kontakter")
@staff(policy.EDIT_PLANS)
def add_contact(citizen_id: int) -> Response | tuple[str, int]:
    """Put somebody in the course."""
    citizen = citizen_of(db.session, actor(), citizen_id, clock.now())
    form = forms.ContactForm()
    task = forms.StaffTaskForm(formdata=None)
    if not form.validate():
        return _page(citizen, task, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        service.add_contact(
            db.session,
            actor(),
            citizen_id,
            role=form.role.data,
            name=form.name.data,
            phone=form.phone.data or "",
            email=form.email.data or "",
            now=clock.now(),
        )
    except Refused as refused:
        form.refuse(refused.refusal, "name")
        return _page(citizen, task, form), HTTPStatus.UNPROCESSABLE_ENTITY
    db.session.commit()
    flash(_("%(name)s can see who it is.", name=citizen.first_name), "success")
    return _back(citizen_id)


@blueprint.post(f"{PLAN}/kontakter/<int(max={LARGEST_ID}):contact_id>/fjern")
@staff(policy.EDIT_PLANS)
def remove_contact(citizen_id: int, contact_id: int) -> Response:
    """Take somebody out of the course."""
    citizen_of(db.session, actor(), citizen_id, clock.now())
    service.remove_contact(db.session, actor(), citizen_id, contact_id, now=clock.now())
    db.session.commit()
    flash(_("It is removed."), "success")
    return _back(citizen_id)


def _back(citizen_id: int) -> Response:
    return redirect(url_for("plan_staff.show", citizen_id=citizen_id))


def _page(
    citizen: Citizen, form: forms.StaffTaskForm, contact: forms.ContactForm | None = None
) -> str:
    """The plan as staff see it, also with a form that failed. The look is written down."""
    plan = queries.contents(db.session, citizen.id)
    owners = words.OWNERS | {"citizen": citizen.first_name, "caseworker": citizen.caseworker.name}
    form.name_owners(owners)
    last = queries.last_version(db.session, citizen.id)
    shown = render_template(
        "plan/staff.html",
        citizen=citizen,
        plan=plan,
        groups=rules.by_week(plan.open_tasks, clock.local_date(clock.now())),
        owners=owners,
        form=form,
        contact=contact or forms.ContactForm(formdata=None),
        contacts=queries.contacts(db.session, citizen.id),
        roles=words.ROLES,
        version=last,
        is_current=last is not None and queries.is_current(db.session, last),
        names=words.WORDS,
    )
    service.note_look(db.session, actor(), citizen.id, now=clock.now())
    db.session.commit()
    return shown
