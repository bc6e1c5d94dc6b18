"""Enquiries as companies' own systems read them."""

import base64
import json
from datetime import datetime
from hashlib import sha256
from typing import Any

from flask_babel import gettext as _

from portal.core import clock
from portal.recruitment import words
from portal.recruitment.queries.systems import Seen
from portal.recruitment.rules.wording import Finding


def _at(moment: datetime | None) -> str | None:
    return None if moment is None else clock.local(moment).isoformat(timespec="seconds")


def summary(seen: Seen) -> dict[str, Any]:
    """What a list says of an enquiry."""
    request, progress = seen.request, seen.progress
    return {
        "id": request.id,
        "status": progress.stage.value,
        "kind": request.kind,
        "title": request.title,
        "production_unit": seen.p_number,
        "received_at": _at(progress.moments.received),
        "answer_due_at": _at(progress.answer.due) if progress.answer else None,
        "answered_at": _at(progress.moments.answered),
        "candidates_due_at": _at(progress.candidates.due) if progress.candidates else None,
        "candidates_presented_at": _at(progress.moments.presented),
        "candidates_presented": seen.candidates,
        "consultant": {
            "name": request.consultant.name,
            "phone": request.consultant.phone,
            "email": request.consultant.email,
        },
    }


def whole(seen: Seen, findings: list[Finding]) -> dict[str, Any]:
    """Everything a company sees of its own enquiry, but nothing of a candidate."""
    request = seen.request
    facts = (
        "tasks",
        "requirements",
        "positions",
        "hours_per_week",
        "placement_form",
        "workplace",
        "postcode",
        "contact_name",
        "contact_phone",
        "contact_email",
    )
    return (
        summary(seen)
        | {name: getattr(request, name) for name in facts}
        | {
            "starts_on": request.starts_on.isoformat() if request.starts_on else None,
            "ends_on": request.ends_on.isoformat() if request.ends_on else None,
            "timeline": [
                _reason(event) | {"event": event.kind, "at": _at(event.at)}
                for event in seen.timeline
            ],
            "remarks": [
                {
                    "pointer": f"#/{found.where}",
                    "words": found.words,
                    "detail": str(words.WHY_NOT.get(found.ground, _("Think about these words."))),
                }
                for found in findings
            ],
        }
    )


def _reason(event: Any) -> dict[str, Any]:
    if event.kind != "paused":
        return {}
    return {"reason": event.code, "detail": str(words.PAUSE_REASONS.get(event.code, ""))}


def etag(content: dict[str, Any]) -> str:
    """A mark that changes whenever anything in the content does."""
    text = json.dumps(content, sort_keys=True)
    return sha256(text.encode()).hexdigest()[:32]


def cursor(request_id: int) -> str:
    """Where a page ended, for asking for the next."""
    return base64.urlsafe_b64encode(f"before:{request_id}".encode()).decode().rstrip("=")


def read_cursor(text: str) -> int | None:
    """The enquiry a page ended with, or None when it is no cursor of ours."""
    if not text.isascii() or len(text) > 60:
        return None
    try:
        found = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except ValueError:
        return None
    mark, _colon, number = found.partition(":")
    fits = mark == "before" and number.isascii() and number.isdigit() and len(number) < 19
    return int(number) if fits else None
