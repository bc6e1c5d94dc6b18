"""What each kind of message says, until a job centre writes its own words.

`{names}` are filled in when the message is queued. A line all of whose names are empty is left
out. The inbox says all; e-mail, SMS and Digital Post say only that a message waits, for others
read along. Exceptions are those who have no inbox, and letters.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Kind:
    """A message's name for administrators, its default subject and text."""

    name: Any
    subject: Any
    body: Any
    sample: tuple[str, ...] = ()
    """The names it may use, besides those of `COMMON`."""


COMMON = ("solution", "phone")
"""The names that every message may use."""
