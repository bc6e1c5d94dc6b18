"""The citizen is asked about jobs, and answers."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import actor, citizen
from portal.core.db import db
from portal.core.errors import Refused
from portal.openings import queries, rules, service
from portal.openings.forms import AnswerForm
from portal.recruitment import queries as recruitment

blueprint = Blueprint("openings", __name__)

THANKS: dict[str, Any] = {
    rules.YES: _l("Thank you. We send you on to the employer, and you hear from us."),
    rules.APPLIED: _l("Thank you. We don't send you on, as you have applied yourself."),
    rules.NO: _l("Thank you for answering. It has no effect on your benefit."),
}
ANSWERS: dict[str | None, Any] = {
    rules.YES: _l("You said yes"),
    rules.APPLIED: _l("You have applied yourself"),
    rules.NO: _l("You said no"),
    None: _l("You didn't answer in time"),
}


@blueprint.get("/jobforslag")
@citizen
def suggestions() -> str:
    """What the citizen is asked about now, and what was answered."""
    return _page()


@blueprint.post("/jobforslag/<int:referral_id>")
@citizen
def answer(referral_id: int) -> str | Response:
    """Take the answer."""
    form = AnswerForm()
    if not form.validate():
        if form.answer.errors:
            abort(400)
        return _page(referral_id, form)
    try:
        service.answer(
            db.session,
            actor().person_id,
            referral_id,
            answer=form.answer.data,
            reason=form.reason.data or "",
            now=clock.now(),
        )
    except Refused as refused:
        db.session.rollback()
        flash(str(refused.refusal.sentence), "error")
        return redirect(url_for("openings.suggestions"))
    db.session.commit()
    flash(str(THANKS[form.answer.data]), "success")
    return redirect(url_for("openings.suggestions"))


def _page(referral_id: int | None = None, form: AnswerForm | None = None) -> str:
    now = clock.now()
    citizen_id = actor().person_id
    waiting = queries.waiting_for_answer(db.session, citizen_id, now)
    earlier = queries.earlier(db.session, citizen_id, now)
    yeses = [referral.id for referral in earlier if referral.answer == rules.YES]
    return render_template(
        "openings/suggestions.html",
        waiting=waiting,
        earlier=earlier,
        presented=recruitment.presented_referrals(db.session, yeses),
        answers=ANSWERS,
        failed_id=referral_id,
        form=form or AnswerForm(),
        now=now,
    )
