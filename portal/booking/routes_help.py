"""A citizen can't find a time: one button, and somebody else has to act."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.booking import queries, service
from portal.booking.forms import NoTimeForm
from portal.booking.models import SELF_BOOKED_CHANNELS
from portal.core import clock, i18n
from portal.core.access import actor, citizen
from portal.core.db import db
from portal.core.formatting import long_date

blueprint = Blueprint("booking_help", __name__)
# What a citizen has in front of them on the page of times.
SHOWN_DAYS = timedelta(days=28)


@blueprint.get("")
@citizen
def no_time() -> str:
    """What happens when you can't find a time, and the button."""
    now = clock.now()
    form = NoTimeForm(formdata=None)
    form.channel.data = _channel(request.args.get("channel"))
    waiting = queries.waiting_for_time(db.session, actor().person_id)
    return render_template(
        "booking/no_time.html",
        form=form,
        waiting=waiting,
        answer_by=service.no_time.answer_by(db.session, actor().person_id, now),
    )


@blueprint.post("")
@citizen
def ask() -> str | Response:
    """Store what was shown, stop the deadline, and promise an answer."""
    form, now = NoTimeForm(), clock.now()
    if not form.validate():
        return render_template(
            "booking/no_time.html",
            form=form,
            waiting=None,
            answer_by=service.no_time.answer_by(db.session, actor().person_id, now),
        )
    today = clock.local_date(now)
    asked = service.no_time.ask(
        db.session,
        actor().person_id,
        channel=_channel(form.channel.data),
        window=(today, today + SHOWN_DAYS),
        wish=form.wish.data or "",
        actor=actor(),
        now=now,
    )
    db.session.commit()
    day = long_date(asked.answer_by, i18n.current(), False)
    flash(_("Thank you. You hear from us by %(day)s.", day=day), "success")
    return redirect(url_for("booking.talks"))


def _channel(code: str | None) -> str | None:
    return code if code in SELF_BOOKED_CHANNELS else None
