"""One enquiry with all that belongs to it, and what its forms do."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import audit, clock, policy
from portal.core.access import actor
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.forms import Form
from portal.core.refusing import say_why
from portal.recruitment import queries, words, words_candidates, words_matching
from portal.recruitment.forms import PresentForm, WriteForm
from portal.recruitment.forms.handling import (
    CallForm,
    CauseForm,
    CloseForm,
    DuplicateForm,
    EmptyForm,
    PauseForm,
    SpamForm,
    StepForm,
    WordingForm,
)
from portal.recruitment.forms.record import MomentForm
from portal.recruitment.forms.roster import HandOverForm
from portal.recruitment.models import RecruitmentRequest
from portal.recruitment.queries import RequestPage
from portal.recruitment.queries import pipeline as candidates

FORMS: dict[str, type[Form]] = {
    "answer": WriteForm,
    "present": PresentForm,
    "pause": PauseForm,
    "resume": EmptyForm,
    "cause": CauseForm,
    "spam": SpamForm,
    "duplicate": DuplicateForm,
    "call": CallForm,
    "step": StepForm,
    "hand-over": HandOverForm,
    "wording": WordingForm,
    "moved": MomentForm,
    "close": CloseForm,
}
"""By the prefix of its fields."""


__all__ = [
    "FORMS",
    "act",
    "back",
    "form_for",
    "page",
    "refused_page",
    "write_down_looks",
]


def form_for(name: str, found: RequestPage) -> Form:
    """The form of that name, with what it lets choose from."""
    form = FORMS[name](prefix=name)
    if isinstance(form, WriteForm) and found.progress.moments.answered:
        form.text.description = _("The business is told at once.")
    if isinstance(form, DuplicateForm):
        form.original.choices = [(one.id, f"{one.title} ({one.id})") for one in found.earlier]
    if isinstance(form, HandOverForm):
        form.staff.choices = [(one.id, one.name) for one in found.colleagues]
    if isinstance(form, CauseForm):
        form.key.choices = [(key, words.CLOCKS[key]) for key in found.progress.broken]
    return form


def page(request_id: int, **tried: Form) -> str:
    """The page; `tried` are forms that were sent and not accepted."""
    now = clock.now()
    found = queries.request_page(db.session, request_id, now)
    may_pick = policy.may(actor(), policy.PICK_CANDIDATES)
    shown = [asked.citizen_id for asked in found.choosable] if may_pick else []
    fits = queries.fits_of(db.session, found.request, shown, clock.local_date(now))
    listed = {one.citizen_id for one in found.asked} - fits.keys() if may_pick else set()
    write_down_looks(found.request, sorted(fits))
    for citizen_id in sorted(listed):
        audit.record(db.session, actor(), "list", "referral", now=now, citizen_id=citizen_id)
    db.session.commit()
    return render_template(
        "recruitment/request.html",
        page=found,
        progress=found.progress,
        fits=fits,
        shown=candidates.cards(db.session, request_id, found.progress, now)
        if found.candidates
        else None,
        gone=candidates.stepped_back(db.session, request_id) if found.request.opening_id else set(),
        steps=words_candidates,
        forms={name: tried.get(name) or form_for(name, found) for name in FORMS},
        typed=request.form,
        may_answer=policy.may(actor(), policy.ANSWER_ENQUIRIES),
        may_pick=may_pick,
        words=words,
        match_words=words_matching,
    )


def act(
    request_id: int, name: str, deed: Callable[[Form], object], said: Callable[[], str]
) -> str | Response:
    """Check the form of that name, do the deed, and say so on the page of the enquiry."""
    form = form_for(name, queries.request_page(db.session, request_id, clock.now()))
    if not form.validate():
        return page(request_id, **{name: form})
    try:
        deed(form)
    except Refused as refused:
        return refused_page(request_id, refused)
    db.session.commit()
    flash(said(), "success")
    return back(request_id)


def write_down_looks(enquiry: RecruitmentRequest, citizen_ids: list[int]) -> None:
    """Note in the audit trail that the enquiry was looked at, and these citizens' CVs."""
    now = clock.now()
    audit.record(
        db.session, actor(), "read", "recruitment_request", enquiry.id,
        now=now, business_id=enquiry.business_id,
    )  # fmt: skip
    for citizen_id in citizen_ids:
        audit.record(
            db.session,
            actor(),
            "read",
            "cv",
            citizen_id,
            now=now,
            citizen_id=citizen_id,
            request=enquiry.id,
        )


def refused_page(request_id: int, refused: Refused) -> Response:
    """Back to the page, with the sentence of the refusal; nothing is stored."""
    return say_why(refused, back(request_id))


def back(request_id: int) -> Response:
    """To the page of the enquiry."""
    return redirect(url_for("recruitment_staff.show", request_id=request_id))
