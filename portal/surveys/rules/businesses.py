"""When a business is asked."""

from dataclasses import dataclass
from datetime import date

from portal.surveys.rules.numbers import Numbers


@dataclass(frozen=True)
class Contact:
    """A business's contact person, as far as the day of asking depends on it."""

    id: int
    last_asked: date | None
    last_closed: date | None
    """The day on which their business's latest request was closed."""
    known_since: date | None
    """The day of its first request."""


def reason_to_ask_business(contact: Contact, today: date, numbers: Numbers) -> str | None:
    """'request' soon after one has closed, 'yearly' otherwise, or None.

    Never within the guard, whatever the reason. Who has never sent a request is not asked: they
    know nothing of the service.
    """
    since = (today - contact.last_asked).days if contact.last_asked else None
    if since is not None and since < numbers.business_guard_days:
        return None
    closed = (today - contact.last_closed).days if contact.last_closed else None
    if closed is not None and numbers.after_talk_days <= closed <= numbers.talk_recent_days:
        return "request"
    begun = (today - contact.known_since).days if contact.known_since else 0
    quiet = since if since is not None else begun
    return "yearly" if quiet >= numbers.business_yearly_days else None
