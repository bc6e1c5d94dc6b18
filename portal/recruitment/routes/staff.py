"""Consultants answer enquiries, find candidates and present those who are willing."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from portal.core import clock, policy
from portal.core.access import actor, staff
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.forms import tidy
from portal.recruitment import queries, words
from portal.recruitment.forms import (
    MOST_REASON,
    PresentForm,
    reason_name,
)
from portal.recruitment.routes.request_page import act, back, page, refused_page
from portal.recruitment.service import answering, candidates

blueprint = Blueprint("recruitment_staff", __name__)


@blueprint.get("")
@staff(policy.SEE_ENQUIRIES)
def queue() -> str:
    """The open enquiries, the most urgent first."""
    wanted = request.args.get("whose", "")
    whose = queries.Whose(wanted) if wanted in set(queries.Whose) else queries.Whose.ALL
    number = request.args.get("page", 1, type=int)
    return render_template(
        "recruitment/queue.html",
        queue=queries.queue(db.session, actor(), whose, clock.now(), number),
        whose=whose,
        may_answer=policy.may(actor(), policy.ANSWER_ENQUIRIES),
        words=words,
    )


@blueprint.get("/<int:request_id>")
@staff(policy.SEE_ENQUIRIES)
def show(request_id: int) -> str:
    """An enquiry with all that belongs to it."""
    return page(request_id)


@blueprint.post("/<int:request_id>/svar")
@staff(policy.ANSWER_ENQUIRIES)
def answer(request_id: int) -> str | Response:
    """Write to the business."""

    def deed(form: Any) -> None:
        answering.answer(
            db.session, request_id, text=form.text.data, actor=actor(), now=clock.now()
        )

    return act(request_id, "answer", deed, lambda: _("The answer is sent."))


@blueprint.post("/<int:request_id>/opslag")
@staff(policy.PICK_CANDIDATES)
def publish(request_id: int) -> str | Response:
    """Let citizens find the job by themselves."""
    try:
        opening_id = candidates.publish(db.session, request_id, actor=actor(), now=clock.now())
    except Refused as refused:
        return refused_page(request_id, refused)
    db.session.commit()
    flash(_("Citizens can find the job now. Here you can say more about it."), "success")
    return redirect(url_for("openings_staff.show", opening_id=opening_id))


@blueprint.post("/<int:request_id>/praesenter")
@staff(policy.PICK_CANDIDATES)
def present(request_id: int) -> str | Response:
    """Show the business those who said yes."""
    form = PresentForm(prefix="present")
    if not form.validate():
        return page(request_id, present=form)
    reasons = {
        referral_id: tidy(request.form.get(reason_name(referral_id))) or ""
        for referral_id in form.referrals.data
    }
    if not all(0 < len(reason) <= MOST_REASON for reason in reasons.values()):
        problem = _("Write why each of them fits, at most %(max)s characters.", max=MOST_REASON)
        form.referrals.errors = [problem]
        return page(request_id, present=form)
    try:
        shown = candidates.present(db.session, request_id, reasons, actor=actor(), now=clock.now())
    except Refused as refused:
        return refused_page(request_id, refused)
    db.session.commit()
    flash(
        ngettext(
            "%(num)s candidate is presented to the business.",
            "%(num)s candidates are presented to the business.",
            len(shown),
        ),
        "success",
    )
    return back(request_id)
