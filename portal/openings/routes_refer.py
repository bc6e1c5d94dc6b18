"""Staff suggest an opening to a citizen, from the opening's page or from the citizen's."""

from datetime import datetime, timedelta
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts.models import Citizen
from portal.core import audit, calendar, clock, policy
from portal.core.access import actor, staff
from portal.core.db import db
from portal.core.errors import Refused
from portal.cv import queries as cv
from portal.openings import queries, rules, service, words
from portal.openings.forms import FIELD_OF, ReferForm
from portal.openings.models import Opening
from portal.openings.queries import Found
from portal.openings.rules import Fit

blueprint = Blueprint("openings_refer", __name__)

Page = str | tuple[str, int] | Response
LARGEST_ID = 2**63 - 1
OPENING = f"/jobaabninger/<int(max={LARGEST_ID}):opening_id>/henvis"
CITIZEN = f"<int(max={LARGEST_ID}):citizen_id>"
# How many open days a citizen is given unless another day is chosen.
DAYS_GIVEN = 3
FURTHEST = 30


@blueprint.get(OPENING)
@staff(policy.REFER)
def find(opening_id: int) -> Page:
    """Citizens who wish for such work, and why. Each look is written down."""
    now = clock.now()
    today = clock.local_date(now)
    opening = queries.opening(db.session, opening_id)
    if rules.standing(opening.closed_at, opening.apply_by, now, today) != rules.OPEN:
        return redirect(url_for("openings_staff.show", opening_id=opening_id))
    areas = set(queries.shortage_areas(db.session, today))
    found = queries.citizens_for(db.session, actor(), opening, areas, now)
    page = render_template("openings/staff_find.html", opening=opening, found=found, words=words)
    for one in found:
        _note_look(one.citizen.id, opening_id)
    db.session.commit()
    return page


@blueprint.get(f"/borger/{CITIZEN}/jobaabninger")
@staff(policy.REFER)
def for_citizen(citizen_id: int) -> str:
    """What a citizen was asked about, what came of it, and openings that fit."""
    now = clock.now()
    citizen = queries.citizen_of(db.session, actor(), citizen_id, now)
    areas = queries.shortage_areas(db.session, clock.local_date(now))
    visible = cv.head(db.session, citizen_id).visible_to_staff
    found = queries.openings_for(db.session, citizen_id, set(areas), now) if visible else []
    page = render_template(
        "openings/staff_citizen.html",
        citizen=citizen,
        visible=visible,
        found=found,
        rows=queries.of_citizen(db.session, citizen_id),
        areas=areas,
        may_see_plan=policy.may(actor(), policy.EDIT_PLANS),
        now=now,
        words=words,
        town=queries.town,
        address=queries.address,
    )
    _note_look(citizen_id, None)
    db.session.commit()
    return page


@blueprint.get(f"{OPENING}/{CITIZEN}")
@staff(policy.REFER)
def write(opening_id: int, citizen_id: int) -> str:
    """The letter to be written: why, and by when to answer."""
    opening, citizen = _pair(opening_id, citizen_id)
    now = clock.now()
    notice = queries.notice(db.session, clock.local_date(now))
    until = rules.deadline_of(now, _usual_deadline(now), notice, queries.job_until(opening))
    form = ReferForm(formdata=None, answer_by=clock.local_date(until))
    return _letter_page(opening, citizen, form)


def _usual_deadline(now: datetime) -> datetime:
    """The end of the third day from now on which the job centre is open."""
    today = clock.local_date(now)
    days = calendar.load(db.session, today)
    ahead = (today + timedelta(days=number) for number in range(1, FURTHEST))
    open_days = [day for day in ahead if days.is_open(day)][:DAYS_GIVEN]
    return queries.end_of(open_days[-1] if open_days else today + timedelta(days=DAYS_GIVEN))


@blueprint.post(f"{OPENING}/{CITIZEN}")
@staff(policy.REFER)
def refer(opening_id: int, citizen_id: int) -> Page:
    """Ask the citizen in writing."""
    opening, citizen = _pair(opening_id, citizen_id)
    form = ReferForm()
    if not form.validate():
        return _letter_page(opening, citizen, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        made = service.refer(
            db.session,
            actor(),
            opening_id,
            citizen_id,
            reason=form.reason.data,
            answer_by=queries.end_of(form.day()),
            now=clock.now(),
        )
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused.refusal, FIELD_OF.get(refused.refusal))
        return _letter_page(opening, citizen, form), HTTPStatus.UNPROCESSABLE_ENTITY
    db.session.commit()
    flash(
        _("%(name)s is asked in writing and can answer until %(day)s.",
          name=citizen.first_name, day=words.day(made.answer_by)),
        "success",
    )  # fmt: skip
    return redirect(url_for("openings_staff.show", opening_id=opening_id))


def _pair(opening_id: int, citizen_id: int) -> tuple[Opening, Citizen]:
    opening = queries.opening(db.session, opening_id)
    return opening, queries.citizen_for(db.session, actor(), citizen_id, opening, clock.now())


def _letter_page(opening: Opening, citizen: Citizen, form: ReferForm) -> str:
    now = clock.now()
    head = cv.head(db.session, citizen.id)
    if not head.visible_to_staff:
        fit = Fit(0)
    else:
        wishes, postcode = queries.wishes_of(db.session, citizen.id)
        km = queries.km_between(postcode, opening.postcode)
        areas = set(queries.shortage_areas(db.session, clock.local_date(now)))
        fit = queries.fit_of(wishes, Found(opening, km, Fit(0)), areas)
        _note_look(citizen.id, opening.id)
    page = render_template(
        "openings/staff_letter.html",
        opening=opening,
        citizen=citizen,
        form=form,
        fit=fit,
        visible=head.visible_to_staff,
        words=words,
        town=queries.town,
        address=queries.address,
    )
    db.session.commit()
    return page


def _note_look(citizen_id: int, opening_id: int | None) -> None:
    audit.record(
        db.session, actor(), "read", "cv", citizen_id,
        now=clock.now(), citizen_id=citizen_id, opening=opening_id,
    )  # fmt: skip
