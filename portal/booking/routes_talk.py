"""What a citizen does with a talk besides booking it: agenda, waiting list, offers, calendar."""

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.booking import queries, service, words
from portal.booking.forms import AgendaForm, EmptyForm
from portal.core import clock
from portal.core.access import actor, citizen
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.refusing import say_why
from portal.settings import Settings

blueprint = Blueprint("booking_talk", __name__)

LARGEST_ID = 2**63 - 1
TALK = f"/<int(max={LARGEST_ID}):talk_id>"
OFFER = f"/tilbud/<int(max={LARGEST_ID}):offer_id>"


@blueprint.post(f"{TALK}/punkt")
@citizen
def add_point(talk_id: int) -> Response:
    """Add something to talk about."""
    talk = queries.own_talk(db.session, actor().person_id, talk_id)
    form = AgendaForm()
    if not form.validate():
        flash(str(form.words.errors[0]), "error")
        return _to_talk(talk_id)
    try:
        service.agenda.add(db.session, talk, form.words.data, actor=actor(), now=clock.now())
    except Refused as refused:
        return say_why(refused, _to_talk(talk_id))
    db.session.commit()
    flash(_("Your point is added. Your caseworker sees it before the talk."), "success")
    return _to_talk(talk_id)


@blueprint.post(f"{TALK}/punkt/<int(max={LARGEST_ID}):item_id>/fjern")
@citizen
def remove_point(talk_id: int, item_id: int) -> Response:
    """Take back a point of one's own."""
    talk = queries.own_talk(db.session, actor().person_id, talk_id)
    try:
        service.agenda.remove(db.session, talk, item_id, actor=actor(), now=clock.now())
    except Refused as refused:
        return say_why(refused, _to_talk(talk_id))
    db.session.commit()
    flash(_("The point is taken away."), "success")
    return _to_talk(talk_id)


@blueprint.post(f"{TALK}/vent")
@citizen
def wait(talk_id: int) -> Response:
    """Ask to hear of earlier times."""
    person = actor()
    service.waiting.wish_earlier(
        db.session, person.person_id, talk_id, actor=person, now=clock.now()
    )
    db.session.commit()
    flash(_("We write to you when an earlier time becomes free."), "success")
    return _to_talk(talk_id)


@blueprint.post(f"{TALK}/vent-ikke")
@citizen
def stop_waiting(talk_id: int) -> Response:
    """Hear no more of earlier times."""
    queries.own_talk(db.session, actor().person_id, talk_id)
    service.waiting.stop_waiting(db.session, actor().person_id, actor=actor(), now=clock.now())
    db.session.commit()
    flash(_("You hear no more about earlier times."), "success")
    return _to_talk(talk_id)


@blueprint.get("/tilbud")
@citizen
def offers() -> str:
    """The times offered to the citizen, and until when."""
    return render_template(
        "booking/offers.html",
        offers=queries.open_offers(db.session, actor().person_id, clock.now()),
        words=words,
        form=EmptyForm(),
    )


@blueprint.post(f"{OFFER}/ja")
@citizen
def accept(offer_id: int) -> Response:
    """Take the time."""
    try:
        talk = service.offers.accept(
            db.session, actor().person_id, offer_id, actor=actor(), now=clock.now()
        )
    except Refused as refused:
        db.session.commit()  # that the time is gone is kept
        flash(str(refused.refusal.sentence), "error")
        return redirect(url_for("booking_talk.offers"))
    db.session.commit()
    return redirect(url_for("booking.receipt", talk_id=talk.id))


@blueprint.post(f"{OFFER}/nej")
@citizen
def decline(offer_id: int) -> Response:
    """Let the next in line have the time."""
    service.offers.decline(db.session, actor().person_id, offer_id, actor=actor(), now=clock.now())
    db.session.commit()
    flash(_("Thank you for answering. The time goes to the next in line."), "success")
    return redirect(url_for("booking_talk.offers"))


@blueprint.get("/kalender")
@citizen
def calendar() -> str:
    """The secret calendar address: what it is, make one, stop it."""
    return _calendar_page(None)


@blueprint.post("/kalender")
@citizen
def renew_calendar() -> str:
    """Make a new address, shown this once; the old one stops."""
    secret = service.feeds.renew(db.session, actor(), now=clock.now())
    db.session.commit()
    settings: Settings = current_app.extensions["portal.settings"]
    return _calendar_page(settings.base_url + url_for("booking_feed.feed", secret=secret))


@blueprint.post("/kalender/stop")
@citizen
def stop_calendar() -> Response:
    """Stop the address."""
    service.feeds.stop(db.session, actor(), now=clock.now())
    db.session.commit()
    flash(_("The calendar address no longer works."), "success")
    return redirect(url_for("booking_talk.calendar"))


def _calendar_page(address: str | None) -> str:
    return render_template(
        "booking/feed.html",
        address=address,
        feed=queries.feed_of(db.session, actor()),
        renew=url_for("booking_talk.renew_calendar"),
        stop=url_for("booking_talk.stop_calendar"),
        back=(_("Talks"), url_for("booking.talks")),
    )


def _to_talk(talk_id: int) -> Response:
    return redirect(url_for("booking.receipt", talk_id=talk_id))
