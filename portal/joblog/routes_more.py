"""What else the citizen does with the job log: the goal, days away, files."""

from http import HTTPStatus

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.core import clock, limits, tables
from portal.core.access import actor, citizen
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.refusing import say_why
from portal.joblog import forms, publishing, queries, service

blueprint = Blueprint("joblog_more", __name__)

Page = str | tuple[str, int] | AnyResponse
LARGEST_ID = 2**63 - 1


@blueprint.post(f"/maal/<int(max={LARGEST_ID}):goal_id>")
@citizen
def answer_goal(goal_id: int) -> AnyResponse:
    """Yes or no to the number a caseworker proposes."""
    if request.form.get("answer") not in ("yes", "no"):
        abort(HTTPStatus.BAD_REQUEST)
    accepted = request.form["answer"] == "yes"
    try:
        service.answer_goal(db.session, actor(), goal_id, accepted, now=clock.now())
    except Refused as refused:
        return say_why(refused, redirect(url_for("joblog.show")))
    db.session.commit()
    said = (
        _("It is agreed.") if accepted else _("Your caseworker sees that you would like to talk.")
    )
    flash(said, "success")
    return redirect(url_for("joblog.show"))


@blueprint.get("/fri")
@citizen
def away() -> Page:
    """Days on which the citizen does not look for work."""
    return _away_page(forms.AwayForm(formdata=None))


@blueprint.post("/fri")
@citizen
def add_away() -> Page:
    """Tell of such days."""
    form = forms.AwayForm()
    if not form.validate():
        return _away_page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        service.add_away(db.session, actor(), *form.days(), now=clock.now())
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused.refusal, forms.FIELD_OF.get(refused.refusal))
        return _away_page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    db.session.commit()
    flash(_("Noted. In a week you are away most of there is no goal."), "success")
    return redirect(url_for("joblog_more.away"))


@blueprint.post(f"/fri/<int(max={LARGEST_ID}):away_id>/slet")
@citizen
def remove_away(away_id: int) -> AnyResponse:
    """Take it back."""
    service.remove_away(db.session, actor(), away_id, now=clock.now())
    db.session.commit()
    flash(_("It no longer counts."), "success")
    return redirect(url_for("joblog_more.away"))


@blueprint.get("/joblog.<any(csv, xlsx, json):ending>")
@citizen
@limits.exporting
def export(ending: str) -> Response:
    """The whole log as a file."""
    entries = queries.each_entry(db.session, actor().person_id)
    return tables.attachment(publishing.pieces(ending, entries), ending, "joblog")


@blueprint.get("/frister.ics")
@citizen
def calendar() -> Response:
    """What is to be done on a day, for the citizen's own calendar."""
    entries = queries.each_entry(db.session, actor().person_id)
    return tables.attachment([publishing.as_calendar(entries, clock.now())], "ics", "joblog")


def _away_page(form: forms.AwayForm) -> str:
    return render_template(
        "joblog/away.html",
        form=form,
        away=queries.away(db.session, actor().person_id),
        today=clock.local_date(clock.now()),
    )
