"""Facts that a message rests on, asked again at the moment it is sent.

A room registers how its facts are checked: 'talk:17:3' is asked of whoever registered 'talk'.
"""

from collections.abc import Callable

from sqlalchemy.orm import Session

Check = Callable[[Session, list[str]], bool]
_checks: dict[str, Check] = {}


def register(name: str, check: Check) -> None:
    """Let `check` answer for facts of this name; it gets what follows the name."""
    _checks[name] = check


def holds(session: Session, fact: str) -> bool:
    """True when the fact still holds, or none is named."""
    if not fact:
        return True
    name, *rest = fact.split(":")
    return _checks[name](session, rest)
