"""Named refusals, and what the database's constraints mean in words.

A rule returns a refusal, a service raises it as `Refused`, a route shows it as a form error.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import Enum
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session


class Refusal(Enum):
    """Base of the rooms' refusals. The value is a lazily translated sentence."""

    @property
    def sentence(self) -> Any:
        """The sentence for the person who is refused."""
        return self.value


class Refused(Exception):
    """A use case was refused. Nothing was stored."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.name)
        self.refusal = refusal


class NotFound(Exception):
    """The object does not exist, or is not the actor's to see: the answer is the same."""


def constraint_of(error: IntegrityError) -> str | None:
    """The name of the constraint that refused, or None."""
    diagnostics = getattr(error.orig, "diag", None)
    return getattr(diagnostics, "constraint_name", None)


@contextmanager
def in_words(session: Session, meaning: Mapping[str, Refusal]) -> Iterator[None]:
    """Let the constraints named in `meaning` refuse in words, and undo what was begun inside.

    Raises:
        Refused: when one of them refuses; any other refusal of the database stays what it is.
    """
    try:
        with session.begin_nested():
            yield
            session.flush()
    except IntegrityError as error:
        meant = meaning.get(constraint_of(error) or "")
        if meant is None:
            raise
        raise Refused(meant) from error
