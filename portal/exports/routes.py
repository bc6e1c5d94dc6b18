"""Staff order files, see how far they are, and fetch them."""

from http import HTTPStatus

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.core import clock, i18n, limits, policy, tables
from portal.core.access import actor, recently_signed_in, staff
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.refusing import say_why
from portal.exports import kinds, queries, service, words
from portal.exports.rules import State

blueprint = Blueprint("exports", __name__)

LARGEST_ID = 2**63 - 1
ONE = f"/<int(max={LARGEST_ID}):order_id>"


@blueprint.get("")
@staff(policy.ORDER_EXPORTS)
def index() -> str:
    """What I have ordered and how far it is, and what I can order."""
    now, me = clock.now(), actor()
    every = kinds.every()
    orders = [
        (one, every[one.kind], queries.state(one, now))
        for one in queries.mine(db.session, me)
        if one.kind in every
    ]
    return render_template(
        "exports/index.html",
        orders=orders,
        State=State,
        waits=any(one.is_open for one, _kind, _state in orders),
        offered=[
            (kind, kind.choices(db.session, now) if kind.choices else [])
            for kind in every.values()
            if kind.row is not None and kind.may(me)
        ],
        words=words,
    )


@blueprint.post("")
@staff(policy.ORDER_EXPORTS)
@limits.exporting
def order() -> AnyResponse:
    """Order a file. The worker makes it."""
    kind, now = kinds.known(request.form.get("kind", "")), clock.now()
    if kind.row is None or not kind.may(actor()):
        abort(HTTPStatus.FORBIDDEN)
    ending, chosen = request.form.get("ending", ""), request.form.get("choice", "")
    offered = [value for value, _words in kind.choices(db.session, now)] if kind.choices else [""]
    if ending not in kind.endings or chosen not in offered:
        abort(HTTPStatus.BAD_REQUEST)
    choice = {"value": chosen} if kind.choices else {}
    try:
        service.order(db.session, actor(), kind, ending, choice, i18n.current(), now=now)
    except Refused as refused:
        return say_why(refused, redirect(url_for("exports.index")))
    db.session.commit()
    flash(
        _("We are making the file. You need not wait: we write to you when it is ready."), "success"
    )
    return redirect(url_for("exports.index"))


@blueprint.post(f"{ONE}/stop")
@staff(policy.ORDER_EXPORTS)
def cancel(order_id: int) -> AnyResponse:
    """Stop it. Nothing of it is kept."""
    try:
        service.cancel(db.session, actor(), order_id, now=clock.now())
    except Refused as refused:
        db.session.rollback()
        flash(str(refused.refusal.sentence), "warning")
        return redirect(url_for("exports.index"))
    db.session.commit()
    flash(_("It is stopped, and nothing of it is kept."), "success")
    return redirect(url_for("exports.index"))


@blueprint.get(f"{ONE}/fil.<any(csv, xlsx):ending>")
@staff(policy.ORDER_EXPORTS)
@limits.exporting
@recently_signed_in
def fetch(order_id: int, ending: str) -> Response:
    """The file, while it lies ready and one still may. That it was fetched is written down."""
    found = service.fetched(db.session, actor(), order_id, ending, now=clock.now())
    db.session.commit()
    name = "-".join([found.kind.replace("_", "-"), *found.choice.values()])
    answer = tables.attachment(service.pieces(db.session, order_id, ending), ending, name)
    answer.content_length = found.size
    return answer
