"""What each kind of message says, in the language in force.

The inbox says all. An e-mail says only that a message waits: others read along. The one
exception is a company's receipt for its enquiry, which holds nothing about a person.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from portal.core.formatting import long_moment


@dataclass(frozen=True)
class Words:
    """The subject and text of a message."""

    subject: str
    body: str


def inbox(kind: str, language: str, values: dict[str, Any]) -> Words:
    """What the inbox says. `kind` is a key of `INBOX`, `values` what its writer asks for."""
    return INBOX[kind](language, values)


def email(
    kind: str, language: str, values: dict[str, Any], *, name: str, link: str, solution: str
) -> Words:
    """What the e-mail says: that a message waits, and where."""
    if kind == "request_received":
        words = inbox(kind, language, values)
        return Words(words.subject, "\n\n".join([words.body, link, _sender(solution)]))
    return Words(
        _("You have a new message in %(solution)s", solution=solution),
        "\n\n".join(
            [
                _("Hello %(name)s", name=name),
                _("You have a new message in %(solution)s. Read it here:", solution=solution),
                link,
                _sender(solution),
            ]
        ),
    )


def _sender(solution: str) -> str:
    words: str = _(
        "Best wishes\n%(solution)s\n\nYou can't reply to this e-mail. Write or call us instead.",
        solution=solution,
    )
    return words


def _channel(code: str) -> str:
    words: dict[str, str] = {
        "in_person": _("You meet at the job centre."),
        "phone": _("You are called by phone."),
        "video": _("You meet by video. The link is on the talk's page."),
        "workplace": _("You meet at the workplace."),
    }
    return words[code]


def _talk_lines(language: str, values: dict[str, Any]) -> list[str]:
    starts: datetime = values["starts"]
    return [
        _("When: %(moment)s.", moment=long_moment(starts, language)),
        _("With: %(caseworker)s.", caseworker=values["caseworker"]),
        _("Why: %(purpose)s", purpose=values["purpose"].rstrip(".") + "."),
        _channel(values["channel"]),
    ]


def _talk_confirmed(language: str, values: dict[str, Any]) -> Words:
    moment = long_moment(values["starts"], language, False)
    return Words(
        _("Your talk is booked: %(moment)s", moment=moment),
        "\n".join(
            [
                *_talk_lines(language, values),
                _("You can move or cancel it under Talks."),
            ]
        ),
    )


def _talk_reminder(language: str, values: dict[str, Any]) -> Words:
    moment = long_moment(values["starts"], language, False)
    return Words(
        _("Remember your talk: %(moment)s", moment=moment),
        "\n".join(
            [
                *_talk_lines(language, values),
                _("If you can't come, cancel it under Talks as soon as you can."),
            ]
        ),
    )


def _talk_cancelled(language: str, values: dict[str, Any]) -> Words:
    moment = long_moment(values["starts"], language, False)
    return Words(
        _("Your talk is cancelled: %(moment)s", moment=moment),
        "\n".join(
            [
                _(
                    "The talk with %(caseworker)s %(moment)s is cancelled.",
                    caseworker=values["caseworker"],
                    moment=moment,
                ),
                _("If you still need to hold a talk, your page says when to book it by."),
            ]
        ),
    )


def _request_received(language: str, values: dict[str, Any]) -> Words:
    lines = [_("Thank you for your enquiry: %(title)s.", title=values["title"])]
    if values["answer_by"]:
        moment = long_moment(values["answer_by"], language, False)
        lines.append(_("We answer no later than %(moment)s.", moment=moment))
    if values["candidates_by"]:
        moment = long_moment(values["candidates_by"], language, False)
        lines.append(_("You get candidates no later than %(moment)s.", moment=moment))
    lines.append(_("Your consultant is %(consultant)s.", consultant=values["consultant"]))
    return Words(_("We have received your enquiry"), "\n".join(lines))


def _request_assigned(language: str, values: dict[str, Any]) -> Words:
    lines = [
        _(
            "%(business)s has sent an enquiry, and it is yours: %(title)s.",
            business=values["business"],
            title=values["title"],
        )
    ]
    if values["answer_by"]:
        moment = long_moment(values["answer_by"], language, False)
        lines.append(_("Answer no later than %(moment)s.", moment=moment))
    return Words(_("New enquiry: %(title)s", title=values["title"]), "\n".join(lines))


def _request_answer_due(language: str, values: dict[str, Any]) -> Words:
    return Words(
        _("Answer soon: %(title)s", title=values["title"]),
        _(
            "%(business)s is waiting for an answer. It is due %(moment)s.",
            business=values["business"],
            moment=long_moment(values["due"], language, False),
        ),
    )


def _request_candidates_due(language: str, values: dict[str, Any]) -> Words:
    return Words(
        _("Present candidates soon: %(title)s", title=values["title"]),
        _(
            "%(business)s is waiting for candidates. They are due %(moment)s.",
            business=values["business"],
            moment=long_moment(values["due"], language, False),
        ),
    )


def _request_answered(_language: str, values: dict[str, Any]) -> Words:
    return Words(
        _("Answer to your enquiry: %(title)s", title=values["title"]),
        _(
            "%(consultant)s has answered your enquiry. Open it to read the answer.",
            consultant=values["consultant"],
        ),
    )


def _candidates_presented(_language: str, values: dict[str, Any]) -> Words:
    return Words(
        _("Candidates for your enquiry: %(title)s", title=values["title"]),
        _(
            "We have found %(number)s people who have said yes to your job. Open the enquiry to"
            " see who they are and why they fit.",
            number=values["number"],
        ),
    )


def _referral_asked(language: str, values: dict[str, Any]) -> Words:
    return Words(
        _("Is this a job for you? %(title)s", title=values["title"]),
        "\n".join(
            [
                _(
                    "%(employer)s is looking for: %(title)s.",
                    employer=values["employer"],
                    title=values["title"],
                ),
                _(
                    "Tell us no later than %(moment)s whether we may send you on.",
                    moment=long_moment(values["answer_by"], language, False),
                ),
            ]
        ),
    )


def _survey_invited(_language: str, _values: dict[str, Any]) -> Words:
    return Words(
        _("Five short questions about your course"),
        _(
            "Tell us how you find your course at the job centre. It takes a minute, and nobody"
            " can see what you in particular answered."
        ),
    )


Writer = Callable[[str, dict[str, Any]], Words]

INBOX: dict[str, Writer] = {
    "talk_confirmed": _talk_confirmed,
    "talk_reminder": _talk_reminder,
    "talk_cancelled": _talk_cancelled,
    "request_received": _request_received,
    "request_assigned": _request_assigned,
    "request_answer_due": _request_answer_due,
    "request_candidates_due": _request_candidates_due,
    "request_answered": _request_answered,
    "candidates_presented": _candidates_presented,
    "referral_asked": _referral_asked,
    "survey_invited": _survey_invited,
}
