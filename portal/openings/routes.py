"""The citizen is asked about jobs, and answers."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import actor, citizen, prove_first
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.refusing import say_why
from portal.cv import queries as cv
from portal.cv import words as cv_words
from portal.openings import queries, rules, service, words
from portal.openings.forms import AnswerForm, WhyNotForm
from portal.recruitment import queries as recruitment
from portal.recruitment.queries.shared import Preview
from portal.recruitment.service import sharing

blueprint = Blueprint("openings", __name__)

Page = str | tuple[str, int] | Response
LARGEST_ID = 2**63 - 1
REFERRAL = f"/jobforslag/<int(max={LARGEST_ID}):referral_id>"
# How many openings that fit are shown below what the citizen is asked about.
FITTING = 3

THANKS: dict[str, Any] = {
    rules.YES: _l("Thank you. We send you on to the employer, and you hear from us."),
    rules.APPLIED: _l("Thank you. We don't send you on, as you have applied yourself."),
    rules.NO: _l("Thank you for answering. It has no effect on your benefit."),
}


@blueprint.get("/jobforslag")
@citizen
def suggestions() -> str:
    """What the citizen is asked about now, what fits, what is saved, and what was answered."""
    now, person = clock.now(), actor().person_id
    waiting = queries.waiting_for_answer(db.session, person, now)
    earlier = queries.earlier(db.session, person, now)
    saved = queries.saved(db.session, person)
    areas = queries.shortage_areas(db.session, clock.local_date(now))
    listing = queries.listing(db.session, person, queries.Search(), areas, now)
    shown = [one.opening_id for one in waiting + earlier] + [one.id for one in saved]
    return render_template(
        "openings/suggestions.html",
        waiting=waiting,
        earlier=earlier,
        saved=saved,
        fitting=_fitting(listing.found, set(shown)),
        total=listing.total,
        kept=queries.kept(db.session, person, shown),
        presented=recruitment.presented_referrals(
            db.session, [one.id for one in earlier if one.answer == rules.YES]
        ),
        cv_for_businesses=cv.head(db.session, person).for_businesses,
        preview=Preview(db.session, person, clock.local_date(now)) if waiting else None,
        levels=cv_words.LEVELS,
        names=cv_words.DOCUMENT,
        areas=areas,
        words=words,
        town=queries.town,
        address=queries.address,
        standing=rules.standing,
        today=clock.local_date(now),
        now=now,
    )


def _fitting(found: list[queries.Found], known: set[int]) -> list[queries.Found]:
    wished = [one for one in found if one.fit.is_wished and one.opening.id not in known]
    return wished[:FITTING]


@blueprint.post(REFERRAL)
@citizen
def answer(referral_id: int) -> Response:
    """Take the answer. After a no the citizen may say why."""
    form = AnswerForm()
    if not form.validate():
        abort(HTTPStatus.BAD_REQUEST)
    shares = form.answer.data == rules.YES and form.share_cv.data
    if shares and (away := prove_first()):
        return away
    try:
        _take(form, referral_id)
    except Refused as refused:
        return _refused(refused)
    db.session.commit()
    flash(str(THANKS[form.answer.data]), "success")
    if form.answer.data == rules.NO:
        return redirect(url_for("openings.why_not", referral_id=referral_id))
    return redirect(url_for("openings.suggestions"))


def _take(form: AnswerForm, referral_id: int) -> None:
    """Take the answer, and with a yes what may be shared; what is no yes shares nothing.

    A no also takes back what an employer has been shown already.
    """
    person, now, said = actor().person_id, clock.now(), form.answer.data
    if said == rules.NO and sharing.step_back(db.session, person, referral_id, now=now):
        return
    service.answer(db.session, person, referral_id, answer=said, reason="", now=now)
    if said == rules.YES and form.share_cv.data:
        sharing.allow(db.session, person, referral_id, now=now)
    elif said != rules.YES:
        sharing.disallow(db.session, person, referral_id, now=now)


@blueprint.get(f"{REFERRAL}/hvorfor")
@citizen
def why_not(referral_id: int) -> Page:
    """Why was it a no? It need not be said."""
    found = queries.own_referral(db.session, actor().person_id, referral_id)
    if found.answer != rules.NO:
        return redirect(url_for("openings.suggestions"))
    form = WhyNotForm(formdata=None, why_not=found.why_not, reason=found.answer_reason)
    return render_template("openings/why_not.html", referral=found, form=form)


@blueprint.post(f"{REFERRAL}/hvorfor")
@citizen
def explain(referral_id: int) -> Page:
    """Keep why it was a no, for the job centre only."""
    person = actor().person_id
    found = queries.own_referral(db.session, person, referral_id)
    form = WhyNotForm()
    if not form.validate():
        page = render_template("openings/why_not.html", referral=found, form=form)
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        service.explain(
            db.session,
            person,
            referral_id,
            why_not=form.why_not.data or None,
            reason=form.reason.data or "",
            now=clock.now(),
        )
    except Refused as refused:
        return _refused(refused)
    db.session.commit()
    flash(str(_l("Thank you. Only the job centre sees it.")), "success")
    return redirect(url_for("openings.suggestions"))


def _refused(refused: Refused) -> Response:
    return say_why(refused, redirect(url_for("openings.suggestions")))
