"""Enquiries for companies' own systems: send, read, list and take back, with a token."""

import json
from typing import Any

from flask import Blueprint, Response, make_response, request, url_for
from flask_babel import gettext as _

from portal.core import audit, clock, openapi
from portal.core.access import actor, system
from portal.core.db import db
from portal.core.errors import Refusal, Refused
from portal.core.security import csrf
from portal.recruitment import api_document, published, queries
from portal.recruitment.api_description import KEY, PATHS, SCHEMAS, SECURITY
from portal.recruitment.queries import systems
from portal.recruitment.queries.systems import Seen
from portal.recruitment.refusals import RequestRefusal
from portal.recruitment.routes import api_reading
from portal.recruitment.rules.progress import Stage
from portal.recruitment.service import ending
from portal.recruitment.service import systems as service
from portal.systems import gate, problem
from portal.systems.problem import Problem, pointer
from portal.systems.rules.strict_json import canonical
from portal.systems.service import answers

blueprint = Blueprint("recruitment_api", __name__)
openapi.describe(PATHS, SCHEMAS, SECURITY)
problem.speak(blueprint)
csrf.exempt(blueprint)

FIELD_OF: dict[Refusal, str] = {
    RequestRefusal.START_PAST: "starts_on",
    RequestRefusal.START_TOO_FAR: "starts_on",
    RequestRefusal.ENDS_FIRST: "ends_on",
    RequestRefusal.UNIT_FOREIGN: "production_unit",
    RequestRefusal.UNIT_UNKNOWN: "production_unit",
    RequestRefusal.UNIT_GONE: "production_unit",
}


@blueprint.get("/recruitment-requests")
@system("read")
def index() -> Response:
    """The company's own enquiries, the latest first, a page at a time."""
    now, asks = clock.now(), gate.system()
    size, before = api_reading.page_wanted()
    found = systems.page(
        db.session, asks.business_id, asks.only_unit, now, before=before, size=size + 1
    )
    shown, more = found[:size], len(found) > size
    audit.record(db.session, actor(), "list", "recruitment_request", now=now, number=len(shown))
    db.session.commit()
    following = published.cursor(shown[-1].request.id) if more else None
    response = _json({"items": [published.summary(seen) for seen in shown], "next": following})
    if following is not None:
        address = url_for("recruitment_api.index", cursor=following, limit=size)
        response.headers["Link"] = f'<{address}>; rel="next"'
    return response


@blueprint.post("/recruitment-requests")
@system("write")
def create() -> Response:
    """Send an enquiry. The same key and content again is answered as the first time."""
    now, asks = clock.now(), gate.system()
    api_reading.no_parameters()
    key = api_reading.idempotency_key()
    said = _checked(api_reading.document())
    try:
        known = answers.claim(db.session, asks.access_id, key, canonical(said), now)
        if known is not None and known.answer is not None:
            db.session.rollback()
            return _created(json.loads(known.answer), replayed=True)
        sent = service.send(db.session, actor(), asks.unit_id, said, key=key, now=now)
    except Refused as refused:
        db.session.rollback()
        raise _wrong(refused.refusal) from None
    content = _whole(systems.one(db.session, asks.business_id, asks.only_unit, sent.id, now))
    answers.keep(db.session, asks.access_id, key, json.dumps(content), sent.id)
    db.session.commit()
    return _created(content)


@blueprint.get("/recruitment-requests/<int:request_id>")
@system("read")
def read(request_id: int) -> Response:
    """One enquiry: how far it has come, what is promised, and who has it."""
    now, asks = clock.now(), gate.system()
    api_reading.no_parameters()
    seen = systems.one(db.session, asks.business_id, asks.only_unit, request_id, now)
    content = _whole(seen)
    audit.record(db.session, actor(), "read", "recruitment_request", request_id, now=now)
    db.session.commit()
    return _with_etag(content)


@blueprint.post("/recruitment-requests/<int:request_id>/withdraw")
@system("write")
def withdraw(request_id: int) -> Response:
    """Take an enquiry back. Doing it twice changes nothing."""
    now, asks = clock.now(), gate.system()
    api_reading.no_parameters()
    api_reading.no_document()
    seen = systems.one(db.session, asks.business_id, asks.only_unit, request_id, now)
    if seen.progress.stage is not Stage.WITHDRAWN:
        if request.if_match and not request.if_match.contains(published.etag(_whole(seen))):
            raise Problem(412, _("Read it again, and decide once more."))
        ending.withdraw(db.session, actor(), request_id, now=now)
        seen = systems.one(db.session, asks.business_id, asks.only_unit, request_id, now)
    content = _whole(seen)
    db.session.commit()
    return _with_etag(content)


def _checked(document: Any) -> dict[str, Any]:
    said, faults = api_document.check(document)
    if faults:
        raise Problem(
            422,
            _("Nothing was stored. Put right what stands here, and send it again."),
            [(pointer(*(name and (name,))), what) for name, what in faults],
        )
    return said


def _wrong(refusal: Refusal) -> Problem:
    field = FIELD_OF.get(refusal)
    if field is not None:
        return Problem(422, refusal.sentence, [(pointer(field), refusal.sentence)])
    if isinstance(refusal, RequestRefusal):
        return Problem(409, refusal.sentence)
    return Problem(422, refusal.sentence)


def _whole(seen: Seen) -> dict[str, Any]:
    today = clock.local_date(seen.progress.now)
    return published.whole(seen, queries.findings(db.session, vars(seen.request), today))


def _json(content: dict[str, Any], status: int = 200) -> Response:
    response = make_response(json.dumps(content, ensure_ascii=False), status)
    response.headers["Content-Type"] = "application/json"
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _with_etag(content: dict[str, Any], status: int = 200) -> Response:
    response = _json(content, status)
    response.set_etag(published.etag(content))
    if request.method == "GET":
        response.make_conditional(request)
    return response


def _created(content: dict[str, Any], *, replayed: bool = False) -> Response:
    response = _with_etag(content, 201)
    response.headers["Location"] = url_for("recruitment_api.read", request_id=content["id"])
    if replayed:
        response.headers[f"{KEY}-Replayed"] = "true"
    return response
