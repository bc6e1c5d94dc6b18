"""Who may fit a request: what is looked for, the list, and asking the chosen."""

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from portal.core import clock, i18n, policy
from portal.core.access import actor, staff
from portal.core.db import db
from portal.core.errors import Refused
from portal.cv.rules import lines
from portal.recruitment import queries
from portal.recruitment.forms import AskForm
from portal.recruitment.forms.matching import MatchForm
from portal.recruitment.routes.request_page import Matching, back, page, refused_page
from portal.recruitment.rules.pipeline import DONE_BY_BUSINESS
from portal.recruitment.service import candidates, pipeline, searching
from portal.recruitment.words_candidates import WHY_NOT

blueprint = Blueprint("recruitment_matching", __name__)


@blueprint.get("/<int:request_id>/kandidater")
@staff(policy.PICK_CANDIDATES)
def find(request_id: int) -> str:
    """The enquiry with the citizens who may fit, and why. Each look is written down."""
    return _page(request_id, AskForm())


@blueprint.post("/<int:request_id>/kandidater")
@staff(policy.PICK_CANDIDATES)
def ask(request_id: int) -> str | Response:
    """Ask the chosen whether they want the job."""
    form = AskForm()
    if not form.validate():
        return _page(request_id, form)
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


@blueprint.post("/<int:request_id>/soegning")
@staff(policy.PICK_CANDIDATES)
def change(request_id: int) -> str | Response:
    """Look for something else."""
    form = MatchForm(prefix="search")
    if not form.validate():
        return _page(request_id, AskForm(formdata=None), form)
    search = queries.Search(
        lines(form.occupations.data or ""),
        _with(form.other_occupations.data, form.add_occupations.data),
        lines(form.competences.data or ""),
        _with(form.other_competences.data, form.add_competences.data),
        form.hours_per_week.data,
        form.starts_on.data,
        form.postcode.data or "",
        form.danish.data or None,
    )
    try:
        searching.change(db.session, request_id, search, actor=actor(), now=clock.now())
    except Refused as refused:
        return refused_page(request_id, refused)
    db.session.commit()
    flash(_("The list follows what you look for now."), "success")
    return redirect(url_for("recruitment_matching.find", request_id=request_id))


def _with(written: str | None, ticked: list[str]) -> tuple[str, ...]:
    return lines("\n".join([written or "", *(one[:80] for one in ticked)]))


def _page(request_id: int, ask_form: AskForm, change_form: MatchForm | None = None) -> str:
    about = queries.request_of(db.session, request_id)
    search = queries.search_of(db.session, about)
    more = queries.suggested(db.session, about, search, i18n.current())
    form = change_form or _form_of(search)
    form.add_occupations.choices = [(one, one) for one in more.occupations]
    form.add_competences.choices = [(one, one) for one in more.competences]
    found = queries.proposals(db.session, about, clock.local_date(clock.now()))
    return page(request_id, Matching(found, search, more, form, ask_form))


def _form_of(search: queries.Search) -> MatchForm:
    return MatchForm(
        formdata=None,
        prefix="search",
        data={
            "occupations": "\n".join(search.occupations),
            "other_occupations": "\n".join(search.other_occupations),
            "competences": "\n".join(search.competences),
            "other_competences": "\n".join(search.other_competences),
            "hours_per_week": search.hours_per_week,
            "starts_on": search.starts_on,
            "postcode": search.postcode,
            "danish": search.danish or "",
        },
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
