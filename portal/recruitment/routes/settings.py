"""What businesses are promised, and which words are looked for: dated, with their sources."""

from datetime import date
from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock, policy
from portal.core.access import actor, staff
from portal.core.db import db
from portal.core.errors import NotFound, Refused
from portal.core.refusing import say_why
from portal.recruitment import words
from portal.recruitment.forms.settings import EndWordingForm, PromiseForm, WordingForm
from portal.recruitment.queries import settings as queries
from portal.recruitment.refusals import SettingRefusal
from portal.recruitment.rules.clocks import Promise, in_force
from portal.recruitment.rules.wording import Criterion
from portal.recruitment.service import settings

blueprint = Blueprint("recruitment_settings", __name__)

Page = str | tuple[str, int] | Response
NEVER_ENDED = SettingRefusal.TOO_SHORT, SettingRefusal.IS_THERE


@blueprint.get("/loefter")
@staff(policy.SEE_ENQUIRIES)
def promises() -> str:
    """Both promises: what holds, what is to come, what held before."""
    return render_template(
        "recruitment/promises.html",
        versions=queries.promise_versions(db.session),
        today=clock.local_date(clock.now()),
        words=words,
    )


@blueprint.get("/loefter/<any(answer, candidates):key>/nyt")
@staff(policy.ADMINISTER)
def new_promise(key: str) -> str:
    """A new version, begun from the one that holds."""
    current = _current(key)
    data = {"hours": current.hours, "counted": current.counted} if current else {}
    return _promise_page(key, PromiseForm(formdata=None, data=data))


def _current(key: str) -> Promise | None:
    versions = queries.promise_versions(db.session).get(key, [])
    known = [Promise(one.key, one.hours, one.counted, one.valid_from) for one in versions]
    return in_force(known, key, clock.local_date(clock.now()))


def _promise_page(key: str, form: PromiseForm, preview: Any = None) -> str:
    return render_template(
        "recruitment/promise_edit.html", key=key, form=form, preview=preview, words=words
    )


@blueprint.post("/loefter/<any(answer, candidates):key>/nyt")
@staff(policy.ADMINISTER)
def save_promise(key: str) -> Page:
    """Show what it would mean, and store it when that is right."""
    form, now = PromiseForm(), clock.now()
    if not form.validate():
        return _promise_page(key, form), HTTPStatus.UNPROCESSABLE_ENTITY
    day: Any = form.valid_from.data
    try:
        settings.add_promise(
            db.session,
            key,
            day,
            hours=form.hours.data or 0,
            counted=form.counted.data,
            source=form.source.data,
            actor=actor(),
            now=now,
        )
    except Refused as refused:
        db.session.rollback()
        never = refused.refusal is SettingRefusal.NEVER_OPEN
        form.refuse(refused.refusal, "counted" if never else "valid_from")
        return _promise_page(key, form), HTTPStatus.CONFLICT
    if "save" not in request.form:
        db.session.rollback()
        planned = Promise(key, form.hours.data or 0, form.counted.data, day)
        found = queries.promise_preview(db.session, planned, _current(key), now)
        return _promise_page(key, form, found)
    db.session.commit()
    flash(_("The new promise is saved."), "success")
    return redirect(url_for(".promises"))


@blueprint.post("/loefter/<any(answer, candidates):key>/fjern")
@staff(policy.ADMINISTER)
def take_back_promise(key: str) -> Response:
    """Take back a promise that has not begun."""
    try:
        settings.take_back_promise(
            db.session, key, _day("valid_from"), actor=actor(), now=clock.now()
        )
    except Refused as refused:
        return say_why(refused, redirect(url_for(".promises")))
    db.session.commit()
    flash(_("The promise is taken back."), "success")
    return redirect(url_for(".promises"))


def _day(name: str) -> date:
    try:
        return date.fromisoformat(request.values.get(name, ""))
    except ValueError:
        raise NotFound from None


@blueprint.get("/ord")
@staff(policy.SEE_ENQUIRIES)
def wordings() -> str:
    """The words that are looked for, and why."""
    today = clock.local_date(clock.now())
    return render_template(
        "recruitment/wordings.html",
        by_ground=queries.wordings(db.session, today),
        ended=queries.ended_wordings(db.session, today),
        today=today,
        words=words,
    )


@blueprint.get("/ord/nyt")
@staff(policy.ADMINISTER)
def new_wording() -> str:
    """Words to look for."""
    return _wording_page(WordingForm(formdata=None))


def _wording_page(form: WordingForm, preview: Any = None) -> str:
    return render_template("recruitment/wording_edit.html", form=form, preview=preview, words=words)


@blueprint.post("/ord/nyt")
@staff(policy.ADMINISTER)
def save_wording() -> Page:
    """Show where they stood in the past year, and look for them when that is right."""
    form, now = WordingForm(), clock.now()
    if not form.validate():
        return _wording_page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    day: Any = form.valid_from.data
    try:
        settings.add_wording(
            db.session,
            form.pattern.data,
            form.ground.data,
            day,
            source=form.source.data,
            actor=actor(),
            now=now,
        )
    except Refused as refused:
        db.session.rollback()
        about_words = refused.refusal in NEVER_ENDED
        form.refuse(refused.refusal, "pattern" if about_words else "valid_from")
        return _wording_page(form), HTTPStatus.CONFLICT
    if "save" not in request.form:
        db.session.rollback()
        criterion = Criterion(" ".join(form.pattern.data.split()), "preview")
        return _wording_page(form, queries.wording_preview(db.session, criterion, now))
    db.session.commit()
    flash(_("The words are looked for from that day on."), "success")
    return redirect(url_for(".wordings"))


@blueprint.get("/ord/slut")
@staff(policy.ADMINISTER)
def ending() -> str:
    """Until when they are looked for, and why no longer."""
    return _ending_page(EndWordingForm(formdata=None))


def _ending_page(form: EndWordingForm) -> str:
    found = queries.wording(db.session, request.args.get("ord", ""), _day("fra"))
    return render_template("recruitment/wording_end.html", form=form, one=found, words=words)


@blueprint.post("/ord/slut")
@staff(policy.ADMINISTER)
def end_wording() -> Page:
    """Look for them until that day."""
    form = EndWordingForm()
    if not form.validate():
        return _ending_page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    last: Any = form.last_day.data
    try:
        settings.end_wording(
            db.session,
            request.args.get("ord", ""),
            _day("fra"),
            last_day=last,
            source=form.source.data,
            actor=actor(),
            now=clock.now(),
        )
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused.refusal, "last_day")
        return _ending_page(form), HTTPStatus.CONFLICT
    db.session.commit()
    flash(_("The words are looked for until that day."), "success")
    return redirect(url_for(".wordings"))
