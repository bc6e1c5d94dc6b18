"""Staff around the survey: words to check, people to call, paper forms. Nobody sees one answer."""

import uuid
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.caseload.queries import citizen_of
from portal.core import clock, i18n, policy
from portal.core.access import actor, staff
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.refusing import say_why
from portal.notifications.words import language as language_name
from portal.surveys import queries, rules
from portal.surveys import words as survey_words
from portal.surveys.forms_more import CheckForm, paper_form
from portal.surveys.service import calls, checking, codes, paper, running_wave
from portal.surveys.wording import LANGUAGES
from portal.targets import queries as targets
from portal.targets import words as quarter_words
from portal.targets.service import publication

blueprint = Blueprint("surveys_staff", __name__)

AT_A_TIME = 10
Page = str | Response | tuple[str, int]


@blueprint.get("/undersoegelse")
@staff(policy.SEE_FIGURES)
def index() -> str:
    """How far the quarter's survey is, and what people wrote that may be read."""
    now = clock.now()
    limits = publication.limits_on(db.session, clock.local_date(now))
    businesses = targets.of_businesses(db.session, limits)
    return render_template(
        "surveys/staff/index.html",
        businesses=businesses,
        statements={
            version: queries.statements(db.session, version, i18n.current(), "business")
            for version in {one.version for one in businesses}
        },
        quarter_words=quarter_words,
        quarters=queries.published_words(db.session, now),
        numbers=queries.numbers(db.session, clock.local_date(now)),
        desk=queries.desk(db.session, clock.local_date(now)),
    )


@blueprint.get("/undersoegelse/ord")
@staff(policy.CHECK_WORDS)
def words() -> str:
    """What people wrote that nobody has read yet, ten at a time. The look is written down."""
    now = clock.now()
    waiting = queries.words_to_check(db.session, AT_A_TIME)
    names = queries.known_names(db.session)
    if waiting:
        checking.note_look(db.session, actor=actor(), number=len(waiting), now=now)
        db.session.commit()
    answers = [
        (one, rules.words_of(one.words), rules.suspects(one.words, names)) for one in waiting
    ]
    return render_template(
        "surveys/staff/words.html", answers=answers, left=queries.words_waiting(db.session)
    )


@blueprint.post("/undersoegelse/ord/<uuid:answer_id>")
@staff(policy.CHECK_WORDS)
def check(answer_id: uuid.UUID) -> Response:
    """Let one answer through without the ticked words, or keep it back."""
    now = clock.now()
    try:
        if request.form.get("decision") == "withhold":
            checking.withhold(db.session, answer_id, actor=actor(), now=now)
            said = _("The answer is kept back and is never shown.")
        else:
            blanks = [n for n in CheckForm().blanks.data or [] if n >= 0]
            checking.release(db.session, answer_id, blanks, actor=actor(), now=now)
            said = _("The answer is let through.")
    except Refused as refused:
        db.session.rollback()
        flash(str(refused.refusal.sentence), "error")
    else:
        db.session.commit()
        flash(said, "success")
    return redirect(url_for("surveys_staff.words"))


@blueprint.get("/undersoegelse/ring-op")
@staff(policy.CALL_BACK)
def call_list() -> str:
    """Who wants to be called, and by when. The look is written down."""
    now = clock.now()
    wishes = queries.call_wishes(db.session, clock.local_date(now))
    if wishes:
        calls.note_look(db.session, actor=actor(), number=len(wishes), now=now)
        db.session.commit()
    return render_template(
        "surveys/staff/calls.html",
        wishes=wishes,
        today=clock.local_date(now),
        language_name=language_name,
    )


@blueprint.post("/undersoegelse/ring-op/<uuid:wish_id>")
@staff(policy.CALL_BACK)
def called(wish_id: uuid.UUID) -> Response:
    """Somebody has been called."""
    calls.called(db.session, wish_id, actor=actor(), now=clock.now())
    db.session.commit()
    flash(_("It is noted that you have called."), "success")
    return redirect(url_for("surveys_staff.call_list"))


@blueprint.route("/undersoegelse/papir", methods=["GET", "POST"])
@staff(policy.ENTER_PAPER)
def enter_paper() -> Page:
    """Type a paper form; it counts when a colleague has typed the same."""
    now = clock.now()
    form = paper_form()()
    wave = running_wave(db.session, now)
    form.put(queries.statements(db.session, wave.version if wave else 1, i18n.current()))
    if not form.is_submitted():
        return _paper_page(form)
    if not form.validate():
        return _paper_page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        entered = paper.enter(
            db.session,
            form.code.data,
            form.answers(),
            form.words(),
            replace_first=form.replace_first.data,
            actor=actor(),
            now=now,
        )
    except Refused as refused:
        db.session.commit()  # a wrong code is counted
        form.refuse(refused.refusal, "code")
        return _paper_page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    db.session.commit()
    if entered.differences:
        return _paper_page(form, entered), HTTPStatus.CONFLICT
    flash(
        _("Both entries say the same. The answer is counted.")
        if entered.counted
        else _("The first entry is kept. A colleague must type the same form now."),
        "success",
    )
    return redirect(url_for("surveys_staff.enter_paper"))


def _paper_page(form: object, entered: paper.Entered | None = None) -> str:
    return render_template(
        "surveys/staff/paper.html",
        form=form,
        entered=entered,
        scale_word=survey_words.scale_word,
        waiting=paper.waiting(db.session),
    )


@blueprint.route("/borger/<int:citizen_id>/spoergeskema", methods=["GET", "POST"])
@staff(policy.RUN_TALKS)
def paper_of(citizen_id: int) -> Page:
    """A paper form with a code, for a citizen who would rather write by hand."""
    person = citizen_of(db.session, actor(), citizen_id, clock.now())
    now = clock.now()
    if request.method == "GET":
        page = render_template(
            "surveys/staff/print_choice.html", person=person, languages=LANGUAGES
        )
        paper.note_look(db.session, actor(), citizen_id, now=now)
        db.session.commit()
        return page
    language = request.form.get("language", "")
    language = language if language in LANGUAGES else "da"
    try:
        invitation_id = paper.form_for(db.session, citizen_id, actor=actor(), now=now)
    except Refused as refused:
        return say_why(refused, redirect(url_for("surveys_staff.paper_of", citizen_id=citizen_id)))
    db.session.commit()
    wave = running_wave(db.session, now)
    assert wave is not None
    with i18n.force_locale(language):
        return render_template(
            "surveys/staff/print.html",
            statements=queries.statements(db.session, wave.version, language),
            code=rules.shown(codes.code_of(invitation_id)),
            language=language,
            scale=survey_words.SCALE,
            direction=i18n.direction(language),
        )
