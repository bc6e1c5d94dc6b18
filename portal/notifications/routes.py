"""The inbox: conversations with people, and what the portal itself has told."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.core import clock, policy
from portal.core.access import actor, business, citizen, staff
from portal.core.db import db
from portal.core.security import safe_path
from portal.messages import queries as threads
from portal.messages import words as thread_words
from portal.messages.queries import Whose
from portal.messages.service import note_list
from portal.notifications import queries, service, words

blueprint = Blueprint("notifications", __name__)

LARGEST_ID = 2**63 - 1


@blueprint.get("/borger/beskeder")
@citizen
def inbox() -> str:
    """What is written between the citizen and staff, and below it what the portal has told."""
    now = clock.now()
    return _inbox(
        "notifications.inbox",
        "notifications.read",
        threads=threads.of_citizen(db.session, actor().person_id, _page(), now),
        promised=threads.promises(db.session, now),
        thread_words=thread_words,
    )


@blueprint.get("/virksomhed/beskeder")
@business
def business_inbox() -> str:
    """What the business user has been told, the newest first."""
    return _inbox("notifications.business_inbox", "notifications.business_read")


@blueprint.get("/personale/beskeder")
@staff(policy.EVERY_ROLE)
def staff_inbox() -> str:
    """What citizens have written, what waits longest first; below it what the portal has told."""
    person, now = actor(), clock.now()
    if not policy.may(person, policy.WRITE_MESSAGES):
        return _inbox("notifications.staff_inbox", "notifications.staff_read")
    leads = policy.may(person, policy.LEAD_TEAM)
    wanted = request.args.get("hvis", Whose.TEAM if leads else Whose.OWN)
    whose = Whose.TEAM if leads and wanted == Whose.TEAM else Whose.OWN
    waiting = request.args.get("vis") != "alle"
    found = threads.for_staff(db.session, person, whose, _page(), now, waiting=waiting)
    promised = threads.promises(db.session, now)
    page = _inbox(
        "notifications.staff_inbox",
        "notifications.staff_read",
        threads=found,
        promised=promised,
        usual=threads.answer_time(db.session, person.team_id or 0, promised, now),
        whose=whose,
        waiting=waiting,
        leads=leads,
        thread_words=thread_words,
    )
    note_list(db.session, person, {row.citizen.id for row in found.rows}, now=now)
    db.session.commit()
    return page


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


def _inbox(own: str, read_endpoint: str, **threads: Any) -> str:
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
        unread=queries.unread_count(db.session, person.audience, person.person_id, now),
        messages=messages[: queries.PAGE],
        older=messages[queries.PAGE - 1].id if len(messages) > queries.PAGE else None,
        before=before,
        own=own,
        read_endpoint=read_endpoint,
        leads_to=words.LEADS_TO,
        now=now,
        **threads,
    )


def _page() -> int:
    return request.args.get("page", 1, type=int)


def _read(message_id: int, own: str) -> Response:
    person = actor()
    message = service.mark_read(
        db.session, person.audience, person.person_id, message_id, now=clock.now()
    )
    db.session.commit()
    there = url_for(own)
    return redirect(safe_path(message.path, there) if request.form.get("go") else there)
