"""A calendar that subscribes to somebody's talks. Only the secret in the address opens it."""

import re

from flask import Blueprint, Response, abort, current_app, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.booking import queries, service
from portal.booking.calendar_file import calendar_feed
from portal.core import clock, standing
from portal.core.access import anonymous, flow
from portal.core.db import db
from portal.core.standing import Standing
from portal.settings import Settings

blueprint = Blueprint("booking_feed", __name__)
SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


@blueprint.get("/kalender/<secret>.ics")
@anonymous
@flow("calendar")
def feed(secret: str) -> AnyResponse:
    """The talks behind a secret address; an unknown or stopped one is not there."""
    if not SECRET.fullmatch(secret):
        abort(404)
    now = clock.now()
    found = queries.feed_named(db.session, service.feeds.hashed(secret))
    if found is None:
        abort(404)
    # From here on only what that person sees.
    standing.become(
        Standing(citizen=found.citizen_id)
        if found.citizen_id
        else Standing(staff=found.staff_id, flow="staff_calendar")
    )
    settings: Settings = current_app.extensions["portal.settings"]
    talks = queries.talks_of(db.session, found, now)
    link = settings.base_url + url_for("home.front")
    response = Response(calendar_feed(talks, link=link), mimetype="text/calendar")
    response.add_etag()
    response.headers["Cache-Control"] = "private, max-age=900"
    return response.make_conditional(request)
