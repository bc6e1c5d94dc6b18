"""What a check answers with."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARNING = "warning"
    """It works, and somebody should look before it does not."""
    ERROR = "error"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    key: str
    """What was looked at; unique among the findings of one examination."""
    code: str
    """What was found: the sentence in `words.py`."""
    state: State
    values: dict[str, Any] = field(default_factory=dict)


def graded(
    key: str, code: str, value: float, *, warns_at: float, fails_at: float, **values: Any
) -> Finding:
    """A finding that gets worse as `value` grows: its code ends in `_ok` or `_bad`."""
    state = State.OK
    if value >= warns_at:
        state = State.ERROR if value >= fails_at else State.WARNING
    return Finding(key, f"{code}_{'ok' if state is State.OK else 'bad'}", state, values)
