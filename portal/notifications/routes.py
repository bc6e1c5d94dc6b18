"""The inbox of citizens and of business users."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.core import clock, policy
from portal.core.access import actor, business, citizen, staff
from portal.core.db import db
from portal.core.security import safe_path
from portal.notifications import queries, service, words

blueprint = Blueprint("notifications", __name__)

LARGEST_ID = 2**63 - 1


@blueprint.get("/borger/beskeder")
@citizen
def inbox() -> str:
    """What the citizen has been told, the newest first."""
    return _inbox("notifications.inbox", "notifications.read")


@blueprint.get("/virksomhed/beskeder")
@business
def business_inbox() -> str:
    """What the business user has been told, the newest first."""
    return _inbox("notifications.business_inbox", "notifications.business_read")


@blueprint.get("/personale/beskeder")
@staff(policy.EVERY_ROLE)
def staff_inbox() -> str:
    """What a member of staff has been told, the newest first."""
    return _inbox("notifications.staff_inbox", "notifications.staff_read")


@blueprint.post(f"/borger/beskeder/<int(max={LARGEST_ID}):message_id>/laest")
@citizen
def read(message_id: int) -> Response:
    """Mark a message as read, and go where it leads when that was asked for."""
    return _read(message_id, "notifications.inbox")


@blueprint.post(f"/virksomhed/beskeder/<int(max={LARGEST_ID}):message_id>/laest")
@business
def business_read(message_id: int) -> Response:
    """Mark a message as read, and go where it leads when that was asked for."""
    return _read(message_id, "notifications.business_inbox")


@blueprint.post(f"/personale/beskeder/<int(max={LARGEST_ID}):message_id>/laest")
@staff(policy.EVERY_ROLE)
def staff_read(message_id: int) -> Response:
    """Mark a message as read, and go where it leads when that was asked for."""
    return _read(message_id, "notifications.staff_inbox")


def _inbox(own: str, read_endpoint: str) -> str:
    person, now = actor(), clock.now()
    named = request.args.get("before", 0, type=int)
    before = None
    if 0 < named <= LARGEST_ID:
        before = queries.message(db.session, person.audience, person.person_id, named, now)
    messages = queries.inbox(
        db.session, person.audience, person.person_id, now, before=before, limit=queries.PAGE + 1
    )
    return render_template(
        "notifications/inbox.html",
        messages=messages[: queries.PAGE],
        older=messages[queries.PAGE - 1].id if len(messages) > queries.PAGE else None,
        before=before,
        own=own,
        read_endpoint=read_endpoint,
        leads_to=words.LEADS_TO,
    )


def _read(message_id: int, own: str) -> Response:
    person = actor()
    message = service.mark_read(
        db.session, person.audience, person.person_id, message_id, now=clock.now()
    )
    db.session.commit()
    there = url_for(own)
    return redirect(safe_path(message.path, there) if request.form.get("go") else there)
