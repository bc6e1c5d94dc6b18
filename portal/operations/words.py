"""The sentences of the doctor: what was found, and what to do about it."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.operations.findings import State

STATES = {
    State.OK: _l("In order"),
    State.WARNING: _l("Look at it"),
    State.ERROR: _l("Wrong"),
}

SENTENCES = {
    "check_failed": _l("The check %(check)s could not be made (%(reason)s)."),
    "database_answers": _l("The database answers."),
    "database_away": _l("The database can't be reached (%(reason)s)."),
    "version_ok": _l("The database is PostgreSQL %(version)s."),
    "version_old": _l("PostgreSQL %(version)s is too old: %(oldest)s or newer is needed."),
    "extensions_ok": _l("The database has the extensions it needs."),
    "extensions_missing": _l("The database lacks extensions: %(names)s."),
    "commit_timestamps_on": _l(
        "The database notes when each row was written (track_commit_timestamp). Turn that off: it"
        " could tell who wrote which survey answer."
    ),
    "role_ok": _l("The portal's role in the database, %(role)s, sees only the rows it may."),
    "role_may_all": _l(
        "The portal's role in the database, %(role)s, can get around the protection of rows. Use"
        " one that can't."
    ),
    "migrations_ok": _l("The database has the shape this version of the portal needs."),
    "migrations_differ": _l(
        "The database is at %(there)s and the portal needs %(here)s: run `portal db upgrade`."
    ),
    "months_ok": _l("The large tables have a part for this month and the next."),
    "months_missing": _l(
        "The large tables lack parts for this month or the next: %(names)s. Nothing is lost; the"
        " worker makes them each hour, and the log says what keeps it."
    ),
    "months_stray": _l(
        "Some rows of %(names)s do not lie in their month yet. The worker moves them each hour."
    ),
    "rules_missing": _l("The portal has no rules yet: run `portal db defaults`."),
    "clock_ok": _l("The clocks of the portal and the database agree."),
    "clock_bad": _l("The clocks of the portal and the database are %(seconds)s seconds apart."),
    "worker_ok": _l("The worker is at work."),
    "worker_none": _l("No worker runs: no mails are sent, and nothing falls due."),
    "worker_silent": _l("The worker has given no sign of life for %(minutes)s minutes."),
    "jobs_ok": _l("No job waits longer than it should."),
    "jobs_bad": _l("%(number)s jobs wait, the first for %(minutes)s minutes."),
    "jobs_failed": _l("%(number)s jobs were given up on: the log says why."),
    "messages_ok": _l("Messages go out."),
    "messages_bad": _l("%(number)s messages are late, the first by %(minutes)s minutes."),
    "messages_held": _l(
        "No messages are sent, because the portal was restored from a backup. %(number)s wait."
        " Whoever runs the portal lets them out with `portal outbox resume`."
    ),
    "messages_failed": _l(
        "%(number)s messages could not be delivered since yesterday: see `portal outbox failed`."
    ),
    "backup_ok": _l("The newest backup is %(hours)s hours old (%(megabytes)s MB)."),
    "backup_bad": _l("The newest backup is %(hours)s hours old: one should be made each day."),
    "backup_none": _l("There is no backup yet."),
    "backup_failed": _l("The last backup could not be made: %(reason)s"),
    "backup_unverified": _l("No backup was read through within a month: `portal backup verify`."),
    "log_ok": _l("The database's log is archived, last %(minutes)s minutes ago."),
    "log_bad": _l("The database's log was last archived %(minutes)s minutes ago."),
    "log_never": _l("The database's log was never archived: run `portal backup log` each minute."),
    "log_kept_bad": _l("The database keeps %(megabytes)s MB of its log until they are archived."),
    "times_ok": _l("There are times enough: %(free)s free for %(duties)s talks to be booked."),
    "times_bad": _l("%(missing)s more times are needed for the talks that are to be booked."),
    "enquiries_ok": _l("No business waits longer for an answer than it was promised."),
    "enquiries_bad": _l(
        "Businesses that wait longer for an answer than they were promised: %(late)s."
    ),
    "settings_ok": _l("The settings are in order."),
    "settings_bad": _l("These settings should be given a value: %(names)s."),
    "mail_ok": _l("The mail server %(host)s lets us in."),
    "mail_away": _l("The mail server %(host)s can't be reached, or does not let us in."),
    "mail_files": _l("There is no mail server: mails become files."),
    "provider_citizen_ok": _l("Citizens can sign in: %(issuer)s answers."),
    "provider_citizen_away": _l("Citizens can't sign in: %(issuer)s does not answer."),
    "provider_citizen_other": _l("Citizens can't sign in: %(issuer)s calls itself %(told)s."),
    "provider_business_ok": _l("Businesses can sign in: %(issuer)s answers."),
    "provider_business_away": _l("Businesses can't sign in: %(issuer)s does not answer."),
    "provider_business_other": _l("Businesses can't sign in: %(issuer)s calls itself %(told)s."),
    "provider_staff_ok": _l("Staff can sign in: %(issuer)s answers."),
    "provider_staff_away": _l("Staff can't sign in: %(issuer)s does not answer."),
    "provider_staff_other": _l("Staff can't sign in: %(issuer)s calls itself %(told)s."),
    "certificate_ok": _l("The certificate of %(host)s holds for another %(days)s days."),
    "certificate_bad": _l("The certificate of %(host)s holds for %(days)s more days only."),
    "certificate_wrong": _l("The certificate of %(host)s is not valid: %(why)s."),
    "certificate_unseen": _l("%(host)s can't be reached from here to look at its certificate."),
    "disk_ok": _l("The disk of %(folder)s is %(percent)s per cent full."),
    "disk_bad": _l("The disk of %(folder)s is %(percent)s per cent full: make room."),
    "scanner_ok": _l("The virus scanner answers."),
    "scanner_away": _l("The virus scanner does not answer: attached files wait."),
    "scanner_none": _l("Attached files are not scanned for viruses."),
    "digital_post_ok": _l("Digital Post is carried on."),
    "digital_post_bad": _l(
        "%(number)s letters wait for Digital Post, the first for %(minutes)s minutes."
    ),
}


def sentence(code: str, values: Mapping[str, Any]) -> str:
    """What was found, for people."""
    text = SENTENCES.get(code)
    return str(text) % values if text is not None else _("Something was found that has no words.")
