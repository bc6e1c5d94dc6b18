"""Staff enter openings, change and close them, and see who was referred and what came of it."""

from datetime import date
from http import HTTPStatus

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.core import audit, clock, i18n, policy, weblinks
from portal.core.access import actor, staff
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.refusing import say_why
from portal.openings import queries, rules, service, words
from portal.openings.forms import FIELD_OF, CloseForm, OutcomeForm, VacancyForm
from portal.openings.models import Opening
from portal.recruitment import queries as recruitment
from portal.recruitment.service import pipeline
from portal.taxonomy import queries as taxonomy

blueprint = Blueprint("openings_staff", __name__)

Page = str | tuple[str, int] | AnyResponse
LARGEST_ID = 2**63 - 1
OPENING = f"/<int(max={LARGEST_ID}):opening_id>"
REFERRAL = f"/henvisning/<int(max={LARGEST_ID}):referral_id>"
MONTHS_SHOWN = 7
"""The running one and half a year before it; the quarters are of the same months."""


@blueprint.get("")
@staff(policy.EDIT_OPENINGS)
def index() -> str:
    """The openings with how many were asked, and what came of all referrals."""
    now = clock.now()
    today = clock.local_date(now)
    ended = request.args.get("vis") == "slut"
    typed = request.args.get("q", "")[: rules.LONGEST_SEARCH]
    number = request.args.get("page", 1, type=int)
    first = _months_ago(today, MONTHS_SHOWN - 1)
    months = queries.outcomes(db.session, first, today)
    shown = rules.months_shown({one.first: one.people for one in months})
    return render_template(
        "openings/staff_index.html",
        page=queries.page(db.session, now, ended=ended, words=typed, number=number),
        ended=ended,
        typed=typed,
        months=[(one, one.first in shown) for one in months],
        quarters=[
            (one, rules.quarter_shown(one.people))
            for one in queries.outcomes(db.session, first, today, by="quarter")
        ],
        fewest=rules.SMALLEST_SHOWN,
        areas=queries.shortage_areas(db.session, today),
        standing=rules.standing,
        today=today,
        now=now,
        words=words,
        town=queries.town,
        address=queries.address,
    )


def _months_ago(today: date, months: int) -> date:
    number = today.year * 12 + today.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


@blueprint.get("/ny")
@staff(policy.EDIT_OPENINGS)
def new() -> str:
    """An empty form."""
    return _form_page(VacancyForm(formdata=None))


@blueprint.post("/ny")
@staff(policy.EDIT_OPENINGS)
def add() -> Page:
    """Enter an opening."""
    form = VacancyForm()
    valid, uris = form.validate(), _uris(form)
    if not valid or uris is None:
        return _invalid(form, uris), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        made = service.enter(db.session, actor(), form.values(uris), now=clock.now())
    except Refused as refused:
        form.refuse(refused.refusal, FIELD_OF.get(refused.refusal))
        return _form_page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    db.session.commit()
    flash(_("The opening is entered. Now you can suggest it to somebody."), "success")
    return redirect(url_for("openings_staff.show", opening_id=made.id))


def _uris(form: VacancyForm) -> tuple[str, ...] | None:
    """The addresses of the occupations typed; None when one of them is in no list."""
    typed = [name for _field, name in form.occupations()]
    known = taxonomy.by_name(db.session, typed, "occupation")
    if any(name not in known for name in typed):
        return None
    return tuple(dict.fromkeys(known[name] for name in typed))


def _invalid(
    form: VacancyForm, uris: tuple[str, ...] | None, opening: Opening | None = None
) -> str:
    """The form again, with an error at each occupation that is in no list."""
    if uris is None:
        typed = form.occupations()
        known = taxonomy.by_name(db.session, [name for _field, name in typed], "occupation")
        for field, name in typed:
            if name not in known:
                form.refuse(service.OpeningRefusal.UNKNOWN_OCCUPATION, field)
    return _form_page(form, opening)


@blueprint.get(OPENING)
@staff(policy.EDIT_OPENINGS)
def show(opening_id: int) -> str:
    """An opening, who was referred, and what came of it. Each look is written down."""
    return _show_page(opening_id, CloseForm(formdata=None))


def _show_page(opening_id: int, closing: CloseForm) -> str:
    now = clock.now()
    today = clock.local_date(now)
    opening = queries.opening(db.session, opening_id)
    rows = queries.referrals_of(db.session, actor(), opening_id, clock.now())
    page = render_template(
        "openings/staff_show.html",
        opening=opening,
        standing=rules.standing(opening.closed_at, opening.apply_by, now, today),
        rows=[row for row in rows if row.is_mine],
        others=sum(not row.is_mine for row in rows),
        behind=recruitment.behind(db.session, opening_id),
        occupations=_names(opening),
        areas=queries.shortage_areas(db.session, today),
        closing=closing,
        may_reopen=opening.source != "business"
        and rules.standing(None, opening.apply_by, now, today) == rules.OPEN,
        may_follow=rules.may_follow,
        may_see_request=policy.may(actor(), policy.SEE_ENQUIRIES),
        now=now,
        words=words,
        town=queries.town,
        address=queries.address,
        host_of=weblinks.host_of,
    )
    for row in rows:
        if row.is_mine:
            audit.record(
                db.session, actor(), "read", "referral", row.referral.id,
                now=now, citizen_id=row.referral.citizen_id,
            )  # fmt: skip
    db.session.commit()
    return page


def _names(opening: Opening) -> list[str]:
    known = taxonomy.by_uri(db.session, opening.occupation_uris)
    language = i18n.current()
    return [taxonomy.label(known[uri], language) for uri in opening.occupation_uris if uri in known]


@blueprint.get(f"{OPENING}/ret")
@staff(policy.EDIT_OPENINGS)
def edit(opening_id: int) -> Page:
    """The opening in a form."""
    opening = queries.opening(db.session, opening_id)
    if opening.closed_at is not None:
        return redirect(url_for("openings_staff.show", opening_id=opening_id))
    form = _filled(opening)
    form.shows(opening)
    return _form_page(form, opening)


def _filled(opening: Opening) -> VacancyForm:
    form = VacancyForm(formdata=None, obj=opening)
    names = _names(opening)
    form.area.data = opening.area or ""
    for field, name in zip((form.occupation, form.occupation_2), names, strict=False):
        field.data = name
    return form


@blueprint.post(f"{OPENING}/ret")
@staff(policy.EDIT_OPENINGS)
def change(opening_id: int) -> Page:
    """Save the changed opening."""
    opening = queries.opening(db.session, opening_id)
    form = VacancyForm()
    valid, uris = form.validate(), _uris(form)
    if not valid or uris is None:
        return _invalid(form, uris, opening), HTTPStatus.UNPROCESSABLE_ENTITY
    if form.is_outdated(opening):
        form.shows(opening)
        back = url_for("openings_staff.show", opening_id=opening_id)
        page = render_template("fds/conflict.html", form=form, theirs=_filled(opening), back=back)
        return page, HTTPStatus.CONFLICT
    try:
        service.change(db.session, actor(), opening_id, form.values(uris), now=clock.now())
    except Refused as refused:
        form.refuse(refused.refusal, FIELD_OF.get(refused.refusal))
        return _form_page(form, opening), HTTPStatus.UNPROCESSABLE_ENTITY
    db.session.commit()
    flash(_("The opening is changed."), "success")
    return redirect(url_for("openings_staff.show", opening_id=opening_id))


@blueprint.post(f"{OPENING}/luk")
@staff(policy.EDIT_OPENINGS)
def close(opening_id: int) -> Page:
    """End it: no more answers, and who waits is told kindly."""
    queries.opening(db.session, opening_id)
    form = CloseForm()
    if not form.validate():
        return _show_page(opening_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
    service.close(db.session, opening_id, now=clock.now(), because=form.because.data, staff=actor())
    db.session.commit()
    flash(_("The opening is closed. Those who waited are told."), "success")
    return redirect(url_for("openings_staff.show", opening_id=opening_id))


@blueprint.post(f"{OPENING}/aabn-igen")
@staff(policy.EDIT_OPENINGS)
def reopen(opening_id: int) -> AnyResponse:
    """Take answers again: it was closed by mistake, or nobody came of it."""
    try:
        service.reopen(db.session, actor(), opening_id, now=clock.now())
    except Refused as refused:
        return _refused(refused, opening_id)
    db.session.commit()
    flash(_("The opening is open again. Who has still time to answer can do so."), "success")
    return redirect(url_for("openings_staff.show", opening_id=opening_id))


@blueprint.post(f"{REFERRAL}/udfald")
@staff(policy.REFER)
def note(referral_id: int) -> AnyResponse:
    """Note what came of a referral, as every place where it is heard does."""
    found = queries.referral(db.session, actor(), referral_id, clock.now())
    form = OutcomeForm()
    if not form.validate():
        abort(HTTPStatus.BAD_REQUEST)
    try:
        pipeline.heard(db.session, referral_id, form.kind.data, actor=actor(), now=clock.now())
    except Refused as refused:
        return _refused(refused, found.opening_id)
    db.session.commit()
    flash(_("It is noted, and counts in the figures."), "success")
    return redirect(url_for("openings_staff.show", opening_id=found.opening_id))


@blueprint.post(f"{REFERRAL}/traek-tilbage")
@staff(policy.REFER)
def withdraw(referral_id: int) -> AnyResponse:
    """Take back a question nobody has answered."""
    found = queries.referral(db.session, actor(), referral_id, clock.now())
    try:
        service.withdraw(db.session, actor(), referral_id, now=clock.now())
    except Refused as refused:
        return _refused(refused, found.opening_id)
    db.session.commit()
    flash(_("The question is taken back, and the citizen is told."), "success")
    return redirect(url_for("openings_staff.show", opening_id=found.opening_id))


def _refused(refused: Refused, opening_id: int) -> AnyResponse:
    return say_why(refused, redirect(url_for("openings_staff.show", opening_id=opening_id)))


def _form_page(form: VacancyForm, opening: Opening | None = None) -> str:
    return render_template("openings/staff_form.html", form=form, opening=opening)
