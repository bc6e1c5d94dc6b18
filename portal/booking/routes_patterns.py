"""The times a caseworker takes talks: see them, add some, end some."""

from datetime import timedelta
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts.models import Staff
from portal.booking import queries, service, words
from portal.booking.forms_patterns import DeskForm, EndTimesForm, TimesForm
from portal.booking.models import Talk, WorkingPattern
from portal.core import clock, policy
from portal.core.access import actor, staff
from portal.core.db import db
from portal.core.errors import NotFound, Refused
from portal.notifications.words import TALK_LANGUAGES

blueprint = Blueprint("booking_patterns", __name__)

Page = str | tuple[str, int] | Response


@blueprint.get("")
@staff(policy.RUN_TALKS)
def show() -> str:
    """One's own times; a team lead sees anybody's of the team."""
    form = TimesForm(formdata=None)
    form.valid_from.process(None, clock.local_date(clock.now()) + timedelta(days=1))
    return _page(form)


@blueprint.post("")
@staff(policy.RUN_TALKS)
def add() -> Page:
    """Add times."""
    form, whose = TimesForm(), _whose()
    if not form.validate():
        return _page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        service.patterns.add(db.session, whose.id, form.times(), actor=actor(), now=clock.now())
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused.refusal, "valid_from")
        return _page(form), HTTPStatus.CONFLICT
    db.session.commit()
    flash(_("The times are added. They can be booked at once."), "success")
    return redirect(_here())


@blueprint.get("/slut")
@staff(policy.RUN_TALKS)
def ask_end() -> str:
    """Until when do some times hold?"""
    form = EndTimesForm(formdata=None, pattern=request.args.get("pattern", ""))
    form.last_day.process(None, clock.local_date(clock.now()))
    return _end_page(form, [])


@blueprint.post("/slut")
@staff(policy.RUN_TALKS)
def end() -> Page:
    """End some times; the talks after it are shown before anything is saved."""
    form, whose = EndTimesForm(), _whose()
    if not form.validate():
        return _end_page(form, []), HTTPStatus.UNPROCESSABLE_ENTITY
    pattern, now = _pattern(form, whose), clock.now()
    assert form.last_day.data is not None
    try:
        service.patterns.end(
            db.session,
            whose.id,
            pattern.id,
            form.last_day.data,
            form.kept_talks(),
            actor=actor(),
            now=now,
        )
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused.refusal, "last_day")
        left = service.patterns.left_outside(db.session, pattern, form.last_day.data, now)
        page = _end_page(form, left)
        service.note_look(db.session, actor(), {talk.citizen_id for talk in left}, now=now)
        db.session.commit()
        return page, HTTPStatus.CONFLICT
    db.session.commit()
    flash(_("The times end. Talks already booked stay booked."), "success")
    return redirect(_here())


@blueprint.post("/rammer")
@staff(policy.RUN_TALKS)
def keep_desk() -> Page:
    """How many talks a day, and in which languages."""
    form, whose = _with_languages(DeskForm()), _whose()
    if not form.validate():
        return _page(TimesForm(formdata=None), form), HTTPStatus.UNPROCESSABLE_ENTITY
    service.patterns.keep_desk(
        db.session,
        whose.id,
        form.daily_talk_limit.data,
        form.languages.data,
        actor=actor(),
        now=clock.now(),
    )
    db.session.commit()
    flash(_("That is saved. Talks already booked stay booked."), "success")
    return redirect(_here())


def _with_languages(form: DeskForm) -> DeskForm:
    form.offer_languages(TALK_LANGUAGES)
    return form


def _page(form: TimesForm, desk: DeskForm | None = None) -> str:
    whose, today = _whose(), clock.local_date(clock.now())
    if desk is None:
        desk = _with_languages(DeskForm(formdata=None, obj=whose))
    return render_template(
        "booking/patterns.html",
        form=form,
        desk=desk,
        whose=whose,
        team=_team() if policy.may(actor(), policy.LEAD_TEAM) else [],
        patterns=service.patterns.patterns_of(db.session, whose.id, since=today),
        today=today,
        words=words,
    )


def _end_page(form: EndTimesForm, left: list[Talk]) -> str:
    whose = _whose()
    form.keep.data = ",".join(str(talk.id) for talk in left)
    return render_template(
        "booking/pattern_end.html",
        form=form,
        whose=whose,
        pattern=_pattern(form, whose),
        left=left,
        words=words,
    )


def _pattern(form: EndTimesForm, whose: Staff) -> WorkingPattern:
    text = form.pattern.data or ""
    known = service.patterns.patterns_of(db.session, whose.id)
    found = next((one for one in known if str(one.id) == text), None)
    if found is None:
        raise NotFound
    return found


def _whose() -> Staff:
    """Oneself, or whom of the team its lead has chosen.

    Raises:
        NotFound: when it is somebody else's.
    """
    person = actor()
    wanted = request.args.get("hvem", str(person.person_id))
    for one in _team():
        mine = one.id == person.person_id or policy.may(person, policy.LEAD_TEAM)
        if mine and str(one.id) == wanted:
            return one
    raise NotFound


def _team() -> list[Staff]:
    return queries.colleagues(db.session, actor().team_id or 0)


def _here() -> str:
    return url_for("booking_patterns.show", hvem=request.args.get("hvem"))
