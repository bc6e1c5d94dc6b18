"""Min Plan for the citizen."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import actor, citizen
from portal.core.db import db
from portal.core.errors import NotFound, Refused
from portal.core.forms import SeenForm
from portal.core.refusing import say_why
from portal.core.security import safe_path
from portal.plan import forms, queries, rules, service, words
from portal.plan.models import Plan, PlanTask
from portal.plan.rules.agreement import changes
from portal.supported import queries as supported

blueprint = Blueprint("plan", __name__)

LARGEST = 2**31 - 1
NEW_FOR = timedelta(days=7)
"""So long a task from the caseworker is marked as new."""

PARTS: dict[str, tuple[Any, type[SeenForm]]] = {
    "maal": (words.WORDS["goal"], forms.GoalForm),
    "styrker": (words.WORDS["strengths"], forms.StrengthsForm),
    "hindringer": (words.WORDS["barriers"], forms.BarriersForm),
    "retninger": (_l("My directions"), forms.DirectionsForm),
}
WORDS = "/<any(maal, styrker, hindringer, retninger):slug>"
Page = str | tuple[str, int] | Response


@blueprint.get("")
@citizen
def show() -> str:
    """The citizen's words, the tasks by week, what is agreed on, and who is in the course."""
    person, now = actor().person_id, clock.now()
    today = clock.local_date(now)
    plan = queries.contents(db.session, person)
    caseworker = queries.caseworker(db.session, person)
    agreed = queries.last_agreed(db.session, person)
    page = render_template(
        "plan/show.html",
        plan=plan,
        groups=rules.by_week(plan.open_tasks, today),
        steps=rules.steps([*plan.open_tasks, *plan.done_tasks]),
        step_words=words.STEPS,
        caseworker=caseworker,
        contacts=queries.contacts(db.session, person),
        shares=[one for one in queries.shares(db.session, person) if one.runs_on(today)],
        roles=words.ROLES,
        version=queries.last_version(db.session, person),
        agreed=agreed,
        news=queries.new_since_agreed(db.session, agreed),
        names=words.WORDS,
        owners=words.OWNERS | {"citizen": "", "caseworker": caseworker.name},
        removable=removable,
        new_since=now - NEW_FOR,
        place=supported.place_now(db.session, person, today),
    )
    service.count(db.session, "opened", now)
    db.session.commit()
    return page


@blueprint.get(WORDS)
@citizen
def words_form(slug: str) -> str:
    """A section in the citizen's words, to be written."""
    head = queries.head(db.session, actor().person_id)
    return _words_page(slug, PARTS[slug][1](formdata=None, obj=head).shows(head))


@blueprint.post(WORDS)
@citizen
def write(slug: str) -> Page:
    """Save the citizen's words."""
    form = PARTS[slug][1]()
    if not form.validate():
        return _words_page(slug, form), HTTPStatus.UNPROCESSABLE_ENTITY
    stored = queries.head(db.session, actor().person_id)
    if form.is_outdated(stored):
        return _conflict_page(form, stored)
    said = {f.name: f.data or "" for f in form if f.type == "TextAreaField"}
    service.write(db.session, actor(), said, now=clock.now())
    db.session.commit()
    flash(_("It is saved in your plan."), "success")
    more = "more" in request.form
    return redirect(url_for("plan.words_form", slug=slug) if more else url_for("plan.show"))


@blueprint.get("/opgaver/ny")
@citizen
def new_task() -> str:
    """A form for a task of one's own."""
    return render_template("plan/task.html", form=forms.OwnTaskForm(formdata=None))


@blueprint.post("/opgaver/ny")
@citizen
def add_task() -> Page:
    """Add a task of one's own."""
    form = forms.OwnTaskForm()
    if not form.validate():
        return render_template("plan/task.html", form=form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        service.add_task(
            db.session,
            actor().person_id,
            title=form.title.data,
            due_on=form.due_on.data,
            actor=actor(),
            now=clock.now(),
        )
    except Refused as refused:
        form.refuse(refused.refusal, forms.FIELD_OF.get(refused.refusal))
        return render_template("plan/task.html", form=form), HTTPStatus.UNPROCESSABLE_ENTITY
    db.session.commit()
    flash(_("The task is in your plan."), "success")
    return redirect(url_for("plan.show"))


@blueprint.post("/opgaver/<int:task_id>")
@citizen
def tick(task_id: int) -> Response:
    """Mark a task as done, or with `done=no` as not done after all; back to where one was."""
    done = request.form.get("done") != "no"
    person = actor()
    service.tick(db.session, person.person_id, task_id, done=done, actor=person, now=clock.now())
    db.session.commit()
    flash(
        _("Well done. The task is ticked off.") if done else _("The task is open again."), "success"
    )
    return redirect(safe_path(request.form.get("next"), url_for("plan.show")))


@blueprint.get("/opgaver/<int:task_id>/kommentar")
@citizen
def say_form(task_id: int) -> str:
    """What the citizen says of a task, to be written."""
    task = _task(task_id)
    return _say_page(task, forms.SayForm(formdata=None, obj=task))


@blueprint.post("/opgaver/<int:task_id>/kommentar")
@citizen
def say(task_id: int) -> Page:
    """Save what the citizen says of a task."""
    task, form = _task(task_id), forms.SayForm()
    if not form.validate():
        return _say_page(task, form), HTTPStatus.UNPROCESSABLE_ENTITY
    service.say(db.session, actor(), task_id, form.comment.data or "", now=clock.now())
    db.session.commit()
    flash(_("It is saved in your plan."), "success")
    return redirect(url_for("plan.show"))


@blueprint.get("/aftale")
@citizen
def agreement() -> Page:
    """The version that waits: what changed since the last agreement, and yes or no."""
    return _agreement_page(forms.AnswerForm(formdata=None))


@blueprint.post(f"/aftale/<int(max={LARGEST}):number>")
@citizen
def answer(number: int) -> Page:
    """Agree to a version, or say what is to be different."""
    form = forms.AnswerForm()
    if not form.validate():
        return _agreement_page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    agreed = form.answer.data == "yes"
    reply = "" if agreed else form.reply.data
    try:
        service.answer(db.session, actor(), number, agreed=agreed, reply=reply, now=clock.now())
    except Refused as refused:
        return say_why(refused, redirect(url_for("plan.agreement")))
    db.session.commit()
    said = (
        _("You and your caseworker agree on this plan.")
        if agreed
        else _("Your caseworker has been told, and proposes a new version.")
    )
    flash(said, "success")
    return redirect(url_for("plan.show"))


@blueprint.post("/opgaver/<int:task_id>/fjern")
@citizen
def remove_task(task_id: int) -> Response:
    """Take back a task of one's own."""
    service.remove_task(db.session, actor(), task_id, now=clock.now())
    db.session.commit()
    flash(_("The task is no longer in your plan."), "success")
    return redirect(url_for("plan.show"))


def removable(task: Any) -> bool:
    """True when the citizen may take the task back."""
    return rules.may_remove(
        task.owner, task.created_by_staff_id is not None, task.done_at is not None
    )


def _task(task_id: int) -> PlanTask:
    found = queries.task(db.session, actor().person_id, task_id)
    if found is None:
        raise NotFound
    return found


def _say_page(task: PlanTask, form: forms.SayForm) -> str:
    return render_template("plan/say.html", task=task, form=form)


def _agreement_page(form: forms.AnswerForm) -> str:
    versions = queries.versions(db.session, actor().person_id)
    last = versions[0] if versions else None
    agreed = next((one for one in versions if one.answer == "agreed"), None)
    waits = last is not None and last.answer is None
    return render_template(
        "plan/agreement.html",
        form=form,
        last=last,
        waits=waits,
        is_current=last is not None and waits and queries.is_current(db.session, last),
        agreed=agreed,
        changes=changes(agreed.content if agreed else None, last.content) if last else None,
        versions=versions,
        names=words.WORDS,
        owners=words.OWNERS | {"citizen": _("You")},
        answers=words.ANSWERS,
    )


def _conflict_page(form: SeenForm, stored: Plan) -> Page:
    """What is stored beside what was just written: the citizen chooses, nothing is lost."""
    theirs = type(form)(formdata=None, obj=stored)
    form.shows(stored)
    back = url_for("plan.show")
    page = render_template("fds/conflict.html", form=form, theirs=theirs, back=back)
    return page, HTTPStatus.CONFLICT


def _words_page(slug: str, form: SeenForm) -> str:
    return render_template("plan/words.html", form=form, heading=PARTS[slug][0])
