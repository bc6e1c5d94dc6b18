"""Both sides plan a visit at the company in the consultant's free time."""

from collections.abc import Callable
from datetime import datetime
from itertools import groupby

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock, policy
from portal.core.access import Audience, actor, business, staff
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.forms import Form
from portal.core.refusing import say_why
from portal.recruitment import queries
from portal.recruitment.models import RecruitmentRequest
from portal.recruitment.service import visits

blueprint = Blueprint("recruitment_visits", __name__)

MOST_DAYS = 8


@blueprint.get("/virksomhed/henvendelser/<int:request_id>/besoeg")
@business
def choose(request_id: int) -> str:
    """The consultant's free times."""
    now, person = clock.now(), actor()
    own = queries.own_request(
        db.session, person.business_id or abort(403), request_id, now, person.person_id
    )
    return _page(request_id, own.request, now)


@blueprint.get("/personale/henvendelser/<int:request_id>/besoeg")
@staff(policy.ANSWER_ENQUIRIES)
def choose_for(request_id: int) -> str:
    """The same, for the consultant."""
    now = clock.now()
    return _page(request_id, queries.request_page(db.session, request_id, now).request, now)


def _page(request_id: int, enquiry: RecruitmentRequest, now: datetime) -> str:
    times = queries.visits.free(db.session, enquiry.consultant, now)
    days = groupby(times, key=lambda span: clock.local_date(span[0]))
    return render_template(
        "recruitment/visit.html",
        enquiry=enquiry,
        days=[(day, list(spans)) for day, spans in days][:MOST_DAYS],
        planned=queries.visits.planned(db.session, request_id, now),
        form=Form(),
        back=_back(request_id),
    )


@blueprint.post("/virksomhed/henvendelser/<int:request_id>/besoeg")
@business
def book(request_id: int) -> Response:
    """Plan the visit."""
    return _booked(request_id)


@blueprint.post("/personale/henvendelser/<int:request_id>/besoeg")
@staff(policy.ANSWER_ENQUIRIES)
def book_for(request_id: int) -> Response:
    """Plan the visit for the business."""
    return _booked(request_id)


@blueprint.post("/virksomhed/henvendelser/<int:request_id>/besoeg/aflys")
@business
def cancel(request_id: int) -> Response:
    """Take the visit back."""
    return _cancelled(request_id)


@blueprint.post("/personale/henvendelser/<int:request_id>/besoeg/aflys")
@staff(policy.ANSWER_ENQUIRIES)
def cancel_for(request_id: int) -> Response:
    """Take the visit back for the business."""
    return _cancelled(request_id)


def _booked(request_id: int) -> Response:
    try:
        start = clock.parse_moment(request.form.get("start", ""))
    except (ValueError, OverflowError):
        flash(_("Choose a time."), "error")
        return redirect(request.path)

    def deed(now: datetime) -> object:
        return visits.book(db.session, request_id, start, actor=actor(), now=now)

    return _done(request_id, deed, _("The visit is planned."))


def _cancelled(request_id: int) -> Response:
    def deed(now: datetime) -> None:
        visits.cancel(db.session, request_id, actor=actor(), now=now)

    return _done(request_id, deed, _("The visit is cancelled."))


def _done(request_id: int, deed: Callable[[datetime], object], said: str) -> Response:
    try:
        deed(clock.now())
    except Refused as refused:
        return say_why(refused, redirect(_back(request_id)))
    db.session.commit()
    flash(said, "success")
    return redirect(_back(request_id))


def _back(request_id: int) -> str:
    own = actor().audience is Audience.BUSINESS
    endpoint = "recruitment.show" if own else "recruitment_staff.show"
    return url_for(endpoint, request_id=request_id)
