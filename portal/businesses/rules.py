"""Whether a number can be a CVR number or a production unit's: the one place that knows."""

from stdnum.dk import cvr
from stdnum.exceptions import ValidationError

# erhvervsstyrelsen.dk/modulus-11-kontrol, as it stood in 2012, on production units.
LAST_OF_FIRST_SERIES = 1_006_959_421
FIRST_P_WEIGHTS = (1, 5, 6, 7, 3, 6, 4, 8, 9, 1)
P_WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)


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


def p_number_digits(text: str) -> str | None:
    """The ten digits of a production unit's number as it is written, checked for nothing else.

    Spaces and a leading P, as people write them, are fine.
    """
    digits = "".join(text.split()).removeprefix("P").removeprefix("p").lstrip("-. ")
    return digits if len(digits) == 10 and digits.isascii() and digits.isdigit() else None


def parse_p_number(text: str) -> str | None:
    """A production unit's number as `p_number_digits`, or None too when its check digit is wrong.

    The Danish Business Authority: modulus 11 as of CVR numbers, but with weights of their own in
    the series the first number generator made, which had them wrong.
    """
    digits = p_number_digits(text)
    if digits is None or digits[0] == "0":
        return None
    weights = P_WEIGHTS if int(digits) > LAST_OF_FIRST_SERIES else FIRST_P_WEIGHTS
    total = sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True))
    return digits if total % 11 == 0 else None
