"""The shape of purposes, rooms, video lines and closing days."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import AnyOf, NumberRange, ValidationError

from portal.accounts.models import Team
from portal.booking import words
from portal.booking.models import RESOURCE_KINDS, Resource
from portal.booking.service.rule_versions import PurposeWords
from portal.core.forms import Form
from portal.fds.fields import DatePartsField, NumberField, at_most, required

FEATURES = tuple(words.NEEDS)


class PurposeForm(Form):
    """What a talk is for, in both languages."""

    text_da = TextAreaField(
        _l("What it is for, in Danish"),
        description=_l("As you would say it to the citizen: “Vi finder job, du kan søge”"),
        validators=[required(_l("Write what it is for, in Danish.")), at_most(200)],
    )
    text_en = TextAreaField(
        _l("What it is for, in English"),
        validators=[required(_l("Write what it is for, in English.")), at_most(200)],
    )
    bring_da = TextAreaField(_l("What to bring, in Danish"), validators=[at_most(200)])
    bring_en = TextAreaField(_l("What to bring, in English"), validators=[at_most(200)])

    def validate_bring_en(self, field: Any) -> None:
        """Both languages or none."""
        if bool(field.data) != bool(self.bring_da.data):
            raise ValidationError(_l("Write it in both languages, or in none."))

    def words(self) -> PurposeWords:
        """As the service takes them."""
        return PurposeWords(
            self.text_da.data,
            self.text_en.data,
            self.bring_da.data or "",
            self.bring_en.data or "",
        )


class ResourceForm(Form):
    """Rooms or video lines, all alike."""

    name = StringField(
        _l("Name"), validators=[required(_l("Write what it is called.")), at_most(80)]
    )
    kind = RadioField(
        _l("What is it?"),
        choices=[SelectChoice(code, words.RESOURCE_KINDS[code]) for code in RESOURCE_KINDS],
        validate_choice=False,
        validators=[
            required(_l("Choose one of the answers shown.")),
            AnyOf(RESOURCE_KINDS, message=_l("Choose one of the answers shown.")),
        ],
    )
    capacity = NumberField(
        _l("How many of them"),
        default=1,
        validators=[
            required(_l("Write a number.")),
            NumberRange(1, 500, _l("Write a number from %(min)d to %(max)d.", min=1, max=500)),
        ],
    )
    team = SelectField(_l("Who uses it"), validate_choice=False)
    features = SelectMultipleField(
        _l("What it has"),
        choices=[SelectChoice(code, words.NEEDS[code]) for code in FEATURES],
        validate_choice=False,
    )
    directions = TextAreaField(
        _l("How to find it"),
        description=_l(
            "The way to the room, or the https address of the video line with {nr} for its number"
        ),
        validators=[at_most(300)],
    )
    active = BooleanField(_l("In use"), default=True)

    def offer_teams(self, teams: Sequence[Team], everybody: str) -> None:
        """Let one of these be chosen, or everybody."""
        field: Any = self["team"]
        field.choices = [
            SelectChoice("", everybody),
            *(SelectChoice(str(team.id), team.name) for team in teams),
        ]

    def validate_team(self, field: Any) -> None:
        """One of those that are offered."""
        if (field.data or "") not in {choice.value for choice in field.choices}:
            raise ValidationError(_l("Choose one of the answers shown."))

    def validate_features(self, field: Any) -> None:
        """Only what is known."""
        if not set(field.data or ()) <= set(FEATURES):
            raise ValidationError(_l("Choose one of the answers shown."))

    def start_from(self, resource: Resource) -> None:
        """Fill in what it is now."""
        self.process(obj=resource)
        self.team.data = str(resource.team_id or "")

    def values(self) -> dict[str, Any]:
        """The columns of a `Resource`."""
        return {
            "name": self.name.data,
            "kind": self.kind.data,
            "capacity": self.capacity.data,
            "team_id": int(self.team.data) if self.team.data else None,
            "features": list(self.features.data or ()),
            "directions": self.directions.data or "",
            "active": bool(self.active.data),
        }


class ClosingForm(Form):
    """A day on which we are closed."""

    day = DatePartsField(_l("Day"), validators=[required(_l("Write a day."))])
    reason = StringField(
        _l("Why?"),
        description=_l("Citizens see it"),
        validators=[required(_l("Write why, in a few words.")), at_most(100)],
    )
