"""Who may fit a request, page by page, and asking the chosen; what came of those presented."""

from flask import Blueprint, abort, flash, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from portal.core import clock, policy
from portal.core.access import actor, staff
from portal.core.db import db
from portal.core.errors import Refused
from portal.recruitment import queries, words, words_matching
from portal.recruitment.forms import AskForm
from portal.recruitment.routes.request_page import back, refused_page, write_down_looks
from portal.recruitment.rules.pipeline import DONE_BY_BUSINESS
from portal.recruitment.service import candidates, pipeline
from portal.recruitment.words_candidates import WHY_NOT

blueprint = Blueprint("recruitment_matching", __name__)


@blueprint.get("/<int:request_id>/kandidater")
@staff(policy.PICK_CANDIDATES)
def find(request_id: int) -> str:
    """The citizens who may fit, and why. Each look is written down."""
    return _page(request_id, AskForm(formdata=None), request.args.get("page", 1, type=int))


@blueprint.post("/<int:request_id>/kandidater")
@staff(policy.PICK_CANDIDATES)
def ask(request_id: int) -> str | Response:
    """Ask the chosen whether they want the job, or turn the page and keep whom one has chosen."""
    form = AskForm()
    turned = request.form.get("page", type=int)
    if turned is not None or not form.validate():
        return _page(request_id, form, turned or request.form.get("here", 1, type=int))
    try:
        asked = candidates.ask(
            db.session,
            request_id,
            form.citizens.data,
            reason=form.reason.data,
            actor=actor(),
            now=clock.now(),
        )
    except Refused as refused:
        return refused_page(request_id, refused)
    db.session.commit()
    flash(
        ngettext(
            "%(num)s person is asked and has 24 hours to answer.",
            "%(num)s people are asked and have 24 hours to answer.",
            len(asked),
        ),
        "success",
    )
    return back(request_id)


def _page(request_id: int, form: AskForm, number: int) -> str:
    now = clock.now()
    about = queries.request_page(db.session, request_id, now)
    listed = queries.proposals(db.session, about.request, clock.local_date(now), page=number)
    chosen = form.citizens.data or []
    elsewhere = queries.chosen_elsewhere(db.session, chosen, listed)
    seen = {one.profile.citizen_id for one in listed.found} | {one.citizen_id for one in elsewhere}
    # Of an enquiry that is over the page shows nobody.
    write_down_looks(about.request, sorted(seen) if about.progress.is_open else [])
    db.session.commit()
    return render_template(
        "recruitment/candidates.html",
        page=about,
        progress=about.progress,
        search=queries.search_of(db.session, about.request),
        listed=listed,
        elsewhere=elsewhere,
        chosen=set(chosen),
        form=form,
        words=words,
        match_words=words_matching,
    )


@blueprint.post("/<int:request_id>/kandidater/<int:candidate_id>/trin")
@staff(policy.PICK_CANDIDATES)
def step(request_id: int, candidate_id: int) -> Response:
    """Note what the business has said of a candidate."""
    kind, _colon, code = request.form.get("step", "").partition(":")
    known = kind in DONE_BY_BUSINESS and (kind == "not_hired") == (code in WHY_NOT)
    if not known:
        abort(400)
    try:
        pipeline.move(
            db.session,
            request_id,
            candidate_id,
            kind,
            actor=actor(),
            now=clock.now(),
            code=code,
        )
    except Refused as refused:
        return refused_page(request_id, refused)
    db.session.commit()
    flash(_("It is noted."), "success")
    return back(request_id)
