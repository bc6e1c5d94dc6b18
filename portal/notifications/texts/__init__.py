"""What messages say: the default words, or those an administrator has written instead."""

import string
from dataclasses import dataclass
from typing import Any

from portal.notifications.texts.accounts import KINDS as ACCOUNTS
from portal.notifications.texts.candidates import KINDS as CANDIDATES
from portal.notifications.texts.course import KINDS as COURSE
from portal.notifications.texts.enquiries import KINDS as ENQUIRIES
from portal.notifications.texts.joint import KINDS as JOINT
from portal.notifications.texts.kinds import COMMON, Kind
from portal.notifications.texts.notices import KINDS as NOTICES
from portal.notifications.texts.openings import KINDS as OPENINGS
from portal.notifications.texts.privacy import KINDS as PRIVACY
from portal.notifications.texts.sharing import KINDS as SHARING
from portal.notifications.texts.supported import KINDS as SUPPORTED
from portal.notifications.texts.surveys import KINDS as SURVEYS
from portal.notifications.texts.talks import KINDS as TALKS
from portal.notifications.texts.threads import KINDS as THREADS
from portal.notifications.texts.words import spoken

__all__ = ["COMMON", "KINDS", "Kind", "Template", "Words", "default", "names", "render", "unknown"]

KINDS = (
    TALKS
    | COURSE
    | JOINT
    | THREADS
    | SHARING
    | OPENINGS
    | SURVEYS
    | ENQUIRIES
    | CANDIDATES
    | SUPPORTED
    | ACCOUNTS
    | PRIVACY
    | NOTICES
)


@dataclass(frozen=True)
class Words:
    """The subject and text of a message."""

    subject: str
    body: str


@dataclass(frozen=True)
class Template:
    """A subject and text with `{names}` to fill in."""

    subject: str
    body: str


def default(kind: str) -> Template:
    """The words the portal comes with, in the language in force."""
    return Template(str(KINDS[kind].subject), str(KINDS[kind].body))


def names(kind: str) -> tuple[str, ...]:
    """The names that the words of a kind may use."""
    return (*KINDS[kind].sample, *COMMON)


def unknown(kind: str, text: str) -> list[str]:
    """What stands in braces in `text` and is no name the kind knows.

    Raises:
        ValueError: when a brace is left open.
    """
    known = names(kind)
    return sorted({used for used in _used(text) if used not in known})


def _used(text: str) -> list[str]:
    found = []
    for _literal, name, detail, conversion in string.Formatter().parse(text):
        if name is not None:
            found.append(name + (f":{detail}" if detail else "") + (conversion or ""))
    return found


def render(template: Template, values: dict[str, Any], language: str) -> Words:
    """Fill in the names. A line that has names, and all of them empty, is left out."""
    words = spoken(values, language)
    return Words(
        " ".join(_fill(template.subject, words).split()),
        "\n".join(_fill(line, words) for line in template.body.split("\n") if _says(line, words)),
    )


def _fill(line: str, words: dict[str, str]) -> str:
    return line.format_map({name: words.get(name, "") for name in _used(line)})


def _says(line: str, words: dict[str, str]) -> bool:
    used = _used(line)
    return not used or any(words.get(name) for name in used)
