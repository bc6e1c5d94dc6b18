"""Consultants answer enquiries, find candidates and present those who are willing."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from portal.core import audit, clock, policy
from portal.core.access import actor, staff
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.forms import Form, tidy
from portal.recruitment import queries, words
from portal.recruitment.forms import (
    MOST_REASON,
    AskForm,
    CloseForm,
    PresentForm,
    WriteForm,
    reason_name,
)
from portal.recruitment.service import candidates, enquiries

blueprint = Blueprint("recruitment_staff", __name__)


@blueprint.get("")
@staff(policy.SEE_ENQUIRIES)
def queue() -> str:
    """The open enquiries, the most urgent first."""
    wanted = request.args.get("whose", "")
    whose = queries.Whose(wanted) if wanted in set(queries.Whose) else queries.Whose.ALL
    page = request.args.get("page", 1, type=int)
    return render_template(
        "recruitment/queue.html",
        queue=queries.queue(db.session, actor(), whose, clock.now(), page),
        whose=whose,
        words=words,
    )


@blueprint.get("/<int:request_id>")
@staff(policy.SEE_ENQUIRIES)
def show(request_id: int) -> str:
    """An enquiry with all that belongs to it."""
    return _page(request_id)


@blueprint.post("/<int:request_id>/svar")
@staff(policy.ANSWER_ENQUIRIES)
def answer(request_id: int) -> str | Response:
    """Write to the business."""
    form = WriteForm(prefix="answer")
    if not form.validate():
        return _page(request_id, answering=form)
    try:
        enquiries.answer(
            db.session, request_id, text=form.text.data, actor=actor(), now=clock.now()
        )
    except Refused as refused:
        return _refused(request_id, refused)
    db.session.commit()
    flash(_("The answer is sent."), "success")
    return _back(request_id)


@blueprint.post("/<int:request_id>/luk")
@staff(policy.ANSWER_ENQUIRIES)
def close(request_id: int) -> str | Response:
    """End the work on an enquiry."""
    form = CloseForm(prefix="close")
    if not form.validate():
        return _page(request_id, closing=form)
    try:
        enquiries.close(db.session, request_id, text=form.text.data, actor=actor(), now=clock.now())
    except Refused as refused:
        return _refused(request_id, refused)
    db.session.commit()
    flash(_("The enquiry is closed."), "success")
    return _back(request_id)


@blueprint.get("/<int:request_id>/kandidater")
@staff(policy.PICK_CANDIDATES)
def find(request_id: int) -> str:
    """Citizens who may fit, and why. Each look is written down."""
    return _proposals(request_id, AskForm())


@blueprint.post("/<int:request_id>/kandidater")
@staff(policy.PICK_CANDIDATES)
def ask(request_id: int) -> str | Response:
    """Ask the chosen whether they want the job."""
    form = AskForm()
    if not form.validate():
        return _proposals(request_id, form)
    try:
        asked = candidates.ask(
            db.session,
            request_id,
            form.citizens.data,
            reason=form.reason.data,
            actor=actor(),
            now=clock.now(),
        )
    except Refused as refused:
        return _refused(request_id, refused)
    db.session.commit()
    flash(
        ngettext(
            "%(num)s person is asked and has 24 hours to answer.",
            "%(num)s people are asked and have 24 hours to answer.",
            len(asked),
        ),
        "success",
    )
    return _back(request_id)


def _proposals(request_id: int, form: AskForm) -> str:
    now = clock.now()
    page = queries.request_page(db.session, request_id, now)
    found = queries.proposals(db.session, page.request, clock.local_date(now))
    _write_down_looks(request_id, [proposal.profile.citizen_id for proposal in found])
    db.session.commit()
    return render_template("recruitment/find.html", page=page, found=found, form=form, words=words)


@blueprint.post("/<int:request_id>/praesenter")
@staff(policy.PICK_CANDIDATES)
def present(request_id: int) -> str | Response:
    """Show the business those who said yes."""
    form = PresentForm(prefix="present")
    if not form.validate():
        return _page(request_id, presenting=form)
    reasons = {
        referral_id: tidy(request.form.get(reason_name(referral_id))) or ""
        for referral_id in form.referrals.data
    }
    if not all(0 < len(reason) <= MOST_REASON for reason in reasons.values()):
        problem = _("Write why each of them fits, at most %(max)s characters.", max=MOST_REASON)
        form.referrals.errors = [problem]
        return _page(request_id, presenting=form)
    try:
        shown = candidates.present(db.session, request_id, reasons, actor=actor(), now=clock.now())
    except Refused as refused:
        return _refused(request_id, refused)
    db.session.commit()
    flash(
        ngettext(
            "%(num)s candidate is presented to the business.",
            "%(num)s candidates are presented to the business.",
            len(shown),
        ),
        "success",
    )
    return _back(request_id)


def _page(
    request_id: int,
    answering: Form | None = None,
    presenting: Form | None = None,
    closing: Form | None = None,
) -> str:
    now = clock.now()
    page = queries.request_page(db.session, request_id, now)
    may_pick = actor().role in policy.PICK_CANDIDATES
    shown = [asked.citizen_id for asked in page.choosable] if may_pick else []
    fits = queries.fits_of(db.session, page.request, shown)
    if fits:
        _write_down_looks(request_id, list(fits))
        db.session.commit()
    return render_template(
        "recruitment/request.html",
        page=page,
        progress=page.progress,
        fits=fits,
        answering=answering or WriteForm(prefix="answer"),
        presenting=presenting or PresentForm(prefix="present"),
        closing=closing or CloseForm(prefix="close"),
        typed=request.form,
        may_answer=actor().role in policy.ANSWER_ENQUIRIES,
        may_pick=may_pick,
        words=words,
    )


def _write_down_looks(request_id: int, citizen_ids: list[int]) -> None:
    now = clock.now()
    for citizen_id in citizen_ids:
        audit.record(
            db.session,
            actor(),
            "read",
            "cv",
            citizen_id,
            now=now,
            citizen_id=citizen_id,
            request=request_id,
        )


def _refused(request_id: int, refused: Refused) -> Response:
    db.session.rollback()
    flash(str(refused.refusal.sentence), "error")
    return _back(request_id)


def _back(request_id: int) -> Response:
    return redirect(url_for("recruitment_staff.show", request_id=request_id))
