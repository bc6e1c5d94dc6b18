"""What a version of a plan holds, and what changed from one to another."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

WORDS = ("goal", "strengths", "barriers", "direction_a", "direction_b", "direction_c")


@dataclass(frozen=True)
class Changes:
    """What is different in a plan: words by section, tasks that came and tasks that went."""

    words: tuple[tuple[str, str, str], ...] = ()
    """Section, what it said, what it says."""
    come: tuple[Mapping[str, Any], ...] = ()
    gone: tuple[Mapping[str, Any], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.come or self.gone)


def changes(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> Changes:
    """What came and went from one version's content to another's. None: there was no plan."""
    old = before or {}
    old_tasks, new_tasks = old.get("tasks", []), after.get("tasks", [])
    return Changes(
        words=tuple(
            (name, old.get(name, ""), after.get(name, ""))
            for name in WORDS
            if old.get(name, "") != after.get(name, "")
        ),
        come=tuple(one for one in new_tasks if one not in old_tasks),
        gone=tuple(one for one in old_tasks if one not in new_tasks),
    )


def same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """True when two contents say the same, whatever order their tasks stand in."""
    return not changes(one, other)
