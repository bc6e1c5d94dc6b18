"""The screen on the wall: for staff, and at an address of its own."""

from flask import Blueprint, make_response, render_template
from werkzeug.wrappers import Response

from portal.core import clock, policy
from portal.core.access import anonymous, flow, staff
from portal.core.db import db
from portal.recruitment import queries, words
from portal.recruitment.service import roster

blueprint = Blueprint("recruitment_wall", __name__)


@blueprint.get("/personale/henvendelser/tavle")
@staff(policy.SEE_ENQUIRIES)
def show() -> Response:
    """The screen, for whoever is signed in. It stands still: somebody may be reading."""
    return _screen(by_itself=False)


@blueprint.get("/tavle/<token>")
@anonymous
@flow("wall")
def screen(token: str) -> Response:
    """The screen at its own address, which nobody signs in to. It renews itself each minute."""
    roster.screen_behind(db.session, token)
    return _screen(by_itself=True)


def _screen(*, by_itself: bool) -> Response:
    wall = queries.wall.wall(db.session, clock.now())
    page = render_template("recruitment/wall.html", wall=wall, words=words, by_itself=by_itself)
    response = make_response(page)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
