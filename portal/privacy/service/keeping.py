"""What each rule of keeping forgets, and when: counted from closing, never from making.

`due` says which rows have been kept long enough, given the moment that long ago. A row either
goes, with all that hangs on it, or some of its columns are emptied.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.core import clock, months
from portal.privacy.queries.restrictions import not_restricted
from portal.privacy.queries.rows import table_of
from portal.tables import METADATA

Due = Callable[[Any, datetime], sa.ColumnElement[bool]]
T = METADATA.tables


@dataclass(frozen=True)
class Forgets:
    """One thing a rule does to one table. Without `empties` the rows go.

    `of_citizen` are tables that lose all rows of the citizens who are due, not the citizens.
    """

    key: str
    table: str
    due: Due
    empties: tuple[str, ...] = ()
    of_citizen: tuple[str, ...] = ()

    @property
    def whole_people(self) -> bool:
        """True when citizens go with everything about them."""
        return self.table == "citizen" and not self.empties and not self.of_citizen


def _ended(c: Any, before: datetime) -> sa.ColumnElement[bool]:
    """The citizen's course ended that long ago, and nothing stands against deleting."""
    return sa.and_(c.course_ended_on <= clock.local_date(before), not_restricted(c.id))


def _used_since(c: Any, before: datetime) -> sa.ColumnElement[bool]:
    identity, sign_in = T["identity"].c, T["sign_in"].c
    return sa.exists().where(
        identity.citizen_id == c.id,
        sign_in.identity_id == identity.id,
        sign_in.seen_at > before,
    )


def _course_over(c: Any, before: datetime) -> sa.ColumnElement[bool]:
    citizen = T["citizen"].c
    due: sa.ColumnElement[bool] = c.citizen_id.in_(
        sa.select(citizen.id).where(_ended(citizen, before))
    )
    return due


def _idle(c: Any, before: datetime) -> sa.ColumnElement[bool]:
    """The course ended, and nobody has signed in since."""
    return sa.and_(_ended(c, before), ~_used_since(c, before))


def _idle_cv(c: Any, before: datetime) -> sa.ColumnElement[bool]:
    cv = T["cv"].c
    touched = sa.func.greatest(cv.updated_at, cv.confirmed_at)
    fresh = sa.exists().where(cv.citizen_id == c.id, touched > before)
    return sa.and_(_idle(c, before), ~fresh)


def _has(*tables: str) -> Due:
    """The citizen has rows in one of these tables: so that the same ones are not due for ever."""
    return lambda c, _before: sa.or_(
        *(sa.exists().where(T[name].c.citizen_id == c.id) for name in tables)
    )


def _all(*conditions: Due) -> Due:
    return lambda c, before: sa.and_(*(condition(c, before) for condition in conditions))


def _older(column: str) -> Due:
    return lambda c, before: c[column] < before


def _month_over(column: str) -> Due:
    """The whole month is that long ago: what is kept by the month goes with it."""
    return lambda c, before: c[column] < months.month_begins(before, c[column].type)


def _older_day(column: str) -> Due:
    return lambda c, before: c[column] <= clock.local_date(before)


def _free(c: Any, _before: datetime) -> sa.ColumnElement[bool]:
    return not_restricted(c.citizen_id)


def _ended_range(column: str) -> Due:
    return lambda c, before: sa.func.upper(c[column]) <= before


def _not_empty(*columns: str) -> Due:
    return lambda c, _before: sa.or_(*(sa.func.coalesce(c[name], "") != "" for name in columns))


CV = ("cv", "cv_experience", "cv_education", "cv_language", "cv_certificate", "cv_version")
ACCOUNT = ("identity", "contact_preference", "calendar_feed", "saved_opening")
NOTICE = ("subject", "body", "address", "last_error")
OPTIONAL = ("note", "how", "next_step", "link")
WRITTEN_OUT = ("closed", "withdrawn", "spam", "duplicate")


def _over(c: Any, before: datetime) -> sa.ColumnElement[bool]:
    """The message found its end that long ago."""
    return sa.func.coalesce(c.sent_at, c.failed_at, c.dropped_at) < before


def _duty_over(c: Any, before: datetime) -> sa.ColumnElement[bool]:
    talk = T["talk"].c
    return sa.and_(
        c.hold_by <= clock.local_date(before),
        c.status.not_in(("open", "booked", "exempt")),
        ~sa.exists().where(talk.obligation_id == c.id),
    )


def _words_over(c: Any, before: datetime) -> sa.ColumnElement[bool]:
    wave = T["survey_wave"].c
    ended = sa.cast(wave.quarter_start + sa.text("interval '3 months'"), sa.Date)
    due: sa.ColumnElement[bool] = c.wave_id.in_(
        sa.select(wave.id).where(ended <= clock.local_date(before))
    )
    return due


def _enquiry_over(c: Any, before: datetime) -> sa.ColumnElement[bool]:
    event, application = T["request_event"].c, T["supported_application"].c
    return sa.and_(
        sa.exists().where(event.request_id == c.id, event.kind.in_(WRITTEN_OUT)),
        ~sa.exists().where(event.request_id == c.id, event.at >= before),
        ~sa.exists().where(application.request_id == c.id),
    )


def _place_over(c: Any, before: datetime) -> sa.ColumnElement[bool]:
    event, later = T["supported_event"].c, T["supported_application"].alias().c
    return sa.and_(
        c.ends_on <= clock.local_date(before),
        ~sa.exists().where(event.application_id == c.id, event.at >= before),
        ~sa.exists().where(later.extends_id == c.id),
    )


def _delivered(c: Any, _before: datetime) -> sa.ColumnElement[bool]:
    return sa.or_(c.delivered_at.is_not(None), c.failed_at.is_not(None))


def _ended_order(c: Any, before: datetime) -> sa.ColumnElement[bool]:
    return sa.func.coalesce(c.made_at, c.failed_at, c.cancelled_at) < before


def _half_a_year_by_the_database(c: Any, _before: datetime) -> sa.ColumnElement[bool]:
    """The database lets no line of the journal go sooner, whatever day a command is told it is."""
    gone: sa.ColumnElement[bool] = c.at < sa.func.clock_timestamp() - sa.text("interval '180 days'")
    return gone


def _user_idle(c: Any, before: datetime) -> sa.ColumnElement[bool]:
    identity, sign_in = T["identity"].c, T["sign_in"].c
    request, event = T["recruitment_request"].c, T["request_event"].c
    return sa.and_(
        ~c.active,
        c.name != "",
        ~sa.exists().where(
            identity.business_user_id == c.id,
            sign_in.identity_id == identity.id,
            sign_in.seen_at > before,
        ),
        ~sa.exists().where(
            request.created_by_id == c.id, event.request_id == request.id, event.at > before
        ),
    )


FORGETS = (
    Forgets("talks", "talk", _all(_ended_range("during"), _free)),
    Forgets("talks", "obligation", _all(_duty_over, _free)),
    Forgets("talks", "no_time_found", _all(_older("answered_at"), _free)),
    Forgets("talks", "booking_exemption", _all(_older("ended_at"), _free)),
    Forgets("talks", "time_offer", _all(_older("expires_at"), _free)),
    Forgets("cv", "citizen", _all(_idle_cv, _has(*CV)), of_citizen=CV),
    Forgets("account", "citizen", _all(_idle, _has(*ACCOUNT)), of_citizen=ACCOUNT),
    Forgets(
        "account", "citizen", _all(_idle, _not_empty("email", "phone")), empties=("email", "phone")
    ),
    Forgets("messages", "message_thread", _course_over),
    Forgets("case", "citizen", _ended),
    Forgets(
        "job_log_optional",
        "job_log_entry",
        _all(_older_day("applied_on"), _free, lambda c, _b: sa.or_(
            *(c[name] != "" for name in OPTIONAL), c.next_on.is_not(None)
        )),
        empties=(*OPTIONAL, "next_on"),
    ),
    Forgets("job_log_optional", "job_log_comment", _all(_older("written_at"))),
    Forgets(
        "notice",
        "outbox_message",
        _all(_over, lambda c, _b: c.channel != "inbox", _not_empty(*NOTICE)),
        empties=(*NOTICE, "attachment"),
    ),
    Forgets("inbox", "outbox_message", _all(_month_over("month"), _over, _older("due_at"))),
    Forgets(
        "sign_in",
        "sign_in",
        lambda c, before: sa.func.coalesce(c.revoked_at, c.ends_at) < before,
    ),
    Forgets("sign_in", "guest_pass", _older("made_at")),
    Forgets("open_words", "survey_open_answer", _all(_words_over, _not_empty("words")),
            empties=("words",)),
    Forgets("survey_invitation", "survey_invitation", _older("expires_at")),
    Forgets("call_wish", "survey_call_wish", _older_day("called_on")),
    Forgets("draft", "request_draft", _older("updated_at")),
    Forgets(
        "draft_file",
        "message_file",
        lambda c, before: sa.and_(c.message_id.is_(None), c.stored_at < before),
    ),
    Forgets("export", "export_order", _all(_ended_order, lambda c, _b: c.kind != "own_data")),
    Forgets("data_copy", "export_order", _all(_ended_order, lambda c, _b: c.kind == "own_data")),
    Forgets("data_copy", "data_copy", lambda c, before: c.asked_at < before),
    Forgets("business_contact", "business_contact", _older("withdrawn_at")),
    Forgets("business_case", "supported_application", _place_over),
    Forgets("business_case", "recruitment_request", _enquiry_over),
    Forgets("business_case", "business_note", _older("written_at")),
    Forgets("business_user", "business_user", _user_idle, empties=("name", "phone")),
    Forgets("business_case", "system_access", _older("revoked_at")),
    Forgets("business_case", "webhook", _older("removed_at")),
    Forgets("system_answer", "system_answer", _older("at")),
    Forgets("system_message", "webhook_delivery", _all(_older("created_at"), _delivered)),
    Forgets("system_key", "system_secret", _older("expires_at")),
    Forgets("system_key", "webhook_secret", _older("expires_at")),
    Forgets("staff_calendar", "absence", _ended_range("during")),
    Forgets("staff_calendar", "staff_time", _ended_range("blocks")),
    Forgets("staff_calendar", "duty_shift", _older_day("day")),
    Forgets("log", "audit_event", _month_over("at")),
    Forgets("journal", "deletion_journal", _all(_older("at"), _half_a_year_by_the_database)),
)  # fmt: skip

# Rules that others carry out: the backup's own command, and the end of sharing a CV.
ELSEWHERE = frozenset({"backup"})


def primary_key(name: str) -> list[sa.Column[Any]]:
    """The columns that name a row of the table."""
    return months.naming(table_of(name))
