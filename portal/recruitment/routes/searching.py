"""What is looked for in CVs: picked from the lists of work and competences, or typed."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock, i18n, policy
from portal.core.access import actor, staff
from portal.core.db import db
from portal.core.errors import Refused
from portal.recruitment import queries
from portal.recruitment.forms.matching import LISTS, MatchForm
from portal.recruitment.service import searching
from portal.taxonomy.rules import fold

blueprint = Blueprint("recruitment_searching", __name__)

Page = str | tuple[str, int] | Response


@blueprint.get("/<int:request_id>/soegning")
@staff(policy.PICK_CANDIDATES)
def show(request_id: int) -> str:
    """What is looked for, as it can be changed."""
    about = queries.request_of(db.session, request_id)
    return _page(request_id, MatchForm.of(queries.search_of(db.session, about)))


@blueprint.post("/<int:request_id>/soegning")
@staff(policy.PICK_CANDIDATES)
def change(request_id: int) -> Page:
    """Look for this from now on; or first put one more thing on the lists."""
    form = MatchForm(prefix="search")
    if not form.validate():
        return _page(request_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
    if request.form.get("more"):
        return _page(request_id, MatchForm.of(form.search()))
    try:
        searching.change(db.session, request_id, form.search(), actor=actor(), now=clock.now())
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused.refusal)
        return _page(request_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
    db.session.commit()
    flash(_("The list follows what you look for now."), "success")
    return redirect(url_for("recruitment_matching.find", request_id=request_id))


def _page(request_id: int, form: MatchForm) -> str:
    about = queries.request_of(db.session, request_id)
    search = form.search()
    more = queries.suggested(db.session, about, search, i18n.current())
    wanted = queries.wanted_of(db.session, search)
    things = (
        *wanted.occupations, *wanted.other_occupations, *wanted.required, *wanted.wished,
    )  # fmt: skip
    return render_template(
        "recruitment/search.html",
        about=about,
        form=form,
        listed={name: getattr(search, name) for name in LISTS},
        suggested=more,
        known={fold(one.text) for one in things if one.uri},
        fold=fold,
    )
