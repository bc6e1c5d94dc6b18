"""The steps of writing an enquiry, the same for those who sign in and those who don't."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.businesses import queries as businesses
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.forms import Form
from portal.recruitment import queries, words
from portal.recruitment.forms import (
    FIELD_OF,
    ContactForm,
    GuestContactForm,
    JobForm,
    MatterForm,
    NeedForm,
    PlacementForm,
    RotationForm,
    SendForm,
)
from portal.recruitment.models import RequestDraft
from portal.recruitment.rules.enquiry import Step, day_in, facts
from portal.recruitment.service import callers, drafts

# The steps as they read in the address.
STEPS = {"behov": Step.NEED, "opgave": Step.JOB, "kontakt": Step.CONTACT}
NAMES = {step: name for name, step in STEPS.items()}
JOB_FORMS: dict[str, type[Form]] = {
    "recruitment": JobForm,
    "placement": PlacementForm,
    "job_rotation": RotationForm,
}


def form_for(draft: RequestDraft, step: Step, business_id: int | None) -> Form:
    """The step's form, with what was typed before."""
    data: dict[str, Any] = draft.data | {
        name: day_in(draft.data, name) for name in ("starts_on", "ends_on")
    }
    if step is Step.NEED:
        return NeedForm(data=data)
    if step is Step.JOB:
        return JOB_FORMS.get(draft.data.get("kind", ""), MatterForm)(data=data)
    if business_id is None:
        return GuestContactForm(data=data)
    form = ContactForm(data=data)
    units = businesses.units(db.session, business_id)
    if len(units) > 1:
        form.unit_id.choices = [("", words.WHOLE_COMPANY)] + [
            (unit.id, f"{unit.name}, {unit.address}") for unit in units
        ]
    else:
        del form.unit_id
    return form


def keep(draft: RequestDraft, step: Step, business_id: int | None, at: str) -> str | Response:
    """Keep what was typed, and go on to what is still missing."""
    form = form_for(draft, step, business_id)
    if not form.validate():
        return step_page(draft, step, form, at)
    values = {name: value for name, value in form.data.items() if name != "csrf_token"}
    now = clock.now()
    try:
        if step is Step.CONTACT and business_id is None:
            caller = callers.guest_caller(values)
            callers.check_caller(db.session, caller, by_staff=False)
        drafts.save(db.session, draft, values, now=now)
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused.refusal, FIELD_OF[refused.refusal])
        return step_page(draft, step, form, at)
    db.session.commit()
    steps = list(Step)
    changing = "ret" in request.args  # came from the last page, to correct something
    return to_step(draft, Step.SEND if changing else steps[steps.index(step) + 1], at)


def to_step(draft: RequestDraft, step: Step, at: str) -> Response:
    """To a step of the same draft."""
    if step is Step.SEND:
        return redirect(url_for(f"{at}.check", key=draft.key))
    return redirect(url_for(f"{at}.write", key=draft.key, step=NAMES[step]))


def step_page(draft: RequestDraft, step: Step, form: Form, at: str) -> str:
    """The page of a step."""
    page = {Step.NEED: "new", Step.JOB: "job", Step.CONTACT: "contact"}[step]
    return render_template(
        f"recruitment/{page}.html",
        draft=draft,
        form=form,
        words=words,
        about_job=drafts.is_about_job(draft.data),
        at=at,
    )


def check_page(draft: RequestDraft, at: str) -> str:
    """Everything once more, with the words that may discriminate."""
    about_job = drafts.is_about_job(draft.data)
    return render_template(
        "recruitment/check.html",
        draft=draft,
        shown=facts(draft.data, about_job),
        form=SendForm(),
        words=words,
        about_job=about_job,
        findings=queries.findings(db.session, draft.data, clock.local_date(clock.now())),
        at=at,
    )


def refused_sending(draft: RequestDraft, refused: Refused, at: str) -> Response:
    """Back to where the reason can be mended; nothing is sent."""
    flash(str(refused.refusal.sentence), "error")
    where = FIELD_OF.get(refused.refusal)
    if where in ("starts_on", "ends_on"):
        return to_step(draft, Step.JOB, at)
    if where is not None:
        return to_step(draft, Step.CONTACT, at)
    return redirect(url_for(f"{at}.check", key=draft.key))
