"""Min Plan for the citizen."""

from http import HTTPStatus
from typing import Any, Literal

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import actor, citizen
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.forms import Form
from portal.core.security import safe_path
from portal.plan import forms, queries, rules, service, words

blueprint = Blueprint("plan", __name__)

PARTS: dict[str, tuple[Literal["goal", "strengths"], type[Form]]] = {
    "maal": ("goal", forms.GoalForm),
    "styrker": ("strengths", forms.StrengthsForm),
}
WORDS = "/<any(maal, styrker):slug>"
Page = str | tuple[str, int] | Response


@blueprint.get("")
@citizen
def show() -> str:
    """The goal on top, tasks by week, and who is in the course."""
    person = actor().person_id
    plan = queries.contents(db.session, person)
    caseworker = queries.caseworker(db.session, person)
    today = clock.local_date(clock.now())
    return render_template(
        "plan/show.html",
        plan=plan,
        groups=rules.by_week(plan.open_tasks, today),
        caseworker=caseworker,
        owners=words.OWNERS | {"citizen": "", "caseworker": caseworker.name},
        removable=removable,
    )


@blueprint.get(WORDS)
@citizen
def words_form(slug: str) -> str:
    """The goal, or what the citizen can and has, to be written."""
    part, form = PARTS[slug]
    head = queries.head(db.session, actor().person_id)
    return _words_page(slug, form(formdata=None, text=getattr(head, part)))


@blueprint.post(WORDS)
@citizen
def write(slug: str) -> Page:
    """Save the citizen's words."""
    part, form_of = PARTS[slug]
    form = form_of()
    if not form.validate():
        return _words_page(slug, form), HTTPStatus.UNPROCESSABLE_ENTITY
    service.write(db.session, actor(), part, form.text.data or "", now=clock.now())
    db.session.commit()
    flash(_("It is saved in your plan."), "success")
    return redirect(url_for("plan.show"))


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


def _words_page(slug: str, form: Form) -> str:
    return render_template("plan/words.html", form=form, slug=slug)
