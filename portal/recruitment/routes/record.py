"""Staff write down what came by phone or mail, and say when it came."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock, policy
from portal.core.access import actor, staff
from portal.core.db import db
from portal.core.errors import Refused
from portal.recruitment.forms import FIELD_OF
from portal.recruitment.forms.record import PasteForm, RecordForm
from portal.recruitment.models import JOB_KINDS
from portal.recruitment.rules.enquiry import Facts
from portal.recruitment.rules.mailbox import read_mail
from portal.recruitment.service import record
from portal.recruitment.service.callers import Caller

blueprint = Blueprint("recruitment_record", __name__)


@blueprint.get("")
@staff(policy.ANSWER_ENQUIRIES)
def new() -> str:
    """Write down an enquiry; it came now unless one says otherwise."""
    return _page(RecordForm(formdata=None, data=_just_now()), PasteForm(prefix="paste"))


def _just_now() -> dict[str, Any]:
    now = clock.local(clock.now())
    return {"day": now.date(), "clock": f"{now:%H.%M}"}


def _page(form: RecordForm, paste: PasteForm) -> str:
    return render_template("recruitment/record.html", form=form, paste=paste)


@blueprint.post("/laes")
@staff(policy.ANSWER_ENQUIRIES)
def read() -> str:
    """Suggest the fields from a pasted mail. Nothing is stored."""
    paste = PasteForm(prefix="paste")
    if not paste.validate():
        return _page(RecordForm(formdata=None, data=_just_now()), paste)
    found = read_mail(paste.mail.data)
    data = _just_now() | {
        "channel": "mail",
        "cvr": found.cvr,
        "kind": found.kind,
        "title": found.title,
        "tasks": found.text[:4000],
        "contact_name": found.name,
        "contact_phone": found.phone,
        "contact_email": found.email,
        "workplace": found.workplace,
        "postcode": found.postcode,
    }
    if found.received is not None:
        at = found.received if found.received.tzinfo is None else clock.local(found.received)
        data |= {"day": at.date(), "clock": f"{at:%H.%M}", "why": _("It came by mail.")}
    flash(_("We have suggested what we found. Look through every field."), "info")
    return _page(RecordForm(formdata=None, data=data), PasteForm(prefix="paste", formdata=None))


@blueprint.post("")
@staff(policy.ANSWER_ENQUIRIES)
def store() -> str | Response:
    """Store it; its clocks run from when it came."""
    form = RecordForm()
    if not form.validate():
        return _page(form, PasteForm(prefix="paste", formdata=None))
    try:
        request = record.write_down(
            db.session,
            Caller(
                form.cvr.data,
                form.company.data,
                form.p_number.data,
                form.workplace.data,
                form.postcode.data,
            ),
            _facts(form),
            channel=form.channel.data,
            received_at=clock.at_local(form.day.data, form.wall()),  # type: ignore[arg-type]
            why=form.why.data,
            answered=form.answered.data,
            language=form.language.data,
            actor=actor(),
            now=clock.now(),
        )
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused.refusal, FIELD_OF.get(refused.refusal))
        return _page(form, PasteForm(prefix="paste", formdata=None))
    db.session.commit()
    flash(_("The enquiry is written down."), "success")
    return redirect(url_for("recruitment_staff.show", request_id=request.id))


def _facts(form: RecordForm) -> Facts:
    about_job = form.kind.data in JOB_KINDS
    facts = Facts(
        kind=form.kind.data,
        title=form.title.data,
        tasks=form.tasks.data,
        workplace=form.workplace.data,
        postcode=form.postcode.data,
        contact_name=form.contact_name.data,
        contact_phone=form.contact_phone.data or "",
        contact_email=form.contact_email.data or "",
        placement_form="unsure" if form.kind.data == "placement" else None,
    )
    if not about_job:
        return facts
    return replace(
        facts,
        requirements=form.requirements.data or "",
        positions=form.positions.data,
        hours_per_week=form.hours_per_week.data,
        starts_on=form.starts_on.data,
    )
