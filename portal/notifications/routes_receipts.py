"""The SMS gateway tells what became of a message."""

import json
from http import HTTPStatus

from flask import Blueprint, abort, current_app, request

from portal.core import clock
from portal.core.access import anonymous, flow
from portal.core.db import db
from portal.core.security import csrf
from portal.notifications import receipts

blueprint = Blueprint("receipts", __name__)


@blueprint.post("/besked/sms-kvittering")
@csrf.exempt  # type: ignore[untyped-decorator]  # no browser comes here: the gateway signs it
@anonymous
@flow("receipts")
def sms() -> tuple[str, int]:
    """Note a receipt: {"id", "status"} with X-Signature. The same again changes nothing.

    A message nobody knows is not found: a gateway that was quicker than our commit asks again.
    """
    settings = current_app.extensions["portal.settings"]
    body = request.get_data(cache=True)
    if not receipts.is_genuine(settings, body, request.headers.get("X-Signature", "")):
        abort(403)
    try:
        told = json.loads(body)
        name, status = str(told["id"]), str(told["status"])
    except (ValueError, KeyError, TypeError, RecursionError):
        abort(400)
    known = receipts.record(db.session, "sms", name, status, clock.now())
    db.session.commit()
    if not known:
        abort(404)
    return "", HTTPStatus.NO_CONTENT
