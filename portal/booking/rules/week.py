"""What is left of a working day when talks and absences are taken out of it."""

from collections.abc import Iterable

from portal.booking.rules.values import Span


def left_over(span: Span, busy: Iterable[Span]) -> list[Span]:
    """The parts of `span` that none of `busy` takes, in order; touching is no overlap."""
    left, begins = [], span[0]
    for start, end in sorted(busy):
        if end <= begins or start >= span[1]:
            continue
        if start > begins:
            left.append((begins, start))
        begins = max(begins, end)
    if begins < span[1]:
        left.append((begins, span[1]))
    return left
