"""How many waiting answers are laid down together."""

import random
from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")


def split(
    waiting: Sequence[Item], least: int, everything: bool, chance: random.Random
) -> tuple[list[Item], list[Item]]:
    """What of `waiting` is laid down now, and what stays; both in random order.

    Nothing until twice `least` wait; then all but `least`. So every batch has at least `least`,
    and so has the last one, when `everything` is laid, unless there were fewer altogether.
    """
    mixed = list(waiting)
    chance.shuffle(mixed)
    if everything:
        return mixed, []
    if len(mixed) < 2 * least:
        return [], mixed
    return mixed[least:], mixed[:least]
