"""Months and numbers as people and spreadsheets write them."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation

MONTHS = (
    ("januar", "january"),
    ("februar", "february"),
    ("marts", "march"),
    ("april", "april"),
    ("maj", "may"),
    ("juni", "june"),
    ("juli", "july"),
    ("august", "august"),
    ("september", "september"),
    ("oktober", "october"),
    ("november", "november"),
    ("december", "december"),
)
NOTHING = frozenset({"", "-", "–", "—", "..", "...", "n/a", "ingen tal"})
"""What a cell says when there is no figure."""

NUMBER_FIRST = re.compile(r"([0-9]{4})[-./M]([0-9]{1,2})(?:[-./][0-9]{1,2})?(?:[T ][0-9:.]*)?")
YEAR_LAST = re.compile(r"(?:[0-9]{1,2}[-./])?([0-9]{1,2})[-./]([0-9]{4})")
WORD_FIRST = re.compile(r"([a-zæøå]+)\.? +([0-9]{4})")
PLAIN = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?")
DANISH = re.compile(r"[+-]?[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?")
ENGLISH = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+\.[0-9]+")
THOUSANDS_OR_DECIMALS = re.compile(r"[+-]?[0-9]{1,3}\.[0-9]{3}")
LONGEST_NUMBER = 20


class NotANumber(ValueError):
    """The text is no number."""


class TwoReadings(ValueError):
    """The text is one number to some and another to others."""


def month_of(cell: object) -> date | None:
    """The first day of the month that a cell names, or None when it names none.

    Understood are 2014-06, 2014-06-30, 06-2014, 30-06-2014, 2014M06 (as jobindsats.dk writes),
    'juni 2014' and 'jun. 2014' in Danish and English, and a spreadsheet's own dates.
    """
    if isinstance(cell, date):  # a datetime is one, too
        return _first_day(cell.year, cell.month)
    text = str(cell).strip()
    if match := NUMBER_FIRST.fullmatch(text.upper()):
        return _first_day(int(match[1]), int(match[2]))
    if match := YEAR_LAST.fullmatch(text):
        return _first_day(int(match[2]), int(match[1]))
    if match := WORD_FIRST.fullmatch(text.casefold()):
        number = _month_named(match[1])
        return _first_day(int(match[2]), number) if number else None
    return None


def _first_day(year: int, month: int) -> date | None:
    return date(year, month, 1) if 1 <= month <= 12 and 1990 <= year <= 2200 else None


def _month_named(word: str) -> int | None:
    for number, names in enumerate(MONTHS, start=1):
        if any(name == word or (len(word) >= 3 and name.startswith(word)) for name in names):
            return number
    return None


def number_of(cell: object) -> Decimal | None:
    """The number in a cell, or None when the cell says that there is none.

    A decimal comma and a decimal point are both understood, and a per cent sign is left away.

    Raises:
        TwoReadings: for 1.234, which is a thousand and more to a Dane and one and a bit to others.
        NotANumber: for everything else that is no number.
    """
    if isinstance(cell, bool | date):
        raise NotANumber(str(cell))
    if isinstance(cell, int | float | Decimal):
        return _finite(str(cell))
    text = str(cell).replace("\N{MINUS SIGN}", "-").replace("\N{NO-BREAK SPACE}", " ").strip()
    if text.casefold() in NOTHING:
        return None
    text = text.removesuffix("%").removesuffix("pct.").strip()
    if THOUSANDS_OR_DECIMALS.fullmatch(text):
        raise TwoReadings(text)
    if DANISH.fullmatch(text):
        return _finite(text.replace(".", "").replace(",", "."))
    if ENGLISH.fullmatch(text):
        return _finite(text.replace(",", ""))
    if PLAIN.fullmatch(text):
        return _finite(text.replace(",", "."))
    raise NotANumber(text)


def _finite(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise NotANumber(text) from None
    if not number.is_finite() or len(f"{number:f}") > LONGEST_NUMBER:
        raise NotANumber(text)
    return number
