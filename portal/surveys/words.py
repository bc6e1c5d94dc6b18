"""What pages around the survey say."""

from datetime import date
from typing import Any

from babel.dates import format_date

from portal.core import i18n
from portal.surveys.forms import CHOICES, NOT_RELEVANT

SCALE = CHOICES


def scale_word(value: int | None) -> Any:
    """The words of an answer."""
    wanted = NOT_RELEVANT if value is None else str(value)
    return dict(CHOICES)[wanted]


def full_date(day: date) -> str:
    """A day in the page's language, also in those only the survey knows."""
    return format_date(day, format="full", locale=i18n.current())
