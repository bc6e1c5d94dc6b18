"""Staff look companies up, and keep what is known of each on its card."""

from collections.abc import Callable
from datetime import date
from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.businesses import queries, words
from portal.businesses.forms import FIELD_OF, ContactForm, FactsForm, NamedContactForm, NoteForm
from portal.businesses.models import Business
from portal.businesses.queries import card as cards
from portal.businesses.rules import shown_cvr
from portal.businesses.service import card as service
from portal.core import audit, clock, policy
from portal.core.access import actor, staff
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.forms import Form, tidy
from portal.recruitment import queries as recruitment
from portal.recruitment import words as recruitment_words
from portal.supported import queries as supported
from portal.supported import words as supported_words
from portal.supported.models import PartnerAgreement, SupportedApplication

blueprint = Blueprint("businesses_staff", __name__)

FORMS: dict[str, type[Form]] = {
    "contact": ContactForm,
    "note": NoteForm,
    "facts": FactsForm,
    "named": NamedContactForm,
}
LARGEST_ID = 2**63 - 1
CARD = f"/<int(max={LARGEST_ID}):business_id>"
Page = str | tuple[str, int] | Response


@blueprint.get("")
@staff(policy.SEE_COMPANIES)
def index() -> str:
    """Companies by name, CVR number, trade and size."""
    typed = (tidy(request.args.get("q", "")) or "")[:80]
    size, trade = request.args.get("stoerrelse", ""), request.args.get("branche", "")
    return render_template(
        "businesses/find.html",
        found=cards.find(db.session, typed, size, trade),
        most=cards.PAGE,
        trades=cards.trades(db.session),
        typed=typed,
        size=size,
        trade=trade,
        shown_cvr=shown_cvr,
        words=words,
    )


@blueprint.get("/samarbejde")
@staff(policy.SEE_COOPERATION)
def cooperation() -> str:
    """The share of companies with employees that had contact this year."""
    now = clock.now()
    today = clock.local_date(now)
    first = date(today.year, 1, 1)
    whole, by_size, by_trade = cards.cooperation(
        db.session, first, today, clock.start_of_day(first), now
    )
    return render_template(
        "businesses/cooperation.html",
        whole=whole,
        by_size=by_size,
        by_trade=by_trade,
        year=today.year,
        words=words,
    )


@blueprint.get(CARD)
@staff(policy.SEE_COMPANIES)
def card(business_id: int) -> str:
    """All that is known of a company. The look is written down."""
    page = _page(business_id)
    audit.record(
        db.session, actor(), "read", "business", business_id,
        now=clock.now(), business_id=business_id,
    )  # fmt: skip
    db.session.commit()
    return page


@blueprint.post(f"{CARD}/kontakter")
@staff(policy.KEEP_COMPANIES)
def add_contact(business_id: int) -> Page:
    """Write down somebody who may be called."""

    def deed(form: Any) -> None:
        service.add_contact(
            db.session, business_id, **form.fields_said(), actor=actor(), now=clock.now()
        )

    return _act(business_id, "contact", deed, _("Saved, with the yes to being called."))


@blueprint.post(f"{CARD}/kontakter/<int(max={LARGEST_ID}):contact_id>/slut")
@staff(policy.KEEP_COMPANIES)
def withdraw(business_id: int, contact_id: int) -> Response:
    """The yes is taken back."""
    service.withdraw(db.session, business_id, contact_id, actor=actor(), now=clock.now())
    db.session.commit()
    flash(_("Number and e-mail are gone. Don't call them any more."), "success")
    return redirect(url_for("businesses_staff.card", business_id=business_id))


@blueprint.post(f"{CARD}/noter")
@staff(policy.KEEP_COMPANIES)
def note(business_id: int) -> Page:
    """Write down a call, visit, letter or meeting."""

    def deed(form: Any) -> None:
        service.note(db.session, business_id, **form.fields_said(), actor=actor(), now=clock.now())

    return _act(business_id, "note", deed, _("Saved on the card."))


@blueprint.post(f"{CARD}/oplysninger")
@staff(policy.KEEP_COMPANIES)
def correct(business_id: int) -> Page:
    """Correct what is known of the company; its number stays."""

    def deed(form: Any) -> None:
        service.correct(
            db.session, business_id, **form.fields_said(), actor=actor(), now=clock.now()
        )

    return _act(business_id, "facts", deed, _("Saved on the card."))


@blueprint.post(f"{CARD}/kontaktperson")
@staff(policy.KEEP_COMPANIES)
def name_contact(business_id: int) -> Page:
    """Say which colleague the company always gets, or that nobody is it."""

    def deed(form: Any) -> None:
        service.name_contact(
            db.session, business_id, form.staff.data, actor=actor(), now=clock.now()
        )

    return _act(business_id, "named", deed, _("Saved. New enquiries go there first."))


def _act(business_id: int, name: str, deed: Callable[[Any], None], said: str) -> Page:
    form = FORMS[name](prefix=name)
    if isinstance(form, NamedContactForm):
        form.offer(cards.answering(db.session))
    if not form.validate():
        return _page(business_id, **{name: form}), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        deed(form)
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused.refusal, FIELD_OF.get(refused.refusal))
        return _page(business_id, **{name: form}), HTTPStatus.UNPROCESSABLE_ENTITY
    db.session.commit()
    flash(said, "success")
    return redirect(url_for("businesses_staff.card", business_id=business_id))


def _page(business_id: int, **tried: Form) -> str:
    now = clock.now()
    today = clock.local_date(now)
    notes = cards.notes(db.session, business_id)
    company = queries.company(db.session, business_id)
    partners = supported.agreements(db.session, PartnerAgreement.business_id == business_id)
    taken = {one.agreement.unit_id for one in partners if one.agreement.ends_on > today}
    return render_template(
        "businesses/card.html",
        company=company,
        enquiries=recruitment.for_business(db.session, business_id, now),
        cases=supported.cases(db.session, today, SupportedApplication.business_id == business_id),
        partners=partners,
        has_free_unit=any(unit.id not in taken for unit in company.units),
        contacts=cards.contacts(db.session, business_id),
        notes=notes,
        next_step=next((one for one in notes if one.next_on and one.next_on >= today), None),
        forms=_forms(company.business) | tried,
        tried=tried,
        may_keep=policy.may(actor(), policy.KEEP_COMPANIES),
        today=today,
        shown_cvr=shown_cvr,
        words=words,
        enquiry_words=recruitment_words,
        place_words=supported_words,
    )


def _forms(business: Business) -> dict[str, Form]:
    """Every form of the card, with what is stored in those that change it."""
    named = NamedContactForm(formdata=None, prefix="named", staff=business.named_contact_id)
    named.offer(cards.answering(db.session))
    return {
        "contact": ContactForm(formdata=None, prefix="contact"),
        "note": NoteForm(formdata=None, prefix="note"),
        "facts": FactsForm(formdata=None, prefix="facts", obj=business),
        "named": named,
    }
