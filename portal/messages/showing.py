"""A thread's page and its files, for either side. That it was shown is noted and committed."""

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from typing import Any

from flask import render_template, request, send_file
from werkzeug.wrappers import Response

from portal.core.access import Actor, Audience
from portal.core.db import db
from portal.core.errors import NotFound
from portal.messages import posting, queries, service, words
from portal.messages.models import ThreadMessage


def thread_page(
    actor: Actor,
    thread_id: int,
    attempt: posting.Attempt,
    *,
    template: str,
    now: datetime,
    **more: Any,
) -> str:
    """A page of the thread, with the form to write in it.

    Raises:
        NotFound: when the actor may not see it.
    """
    row = queries.thread(db.session, actor, thread_id, now)
    if row is None:
        raise NotFound
    said = queries.shown(db.session, thread_id, actor.audience, request.args.get("page", type=int))
    promised = queries.promises(db.session, now)
    page = render_template(
        template,
        row=row,
        said=said,
        unread=_unread(said.messages, by_staff=actor.audience is Audience.STAFF),
        files=queries.files_of(db.session, [one.id for one in said.messages]),
        taken_over=_taken_over(row, said.last_staff_id),
        promised=promised,
        form=attempt.form,
        attempt=attempt,
        words=words,
        now=now,
        **more,
    )
    if actor.audience is Audience.STAFF:
        # However the page is asked for: also beforehand, or as the answer to a form that failed.
        service.note_thread(db.session, actor, row, now=now)
    if request.method == "GET" and request.headers.get("Sec-Purpose", "") == "":
        # What a browser fetches beforehand nobody has read.
        service.read(db.session, actor, row, said.messages, now=now)
    db.session.commit()
    return page


def _unread(messages: Iterable[ThreadMessage], *, by_staff: bool) -> set[int]:
    """What the other side wrote and this one has not read."""
    return {
        one.id for one in messages if one.read_at is None and (one.staff_id is None) is by_staff
    }


def _taken_over(row: queries.Row, last_staff_id: int | None) -> bool:
    """Whoever of staff wrote last is neither who holds the thread nor who stands in."""
    usual = {None, row.holder.id, row.substitute.id if row.substitute else None}
    return last_staff_id not in usual


def file(actor: Actor, file_id: int, now: datetime) -> Response:
    """A fit file of a thread the actor may see: to be saved, never opened in the page.

    Raises:
        NotFound: when there is none, it is not fit yet, or it is not theirs.
    """
    found = queries.file_for(db.session, actor, file_id, now)
    if found is None:
        raise NotFound
    stored, row = found
    assert stored.content is not None
    response = send_file(
        BytesIO(stored.content),
        mimetype=stored.mimetype,
        as_attachment=True,
        download_name=stored.name,
        etag=False,
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    service.note_file(db.session, actor, stored, row.citizen.id, now=now)
    db.session.commit()
    return response
