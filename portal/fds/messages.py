"""Plain sentences, in both languages, for what WTForms says in English of its own."""

from flask_babel import lazy_gettext as _l

CHOOSE = _l("Choose one of the answers shown.")
SENTENCES = {
    "This field is required.": _l("Fill this in."),
    "Not a valid integer value.": _l("Write a whole number."),
    "Not a valid choice.": CHOOSE,
    "Invalid Choice: could not coerce.": CHOOSE,
    "Invalid choice(s): one or more data inputs could not be coerced.": CHOOSE,
    "'%(value)s' is not a valid choice for this field.": CHOOSE,
    "'%(value)s' are not valid choices for this field.": CHOOSE,
    "Invalid value, must be one of: %(values)s.": CHOOSE,
}


class PlainMessages:
    """The translations WTForms asks. Labels pass through it too, so what we don't know stays."""

    def gettext(self, text: str) -> str:
        """Our sentence for `text`, in the language of the page."""
        return str(SENTENCES.get(text, text))

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """Our sentence for one or for several."""
        return self.gettext(singular if number == 1 else plural)
