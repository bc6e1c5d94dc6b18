"""The administrator's own words for every message, in both languages, with every old version."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock, policy
from portal.core.access import actor, staff
from portal.core.db import db
from portal.core.errors import NotFound, Refused
from portal.core.i18n import LANGUAGES, force_locale
from portal.notifications import queries, texts, writing
from portal.notifications.forms import WordsForm
from portal.notifications.texts.samples import SAMPLES

blueprint = Blueprint("notifications_texts", __name__)

Page = str | tuple[str, int] | Response
WORDS = "/<kind>/<language>"


@blueprint.get("")
@staff(policy.ADMINISTER)
def index() -> str:
    """Every kind of message, and whose words it has."""
    own = {code: queries.own_words(db.session, texts.KINDS, code) for code in LANGUAGES}
    return render_template(
        "notifications/texts.html", kinds=texts.KINDS, own=own, language_names=LANGUAGES
    )


@blueprint.get(WORDS)
@staff(policy.ADMINISTER)
def show(kind: str, language: str) -> str:
    """The words in force, ready to be changed; with `udgave` those of an old version."""
    _known(kind, language)
    versions = queries.versions(db.session, kind, language)
    wanted = request.args.get("udgave", type=int)
    chosen = next((one for one in versions if one.version == wanted), None)
    if chosen is None and versions:
        chosen = versions[0]
    words = _default(kind, language)
    if chosen is not None and chosen.subject is not None and chosen.body is not None:
        words = texts.Template(chosen.subject, chosen.body)
    form = WordsForm(
        kind,
        formdata=None,
        subject=words.subject,
        body=words.body,
        replaces=str(versions[0].version if versions else 0),
    )
    return _page(kind, language, form)


@blueprint.post(WORDS)
@staff(policy.ADMINISTER)
def save(kind: str, language: str) -> Page:
    """Show what the words will look like, and store them when that is right."""
    _known(kind, language)
    form = WordsForm(kind)
    if not form.validate():
        return _page(kind, language, form), HTTPStatus.UNPROCESSABLE_ENTITY
    if "save" not in request.form:
        return _page(kind, language, form)
    return _write(kind, language, form, form.template())


@blueprint.post(f"{WORDS}/standard")
@staff(policy.ADMINISTER)
def reset(kind: str, language: str) -> Page:
    """Go back to the words the portal comes with."""
    _known(kind, language)
    words = _default(kind, language)
    form = WordsForm(kind, subject=words.subject, body=words.body)
    return _write(kind, language, form, None)


def _write(kind: str, language: str, form: WordsForm, words: texts.Template | None) -> Page:
    replaces = form.replaces.data or ""
    try:
        writing.write(
            db.session,
            kind,
            language,
            words,
            replaces=int(replaces) if replaces.isascii() and replaces.isdigit() else 0,
            actor=actor(),
            now=clock.now(),
        )
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused.refusal)
        return _page(kind, language, form), HTTPStatus.CONFLICT
    db.session.commit()
    flash(_("The words are saved. Messages from now on have them."), "success")
    return redirect(url_for("notifications_texts.show", kind=kind, language=language))


def _page(kind: str, language: str, form: WordsForm) -> str:
    return render_template(
        "notifications/text.html",
        kind=kind,
        language=language,
        language_name=LANGUAGES[language],
        name=texts.KINDS[kind].name,
        names=texts.names(kind),
        form=form,
        preview=None if form.errors else _preview(form, language),
        versions=queries.versions(db.session, kind, language),
        writers=queries.writers(db.session, kind, language),
    )


def _preview(form: WordsForm, language: str) -> texts.Words:
    with force_locale(language):
        return texts.render(form.template(), SAMPLES, language)


def _default(kind: str, language: str) -> texts.Template:
    with force_locale(language):
        return texts.default(kind)


def _known(kind: str, language: str) -> None:
    if kind not in texts.KINDS or language not in LANGUAGES:
        raise NotFound
