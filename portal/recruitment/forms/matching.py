"""The shape of what a request asks of people."""

from typing import Any, Self

from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice, SelectField, SelectMultipleField, StringField
from wtforms.validators import NumberRange, Optional, Regexp

from portal.core.forms import Form
from portal.cv.rules import lines
from portal.fds.fields import DatePartsField, NumberField, at_most
from portal.recruitment.queries.wanted import MOST_THINGS, Search
from portal.recruitment.words_matching import DANISH

LONGEST = 80
LISTS = ("occupations", "other_occupations", "competences", "other_competences")


def _listed(label: Any) -> Any:
    return SelectMultipleField(label, validate_choice=False)


def _more(label: Any) -> Any:
    return StringField(label, validators=[at_most(LONGEST)])


class MatchForm(Form):
    """What is looked for: things that stay ticked, and one more of each kind that is typed.

    `take_…` are names found in the enquiry's own text, of which somebody has said what they are.
    """

    occupations = _listed(_l("Which work is it?"))
    add_occupations = _more(_l("Add work"))
    take_occupations = _listed(_l("It is the work"))
    other_occupations = _listed(_l("Which other work would do nearly as well?"))
    add_other_occupations = _more(_l("Add other work"))
    take_other_occupations = _listed(_l("It would do nearly as well"))
    competences = _listed(_l("What is required?"))
    add_competences = _more(_l("Add something required"))
    take_competences = _listed(_l("Required"))
    other_competences = _listed(_l("What is wished for?"))
    add_other_competences = _more(_l("Add something wished for"))
    take_other_competences = _listed(_l("Wished for"))
    hours_per_week = NumberField(
        _l("Hours a week"),
        validators=[
            Optional(),
            NumberRange(1, 60, _l("Write a number from %(low)d to %(high)d.", low=1, high=60)),
        ],
    )
    starts_on = DatePartsField(_l("First day"), validators=[Optional()])
    postcode = StringField(
        _l("Postcode of the workplace"),
        validators=[
            Optional(),
            Regexp(r"^[0-9]{4}\Z", message=_l("A postcode has four digits.")),
        ],
        render_kw={"inputmode": "numeric"},
    )
    danish = SelectField(
        _l("How well must Danish be spoken?"),
        choices=[SelectChoice(*one) for one in DANISH.items()],
    )

    @classmethod
    def of(cls, search: Search) -> Self:
        """The form as it shows a search."""
        lists = {name: list(getattr(search, name)) for name in LISTS}
        terms = {
            "hours_per_week": search.hours_per_week,
            "starts_on": search.starts_on,
            "postcode": search.postcode,
            "danish": search.danish or "",
        }
        return cls(formdata=None, prefix="search", data=lists | terms)

    def search(self) -> Search:
        """What is looked for, with what was typed and taken over."""
        return Search(
            self._things("occupations"),
            self._things("other_occupations"),
            self._things("competences"),
            self._things("other_competences"),
            self.hours_per_week.data,
            self.starts_on.data,
            self.postcode.data or "",
            self.danish.data or None,
        )

    def _things(self, name: str) -> tuple[str, ...]:
        said = [
            *(self[name].data or ()), self[f"add_{name}"].data or "",
            *(self[f"take_{name}"].data or ()),
        ]  # fmt: skip
        return lines("\n".join(one[:LONGEST] for one in said[: 3 * MOST_THINGS]))
