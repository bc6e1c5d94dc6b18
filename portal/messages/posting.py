"""What every form with a message does when it is sent, whoever sends it.

Files that are fit are kept at once, beside the form, so that an error in the text does not cost
them; the text is kept by the page. Sent twice it is one message.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from flask import current_app, request
from flask_babel import gettext as _

from portal.core import files
from portal.core.access import Actor
from portal.core.crypto import mask_cpr
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.files import Limits, Unfit
from portal.messages import forms, queries, rules, service, words
from portal.messages.models import MessageFile, ThreadMessage
from portal.settings import Settings


@dataclass
class Attempt:
    """A form that was sent, or is shown for the first time."""

    form: forms.ReplyForm
    key: str
    files: list[MessageFile] = field(default_factory=list)
    sent: ThreadMessage | None = None
    """What this very form has sent already."""
    has_cpr: bool = False
    ready: bool = False
    """It may be sent now."""

    def keep(self) -> None:
        """Keep the files that were chosen, for the form is shown again."""
        db.session.commit()

    @property
    def limits(self) -> Settings:
        """How large and how many files may be."""
        settings: Settings = current_app.extensions["portal.settings"]
        return settings


def fresh(form: forms.ReplyForm) -> Attempt:
    """A form nobody has sent yet."""
    key = secrets.token_hex(16)
    form.key.data = key
    return Attempt(form, key)


def attempt(form: forms.ReplyForm, person: Actor, now: datetime) -> Attempt:
    """Look at what was sent: the text, the files, and whether a CPR number is in it."""
    given = form.key.data or ""
    made = Attempt(form, given if rules.KEY.fullmatch(given) else secrets.token_hex(16))
    form.key.data = made.key
    made.sent = service.hold(db.session, person, made.key)
    if made.sent is not None:
        return made
    valid = form.validate()
    form.files.errors = [*form.files.errors, *_keep_files(form, person, made.key, now)]
    for one in request.form.getlist("remove"):
        if one.isdecimal() and len(one) < 19:
            service.drop_file(db.session, person, made.key, int(one))
    texts = [field for field in (form.text, getattr(form, "subject", None)) if field is not None]
    if "mask" in request.form:
        for one in texts:
            one.data = mask_cpr(one.data or "")
    made.has_cpr = any(rules.has_cpr(one.data or "") for one in texts)
    made.files = queries.draft_files(db.session, service.own_key(person, made.key))
    made.ready = valid and not form.files.errors and not made.has_cpr
    return made


def _keep_files(form: forms.ReplyForm, person: Actor, key: str, now: datetime) -> list[str]:
    """Keep those that are fit; what is wrong with the others, each by its name."""
    settings: Settings = current_app.extensions["portal.settings"]
    limits = Limits(settings.file_max_mb * 1024 * 1024, settings.file_max_megapixels * 1_000_000)
    wrong = []
    for upload in request.files.getlist(form.files.name):
        if not upload.filename:
            continue
        try:
            fit = files.cleaned(upload.stream.read(limits.bytes + 1), limits)
            service.keep_file(db.session, settings, person, key, fit, upload.filename, now=now)
        except Unfit as unfit:
            wrong.append(_named(upload.filename, words.bad_file(unfit.reason, settings)))
        except Refused as refused:
            wrong.append(_named(upload.filename, str(refused.refusal.sentence)))
    return wrong


def _named(filename: str, sentence: str) -> str:
    stem, _dot, ending = filename.rpartition(".")
    shown = files.shown_name(filename, ending[:8] if stem else "", _("file")).rstrip(".")
    return f"{shown}: {sentence}"
