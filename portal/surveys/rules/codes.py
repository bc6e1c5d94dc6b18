"""Codes that are typed by hand."""

# Without the signs that are taken for one another: 0 O, 1 I L, 5 S, 8 B, 2 Z.
SIGNS = "34679ACDEFGHJKMNPQRTUVWXY"
LENGTH = 9


def spelled(number: int) -> str:
    """A large number as a code of nine signs: 25 to the ninth, about 4 million million."""
    found = ""
    for _ in range(LENGTH):
        number, place = divmod(number, len(SIGNS))
        found += SIGNS[place]
    return found


def shown(code: str) -> str:
    """The code as people read it, in three groups of three."""
    return "-".join(code[start : start + 3] for start in range(0, len(code), 3))


def tidy_code(typed: str) -> str:
    """What was typed, without spaces, hyphens and small letters."""
    return "".join(sign for sign in typed.upper() if sign in SIGNS)[: LENGTH + 1]
