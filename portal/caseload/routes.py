"""Finding a citizen, and saying why one looks at another team's."""

from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.caseload import queries, service
from portal.caseload.forms import FIELD_OF, CprForm, ReasonForm
from portal.core import clock, i18n, policy
from portal.core.access import actor, staff
from portal.core.crypto import cpr_hmacs, parse_cpr
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.forms import tidy

blueprint = Blueprint("caseload", __name__)

Page = str | tuple[str, int] | Response
LARGEST_ID = 2**63 - 1
CITIZEN = f"/borger/<int(max={LARGEST_ID}):citizen_id>"
FURTHEST = 10_000


@blueprint.get("/borgere")
@staff(policy.SEE_OWN_CITIZENS)
def index() -> str:
    """One's own citizens, those of the team by name, and looks at others that go on."""
    return _list_page(CprForm(formdata=None))


@blueprint.post("/borgere")
@staff(policy.SEE_OWN_CITIZENS)
def find() -> Page:
    """Find a citizen of any team by CPR number. The search is written down."""
    form, now = CprForm(), clock.now()
    if not form.validate():
        return _list_page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    settings = current_app.extensions["portal.settings"]
    found = queries.by_cpr(db.session, cpr_hmacs(settings, parse_cpr(form.cpr.data)), actor())
    service.note_search(db.session, actor(), [found[0]] if found else [], by="cpr", now=now)
    if found is None:
        form.cpr.errors = [_("The job centre has no citizen with that number.")]
        page = _list_page(form)
        db.session.commit()
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    db.session.commit()
    citizen_id, is_own = found
    there = "home.of_citizen" if is_own else "caseload.ask"
    return redirect(url_for(there, citizen_id=citizen_id))


@blueprint.get(f"{CITIZEN}/grund")
@staff(policy.SEE_OWN_CITIZENS)
def ask(citizen_id: int) -> str:
    """Why do you need to look? The page is the same whether there is such a citizen or not."""
    return _reason_page(citizen_id, ReasonForm(formdata=None))


@blueprint.post(f"{CITIZEN}/grund")
@staff(policy.SEE_OWN_CITIZENS)
def state(citizen_id: int) -> Page:
    """Say why, and go on to the citizen."""
    form, now = ReasonForm(), clock.now()
    form.offer(queries.reasons(db.session, clock.local_date(now)), i18n.current())
    if not form.validate():
        return _reason_page(citizen_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        look = service.state_reason(
            db.session,
            actor(),
            citizen_id,
            reason=form.reason.data,
            words=form.words.data,
            now=now,
        )
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused.refusal, FIELD_OF.get(refused.refusal))
        return _reason_page(citizen_id, form), HTTPStatus.UNPROCESSABLE_ENTITY
    db.session.commit()
    if look is not None:
        flash(_("You can look now. The citizen sees that you did, and why."), "success")
    return redirect(_onwards(citizen_id))


def _onwards(citizen_id: int) -> str:
    """The page of the citizen one came from, else the first one about the citizen."""
    wanted = urlsplit(request.args.get("videre", "")).path
    if wanted.startswith(f"/personale/borger/{citizen_id}/"):
        return wanted
    return url_for("home.of_citizen", citizen_id=citizen_id)


def _list_page(form: CprForm) -> str:
    now, person = clock.now(), actor()
    typed = (tidy(request.args.get("q", "")) or "")[:80]
    page = min(max(request.args.get("side", 1, type=int) or 1, 1), FURTHEST)
    found, total = queries.own_citizens(db.session, person, typed, page)
    ids = [one.id for one in found]
    shown = render_template(
        "caseload/index.html",
        form=form,
        typed=typed,
        is_search=len(typed) >= queries.SHORTEST,
        found=found,
        page=page,
        pages=max(1, -(-total // queries.PAGE)),
        looks=queries.looks_now(db.session, person, now),
        locale_code=i18n.current(),
    )
    if len(typed) >= queries.SHORTEST:
        service.note_search(db.session, person, ids, by="name", now=now)
    else:
        service.note_list(db.session, person, ids, now=now)
    db.session.commit()
    return shown


def _reason_page(citizen_id: int, form: ReasonForm) -> str:
    today = clock.local_date(clock.now())
    form.offer(queries.reasons(db.session, today), i18n.current())
    return render_template(
        "caseload/reason.html",
        form=form,
        citizen_id=citizen_id,
        onwards=request.args.get("videre", ""),
        rule=queries.rule(db.session, today),
    )
