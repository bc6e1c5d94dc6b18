"""What a message says: in the inbox all of it, elsewhere that it waits."""

from collections.abc import Mapping
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from portal.core.access import Audience
from portal.notifications import queries, texts
from portal.notifications.models import MessageText
from portal.settings import Settings

INBOX_PATHS = {
    Audience.CITIZEN: "/borger/beskeder",
    Audience.BUSINESS: "/virksomhed/beskeder",
    Audience.STAFF: "/personale/beskeder",
}
# Links that work without signing in, so the notice may lead straight to them.
OPEN_KINDS = frozenset({"survey_invited", "survey_reminder", "survey_business", "request_received"})
# A company's receipt for its enquiry holds nothing about a person, so the e-mail says it all.
WHOLE_BY_EMAIL = frozenset({"request_received"})
# A summons is a letter: Digital Post brings all of it.
WHOLE_BY_DIGITAL_POST = frozenset({"talk_summons"})
OwnWords = Mapping[str, MessageText]
"""What administrators have written, by kind."""


def notice(
    session: Session,
    kind: str,
    channel: str,
    language: str,
    values: dict[str, Any],
    full: texts.Words,
) -> texts.Words:
    """What goes through a channel: that a message waits, or all of it where that is right."""
    written = queries.own_words(session, [notice_kind(channel)], language)
    return notice_in(written, kind, channel, language, values, full)


def notice_in(
    written: OwnWords,
    kind: str,
    channel: str,
    language: str,
    values: dict[str, Any],
    full: texts.Words,
) -> texts.Words:
    """`notice`, with the words that were read before."""
    if channel == "email" and kind in WHOLE_BY_EMAIL:
        body = "\n\n".join([full.body, values["link"], values["solution"]])
        return texts.Words(full.subject, body)
    if channel == "digital_post" and kind in WHOLE_BY_DIGITAL_POST:
        return full
    return words_of(written, notice_kind(channel), language, values)


def notice_kind(channel: str) -> str:
    """The kind whose words say in this channel that a message waits."""
    return f"notice_{channel}"


def standing_values(audience: Audience, kind: str, path: str, name: str) -> dict[str, Any]:
    """What every message to this person may say, with the link that fits the kind."""
    settings: Settings = current_app.extensions["portal.settings"]
    link = path if path and kind in OPEN_KINDS else INBOX_PATHS.get(audience, path)
    return common(settings, name, settings.base_url + link)


def common(settings: Settings, name: str, link: str) -> dict[str, Any]:
    """What every message may say, whoever gets it."""
    return {
        "name": name,
        "link": link,
        "solution": settings.solution_name,
        "phone": settings.phone,
        "centre": settings.municipality,
    }


def words_of(written: OwnWords, kind: str, language: str, values: dict[str, Any]) -> texts.Words:
    """The administrators' own words where they wrote some, else the portal's, filled in."""
    own = written.get(kind)
    template = texts.default(kind)
    if own is not None and own.subject is not None and own.body is not None:
        template = texts.Template(own.subject, own.body)
    return texts.render(template, values, language)
