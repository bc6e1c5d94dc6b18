"""The page behind a guest's link. Opening it changes nothing: mail programs do so on their own."""

from http import HTTPStatus

from flask import Blueprint, abort, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal.booking import service, words
from portal.booking.forms import EmptyForm, GuestAnswerForm
from portal.booking.refusals import GuestRefusal
from portal.core import clock
from portal.core.access import flow, public
from portal.core.db import db
from portal.core.errors import Refused

blueprint = Blueprint("booking_guest", __name__)


@blueprint.get("/<token>")
@public
@flow("guest")
def show(token: str) -> Response:
    """When and where, with whom, and whether the guest has said that they come."""
    try:
        invitation = service.guests.open_link(db.session, token, now=clock.now())
    except Refused as refused:
        return _no_entry(refused)
    return _page(
        render_template(
            "booking/guest.html",
            person=invitation.person,
            talk=invitation.talk,
            place=service.place_of(db.session, invitation.talk),
            form=EmptyForm(),
            token=token,
            words=words,
        )
    )


@blueprint.post("/<token>")
@public
@flow("guest")
def answer(token: str) -> Response:
    """Say yes or no; it can be said again until the talk begins."""
    form = GuestAnswerForm()
    if not form.validate():
        abort(HTTPStatus.BAD_REQUEST)
    try:
        service.guests.answer(db.session, token, form.comes(), now=clock.now())
    except Refused as refused:
        db.session.rollback()
        return _no_entry(refused)
    db.session.commit()
    return redirect(url_for("booking_guest.show", token=token), HTTPStatus.SEE_OTHER)


def _no_entry(refused: Refused) -> Response:
    refusal = refused.refusal
    forged = refusal is GuestRefusal.FORGED
    page = render_template(
        "booking/guest_no_entry.html", sentence=refusal.sentence, reason=refusal.name
    )
    return _page(page, HTTPStatus.NOT_FOUND if forged else HTTPStatus.GONE)


def _page(html: str, status: int = HTTPStatus.OK) -> Response:
    """Whose link it is nobody else should learn: no store, no search engine."""
    response = make_response(html, status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
