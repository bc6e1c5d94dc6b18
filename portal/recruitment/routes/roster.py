"""Who is on duty on which day, and the screens on the wall."""

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from portal.core import clock, policy
from portal.core.access import actor, staff
from portal.core.db import db
from portal.core.errors import Refused
from portal.recruitment import queries
from portal.recruitment.forms.handling import EmptyForm
from portal.recruitment.forms.roster import ScreenForm, ShiftForm
from portal.recruitment.service import roster

blueprint = Blueprint("recruitment_roster", __name__)

WEEKS = 4


@blueprint.get("")
@staff(policy.SEE_ENQUIRIES)
def show() -> str:
    """The next four weeks."""
    return _page(_shift_form(), ScreenForm(prefix="screen"))


def _shift_form() -> ShiftForm:
    form = ShiftForm(prefix="shift", weekdays=["0", "1", "2", "3", "4"])
    people = queries.roster.answering(db.session)
    form.staff.choices = [(person.id, person.name) for person in people]
    return form


def _page(form: ShiftForm, screen: ScreenForm) -> str:
    now = clock.now()
    return render_template(
        "recruitment/roster.html",
        days=queries.roster.duty_days(db.session, clock.local_date(now), WEEKS),
        screens=queries.roster.screens(db.session),
        token_of=roster.screen_token,
        form=form,
        screen_form=screen,
        may_edit=policy.may(actor(), policy.KEEP_ROSTER),
        today=clock.local_date(now),
    )


@blueprint.post("")
@staff(policy.KEEP_ROSTER)
def add() -> str | Response:
    """Put somebody on duty."""
    form = _shift_form()
    if not form.validate():
        return _page(form, ScreenForm(prefix="screen"))
    assert form.first.data is not None
    assert form.last.data is not None
    try:
        number = roster.add(
            db.session,
            form.staff.data,
            form.first.data,
            form.last.data,
            {int(day) for day in form.weekdays.data},
            at_night=form.at_night.data,
            actor=actor(),
            now=clock.now(),
        )
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused.refusal, "last")
        return _page(form, ScreenForm(prefix="screen"))
    db.session.commit()
    flash(ngettext("%(num)s day is added.", "%(num)s days are added.", number), "success")
    return redirect(url_for("recruitment_roster.show"))


@blueprint.post("/<day>/<int:staff_id>/fjern")
@staff(policy.KEEP_ROSTER)
def remove(day: str, staff_id: int) -> Response:
    """Take somebody off duty."""
    try:
        on_day = date.fromisoformat(day)
    except ValueError:
        abort(404)
    roster.remove(db.session, staff_id, on_day, actor=actor(), now=clock.now())
    db.session.commit()
    return redirect(url_for("recruitment_roster.show"))


@blueprint.post("/skaerme")
@staff(policy.KEEP_ROSTER)
def put_up() -> str | Response:
    """Make an address for a screen on a wall."""
    form = ScreenForm(prefix="screen")
    if not form.validate():
        return _page(_shift_form(), form)
    roster.put_up_screen(db.session, form.name.data, actor=actor(), now=clock.now())
    db.session.commit()
    flash(_("The screen has its own address now."), "success")
    return redirect(url_for("recruitment_roster.show"))


@blueprint.post("/skaerme/<int:screen_id>/luk")
@staff(policy.KEEP_ROSTER)
def take_down(screen_id: int) -> Response:
    """End a screen's address."""
    if not EmptyForm().validate():
        abort(400)
    roster.take_down_screen(db.session, screen_id, actor=actor(), now=clock.now())
    db.session.commit()
    flash(_("The address of the screen shows nothing any more."), "success")
    return redirect(url_for("recruitment_roster.show"))
