"""A business reads about candidates, opens a CV it may see, and says what came of them."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal.core import audit, clock
from portal.core.access import actor, business
from portal.core.db import db
from portal.core.errors import NotFound, Refused
from portal.cv import words as cv_words
from portal.recruitment import queries, words_candidates
from portal.recruitment.forms.candidates import NotChosenForm, StepForm
from portal.recruitment.queries import pipeline as candidates
from portal.recruitment.queries.shared import document_in
from portal.recruitment.service import pipeline

blueprint = Blueprint("recruitment_candidates", __name__)

LARGEST_ID = 2**63 - 1
ONE = f"/<int(max={LARGEST_ID}):request_id>/kandidater/<int(max={LARGEST_ID}):candidate_id>"


@blueprint.get(f"{ONE}/cv")
@business
def whole_cv(request_id: int, candidate_id: int) -> str:
    """The copy of a CV that its owner allowed. The look is written down, and its owner sees it."""
    now = clock.now()
    own = _own(request_id)
    found = candidates.opened_cv(db.session, request_id, candidate_id, own.progress, now)
    write_down(request_id, [found.card], "shared_cv")
    db.session.commit()
    return render_template(
        "recruitment/shared_cv.html",
        own=own,
        card=found.card,
        content=found.content,
        cv=document_in(found.content),
        levels=cv_words.LEVELS,
        names=cv_words.DOCUMENT,
    )


@blueprint.post(f"{ONE}/trin")
@business
def step(request_id: int, candidate_id: int) -> Response:
    """Invited, offered or hired."""
    form = StepForm()
    if not form.validate():
        abort(400)
    return _move(request_id, candidate_id, form.step.data)


@blueprint.get(f"{ONE}/ikke-relevant")
@business
def why_not(request_id: int, candidate_id: int) -> str:
    """Why is the candidate not the one?"""
    return _why_not(request_id, candidate_id, NotChosenForm())


@blueprint.post(f"{ONE}/ikke-relevant")
@business
def not_chosen(request_id: int, candidate_id: int) -> str | Response:
    """Note that the candidate is not the one, and why."""
    form = NotChosenForm()
    if not form.validate():
        return _why_not(request_id, candidate_id, form)
    return _move(
        request_id,
        candidate_id,
        "not_hired",
        code=form.code.data,
        text=form.text.data or "",
    )


def _own(request_id: int) -> queries.OwnRequest:
    person = actor()
    return queries.own_request(
        db.session, person.business_id or abort(403), request_id, clock.now(), person.person_id
    )


def _why_not(request_id: int, candidate_id: int, form: NotChosenForm) -> str:
    own = _own(request_id)
    found = candidates.cards(db.session, request_id, own.progress, clock.now()).cards
    card = next((one for one in found if one.candidate.id == candidate_id), None)
    if card is None:
        raise NotFound
    return render_template("recruitment/not_chosen.html", own=own, card=card, form=form)


def _move(request_id: int, candidate_id: int, kind: str, **why: Any) -> Response:
    try:
        pipeline.move(
            db.session, request_id, candidate_id, kind, actor=actor(), now=clock.now(), **why
        )
    except Refused as refused:
        db.session.rollback()
        flash(str(refused.refusal.sentence), "error")
    else:
        db.session.commit()
        flash(str(words_candidates.DONE[kind]), "success")
    return redirect(url_for("recruitment.show", request_id=request_id) + "#kandidater")


def write_down(request_id: int, seen: list[candidates.Card], subject: str) -> None:
    """Note in the citizens' trails that this person of a business has looked."""
    now = clock.now()
    for card in seen:
        audit.record(
            db.session,
            actor(),
            "read",
            subject,
            card.candidate.id,
            now=now,
            citizen_id=card.citizen_id,
            request=request_id,
        )
