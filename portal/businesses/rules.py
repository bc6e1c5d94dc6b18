"""Whether a number can be a CVR number: the one place that knows."""

from stdnum.dk import cvr
from stdnum.exceptions import ValidationError


def parse_cvr(text: str) -> str | None:
    """The eight digits of a CVR number, or None when its check digit or length is wrong.

    Spaces and a leading DK, as people write them, are fine.
    """
    try:
        number: str = cvr.validate(text)
    except ValidationError:
        return None
    return number


def shown_cvr(number: str) -> str:
    """A CVR number as people read it: '12 34 56 78'."""
    return " ".join(number[i : i + 2] for i in range(0, len(number), 2))
