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


def parse_p_number(text: str) -> str | None:
    """The ten digits of a production unit's number, or None; it has no check digit.

    Spaces and a leading P, as people write them, are fine.
    """
    digits = "".join(text.split()).removeprefix("P").removeprefix("p").lstrip("-. ")
    return digits if len(digits) == 10 and digits.isascii() and digits.isdigit() else None
