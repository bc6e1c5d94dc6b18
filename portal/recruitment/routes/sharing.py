"""A citizen sees what an employer sees, who has looked, and takes it back with one click."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import actor, citizen
from portal.core.db import db
from portal.core.errors import Refused
from portal.cv import words as cv_words
from portal.openings import service as openings
from portal.recruitment import words_candidates
from portal.recruitment.queries import pipeline as queries
from portal.recruitment.queries.shared import document_in
from portal.recruitment.service import sharing

blueprint = Blueprint("recruitment_sharing", __name__)

LARGEST_ID = 2**63 - 1
ONE = f"/jobforslag/<int(max={LARGEST_ID}):referral_id>"


@blueprint.get(f"{ONE}/delt")
@citizen
def show(referral_id: int) -> str:
    """How far it has come, what is shared, and who has looked and when."""
    found = queries.shared_by(db.session, actor().person_id, referral_id, clock.now())
    return render_template(
        "recruitment/shared_by.html",
        shared=found,
        cv=document_in(found.content) if found.content else None,
        content=found.content,
        levels=cv_words.LEVELS,
        names=cv_words.DOCUMENT,
        steps=words_candidates.TO_CITIZEN,
    )


@blueprint.post(f"{ONE}/traek-tilbage")
@citizen
def step_back(referral_id: int) -> Response:
    """Take the yes back: what the employer was shown is gone at once."""
    person, now = actor().person_id, clock.now()
    try:
        if not sharing.step_back(db.session, person, referral_id, now=now):
            openings.answer(db.session, person, referral_id, answer="no", reason="", now=now)
    except Refused as refused:
        db.session.rollback()
        flash(str(refused.refusal.sentence), "error")
    else:
        db.session.commit()
        flash(
            _(
                "You have stepped back. The employer can't see you any more. It has no effect on"
                " your benefit."
            ),
            "success",
        )
    return redirect(url_for("openings.suggestions"))


@blueprint.post(f"{ONE}/luk-cv")
@citizen
def close_cv(referral_id: int) -> Response:
    """Take the whole CV back and stay a candidate."""
    person, now = actor().person_id, clock.now()
    queries.shared_by(db.session, person, referral_id, now)
    sharing.disallow(db.session, person, referral_id, now=now)
    db.session.commit()
    flash(_("The employer can't open your whole CV any more."), "success")
    return redirect(url_for("recruitment_sharing.show", referral_id=referral_id))
