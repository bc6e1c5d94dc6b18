"""The citizen's CV pages: the outline, one section at a time, and what an employer sees."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock, i18n
from portal.core.access import actor, citizen
from portal.core.db import db
from portal.core.errors import NotFound, Refused
from portal.core.forms import Form, SeenForm
from portal.cv import forms, queries, rules, service, words
from portal.cv.rules import Certificate, Education, Entry, Experience, Language

blueprint = Blueprint("cv", __name__)


@dataclass(frozen=True)
class Section:
    """A section that holds a list of entries."""

    kind: type[Entry]
    form: type[SeenForm]
    rows: Callable[..., list[Any]]


LISTS = {
    "erfaring": Section(Experience, forms.ExperienceForm, queries.experience),
    "uddannelse": Section(Education, forms.EducationForm, queries.education),
    "beviser": Section(Certificate, forms.CertificateForm, queries.certificates),
    "sprog": Section(Language, forms.LanguageForm, queries.languages),
}
TEXTS: dict[str, type[SeenForm]] = {
    "kompetencer": forms.CompetencesForm,
    "oensker": forms.WishesForm,
    "profil": forms.ProfileForm,
}
LIST = "/<any(erfaring, uddannelse, beviser, sprog):slug>"
TEXT = "/<any(kompetencer, oensker, profil):slug>"
Page = str | tuple[str, int] | Response


@blueprint.get("")
@citizen
def show() -> str:
    """The outline, how complete it is, whether it is confirmed, and who sees it."""
    person, now = actor().person_id, clock.now()
    status = queries.status(db.session, person, now)
    whole = queries.contents(db.session, person)
    return render_template(
        "cv/show.html",
        cv=whole,
        status=status,
        helps=queries.next_entries(db.session, person, status, now, i18n.current(), whole),
        levels=words.LEVELS,
        sections=words.SECTIONS,
    )


@blueprint.get("/som-virksomheder-ser-det")
@citizen
def preview() -> str:
    """The CV as an employer sees it."""
    person = actor().person_id
    profile = queries.profiles(db.session, [person])[person]
    shown = queries.for_business(db.session, person)
    return render_template(
        "cv/preview.html",
        profile=profile,
        levels=words.LEVELS,
        whole=words.sections(shown[0]) if shown else [],
        contact=" · ".join(filter(None, (shown[1].email, shown[1].phone))) if shown else "",
    )


@blueprint.post("/bekraeft")
@citizen
def confirm() -> Response:
    """The citizen says that the CV is right."""
    try:
        service.confirm(db.session, actor(), now=clock.now())
    except Refused as refused:
        flash(str(refused.refusal.sentence), "error")
        return redirect(url_for("cv.show"))
    db.session.commit()
    flash(_("Thank you. Your CV is confirmed."), "success")
    return redirect(url_for("cv.show"))


@blueprint.get("/synlighed")
@citizen
def visibility() -> str:
    """Who may see the CV, and what a business does not get of it."""
    head = queries.head(db.session, actor().person_id)
    form = forms.VisibilityForm(formdata=None, obj=head)
    form.seen_by.data = _seen_by(head)
    return render_template("cv/visibility.html", form=form)


@blueprint.post("/synlighed")
@citizen
def choose_visibility() -> Page:
    """Save who may see it."""
    form = forms.VisibilityForm()
    if not form.validate():
        return render_template("cv/visibility.html", form=form), HTTPStatus.UNPROCESSABLE_ENTITY
    service.show(db.session, actor(), form.values(), now=clock.now())
    db.session.commit()
    flash(_("Saved. It holds from now on."), "success")
    return redirect(url_for("cv.show"))


def _seen_by(head: Any) -> str:
    if not head.visible_to_staff:
        return "nobody"
    return "businesses" if head.for_businesses else "staff"


@blueprint.get(LIST)
@citizen
def section(slug: str) -> Page:
    """The entries of a section, and a form for one more."""
    return _section_page(slug, LISTS[slug].form(formdata=None))


@blueprint.post(LIST)
@citizen
def add(slug: str) -> Page:
    """Add an entry."""
    form = LISTS[slug].form()
    if not form.validate():
        return _section_page(slug, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        service.add(db.session, actor(), form.values(), now=clock.now())
    except Refused as refused:
        form.refuse(refused.refusal, forms.FIELD_OF.get(refused.refusal))
        return _section_page(slug, form), HTTPStatus.UNPROCESSABLE_ENTITY
    db.session.commit()
    flash(_("It is in your CV."), "success")
    return redirect(url_for("cv.section", slug=slug))


@blueprint.get(f"{LIST}/<int:entry_id>")
@citizen
def entry(slug: str, entry_id: int) -> Page:
    """One entry, to be changed or removed."""
    found = _own(slug, entry_id)
    form = LISTS[slug].form(formdata=None, obj=found).shows(found)
    return _entry_page(slug, entry_id, form)


@blueprint.post(f"{LIST}/<int:entry_id>")
@citizen
def change(slug: str, entry_id: int) -> Page:
    """Save the changed entry."""
    stored = _own(slug, entry_id)
    form = LISTS[slug].form()
    if not form.validate():
        return _entry_page(slug, entry_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
    if form.is_outdated(stored):
        return _conflict_page(form, stored, url_for("cv.section", slug=slug))
    try:
        service.change(db.session, actor(), entry_id, form.values(), now=clock.now())
    except Refused as refused:
        form.refuse(refused.refusal, forms.FIELD_OF.get(refused.refusal))
        return _entry_page(slug, entry_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
    db.session.commit()
    flash(_("It is changed in your CV."), "success")
    return redirect(url_for("cv.section", slug=slug))


@blueprint.post(f"{LIST}/<int:entry_id>/fjern")
@citizen
def remove(slug: str, entry_id: int) -> Response:
    """Take the entry out."""
    service.remove(db.session, actor(), LISTS[slug].kind, entry_id, now=clock.now())
    db.session.commit()
    flash(_("It is no longer in your CV."), "success")
    return redirect(url_for("cv.section", slug=slug))


@blueprint.get(TEXT)
@citizen
def text(slug: str) -> Page:
    """A section that is one form: competences, wishes or profile."""
    head = queries.head(db.session, actor().person_id)
    return _text_page(slug, TEXTS[slug](formdata=None, obj=head).shows(head))


@blueprint.post(TEXT)
@citizen
def write(slug: str) -> Page:
    """Save such a section."""
    form = TEXTS[slug]()
    if not form.validate():
        return _text_page(slug, form), HTTPStatus.UNPROCESSABLE_ENTITY
    stored = queries.head(db.session, actor().person_id)
    if form.is_outdated(stored):
        return _conflict_page(form, stored, url_for("cv.show"))
    try:
        service.write(db.session, actor(), form.values(), now=clock.now())
    except Refused as refused:
        form.refuse(refused.refusal, forms.FIELD_OF.get(refused.refusal))
        return _text_page(slug, form), HTTPStatus.UNPROCESSABLE_ENTITY
    db.session.commit()
    flash(_("It is saved in your CV."), "success")
    more = "more" in request.form or request.form.get("pick")
    return redirect(url_for("cv.text", slug=slug) if more else url_for("cv.show"))


def _conflict_page(form: SeenForm, stored: Any, back: str) -> Page:
    """What is stored beside what was just written: the citizen chooses, nothing is lost."""
    theirs = type(form)(formdata=None, obj=stored)
    form.shows(stored)
    page = render_template("fds/conflict.html", form=form, theirs=theirs, back=back)
    return page, HTTPStatus.CONFLICT


def _own(slug: str, entry_id: int) -> Any:
    model = service.MODELS[LISTS[slug].kind]
    found = queries.entry(db.session, model, actor().person_id, entry_id)
    if found is None:
        raise NotFound
    return found


def _section_page(slug: str, form: Form) -> str:
    rows = LISTS[slug].rows(db.session, actor().person_id)
    return render_template(
        "cv/section.html",
        form=form,
        rows=rows,
        slug=slug,
        title=words.SECTIONS[slug],
        levels=words.LEVELS,
        overlaps=_overlaps(rows) if slug == "erfaring" else {},
    )


def _overlaps(rows: list[Any]) -> dict[int, str]:
    titles = {row.id: row.title for row in rows}
    periods = [rules.Period(row.id, row.started_on, row.ended_on) for row in rows]
    return {
        key: ", ".join(titles[other] for other in others)
        for key, others in rules.overlaps(periods).items()
    }


def _entry_page(slug: str, entry_id: int, form: Form) -> str:
    return render_template(
        "cv/entry.html", form=form, slug=slug, title=words.SECTIONS[slug], entry_id=entry_id
    )


def _text_page(slug: str, form: Form) -> str:
    asked = slug == "kompetencer"
    return render_template(
        "cv/text.html",
        form=form,
        slug=slug,
        title=words.SECTIONS[slug],
        scheme={"kompetencer": "skill", "oensker": "occupation"}.get(slug),
        asked_for=queries.asked_for(db.session, actor().person_id, i18n.current()) if asked else [],
    )
