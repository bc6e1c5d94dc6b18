"""The rule book in plain sentences, made from the data, so that they never disagree with it."""

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.accounts.words import TARGET_GROUPS
from portal.booking import words
from portal.booking.models import KindRule, TalkRule


def group_name(target_group: str, at_risk: bool) -> str:
    """Whom a rule is for."""
    name = str(TARGET_GROUPS[target_group])
    if not at_risk:
        return name
    return str(_("%(group)s, at risk of long-term unemployment", group=name))


def of_group(rule: TalkRule) -> list[str]:
    """What a group's rule says, a sentence for each thing."""
    return [
        *cadence(rule),
        _("A talk lasts %(minutes)s minutes.", minutes=rule.talk_minutes),
        _who_books(rule),
        _meet(rule.channels),
        _changes(rule),
        _reminders(rule),
        _(
            "Who cannot find a time is answered within %(days)s.",
            days=ngettext("%(num)s working day", "%(num)s working days", rule.answer_within_days),
        ),
    ]


def cadence(rule: TalkRule) -> list[str]:
    """How often a group's talks are held."""
    cadences = (rule.first_within_days, rule.early_within_days, rule.next_within_days)
    if all(days is None for days in cadences):
        return [_("Talks are agreed individually.")]
    return [_first(rule), *_then(rule)]


def of_kind(rule: KindRule) -> list[str]:
    """What holds for a kind of talk, a sentence for each thing."""
    said = [
        _(
            "It can be booked from %(hours)s hours to %(days)s ahead.",
            hours=rule.lead_hours,
            days=_days(rule.horizon_days),
        ),
        _meet(rule.channels),
        _("Citizens book it themselves.") if rule.self_bookable else _("Staff book it."),
    ]
    if rule.buffer_before_minutes or rule.buffer_after_minutes:
        said.append(
            _(
                "The caseworker has %(before)s minutes before it and %(after)s minutes after it.",
                before=rule.buffer_before_minutes,
                after=rule.buffer_after_minutes,
            )
        )
    return said


def _first(rule: TalkRule) -> str:
    kind = str(words.KINDS[rule.first_kind]).lower()
    if rule.first_within_days is None:
        return str(_("The first talk (%(kind)s) is agreed individually.", kind=kind))
    days = _days(rule.first_within_days)
    return str(_("The first talk (%(kind)s) is held within %(days)s.", kind=kind, days=days))


def _then(rule: TalkRule) -> list[str]:
    said = []
    if rule.early_within_days is not None and rule.early_until_days is not None:
        said.append(
            _(
                "During the first %(until)s the next talk is held within %(days)s of the last.",
                until=_days(rule.early_until_days),
                days=_days(rule.early_within_days),
            )
        )
    if rule.next_within_days is None:
        return [*said, _("After that talks are agreed individually.")]
    days = _days(rule.next_within_days)
    return [*said, _("After that the next talk is held within %(days)s of the last.", days=days)]


def _who_books(rule: TalkRule) -> str:
    if not rule.self_booking:
        return str(_("The caseworker books the talks."))
    return str(
        _(
            "Citizens book themselves, at least %(gap)s before the talk must be held, and have at"
            " least %(notice)s to do it.",
            gap=_days(rule.book_before_hold_days),
            notice=_days(rule.notice_days),
        )
    )


def _meet(channels: list[str]) -> str:
    ways = ", ".join(str(words.CHANNELS[channel]).lower() for channel in channels)
    return str(_("Ways to meet: %(ways)s.", ways=ways))


def _changes(rule: TalkRule) -> str:
    times = ngettext("%(num)s time", "%(num)s times", rule.max_changes)
    return str(
        _(
            "A talk can be moved or cancelled until %(hours)s hours before, %(times)s at most.",
            hours=rule.cancel_until_hours,
            times=times,
        )
    )


def _reminders(rule: TalkRule) -> str:
    if not rule.remind_hours_before:
        return str(_("There are no reminders."))
    hours = [str(hours) for hours in sorted(rule.remind_hours_before, reverse=True)]
    return str(_("Reminders come %(hours)s hours before.", hours=_and(hours)))


def _and(parts: list[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return str(_("%(some)s and %(last)s", some=", ".join(parts[:-1]), last=parts[-1]))


def _days(number: int) -> str:
    return str(ngettext("%(num)s day", "%(num)s days", number))
