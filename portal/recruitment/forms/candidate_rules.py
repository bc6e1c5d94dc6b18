"""The shape of a new version of how candidates are put in order and shown."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import NumberRange

from portal.fds.fields import NumberField, required
from portal.fds.versions import VersionForm
from portal.recruitment.words_matching import WEIGHTS

HEAVIEST = 100


def _number(label: Any, least: int, most: int, hint: Any = "") -> Any:
    said = _l("Write a number from %(min)d to %(max)d.", min=least, max=most)
    return NumberField(
        label,
        description=hint,
        validators=[required(_l("Write a number.")), NumberRange(least, most, said)],
    )


class RuleForm(VersionForm):
    """A version of a rule about candidates."""

    def values(self) -> dict[str, Any]:
        """The columns of the version but its first day."""
        return {
            field.short_name: field.data
            for field in self
            if field.type in ("NumberField", "TextAreaField")
        }


class WeightsForm(RuleForm):
    """How much each thing counts."""

    occupation = _number(WEIGHTS["occupation"], 0, HEAVIEST)
    required = _number(WEIGHTS["required"], 0, HEAVIEST)
    wished = _number(WEIGHTS["wished"], 0, HEAVIEST)
    experience = _number(WEIGHTS["experience"], 0, HEAVIEST)
    hours = _number(WEIGHTS["hours"], 0, HEAVIEST)
    start = _number(WEIGHTS["start"], 0, HEAVIEST)
    distance = _number(WEIGHTS["distance"], 0, HEAVIEST)
    language = _number(WEIGHTS["language"], 0, HEAVIEST)


class SharingForm(RuleForm):
    """How long a business may see somebody, and when it is asked how it went."""

    days = _number(
        _l("For how many days at most may a business see a candidate?"),
        1,
        90,
        _l("It always ends when the enquiry closes"),
    )
    feedback_after_days = _number(
        _l("After how many days is the business asked how it went?"), 1, 90
    )
