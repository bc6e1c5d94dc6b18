"""Who has seen my data; what I am written down with; and the looks to be checked."""

from datetime import date
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.caseload import queries as caseload
from portal.core import clock, i18n, policy
from portal.core.access import actor, business, citizen, staff
from portal.core.db import db
from portal.core.errors import NotFound, Refused
from portal.privacy.access_log import queries, rules, service, words
from portal.privacy.access_log.forms import SignForm

blueprint = Blueprint("access_log", __name__)

Page = str | tuple[str, int] | Response
LARGEST_ID = 2**63 - 1


@blueprint.get("/borger/mine-data/hvem-har-set")
@citizen
def of_citizen() -> str:
    """Who has looked at my data, when, and what for."""
    before = queries.mark(request.args.get("foer"))
    return _seen(queries.of_citizen(db.session, actor().person_id, before), before is not None)


@blueprint.get("/virksomhed/hvem-har-set")
@business
def of_business() -> str:
    """Which staff have looked at what the company has told."""
    business_id = actor().business_id
    assert business_id is not None
    before = queries.mark(request.args.get("foer"))
    return _seen(queries.of_business(db.session, business_id, before), before is not None)


@blueprint.get("/personale/mine-opslag")
@staff(policy.EVERY_ROLE)
def own() -> str:
    """What one is written down with oneself."""
    before = queries.mark(request.args.get("foer"))
    lines, older = queries.own(db.session, actor(), before)
    return render_template(
        "privacy/access_log/own.html",
        days=list(rules.grouped(lines, clock.local_date)),
        older=older,
        is_first=before is None,
        words=words,
    )


@blueprint.get("/personale/adgangslog")
@staff(policy.CHECK_LOG)
def samples() -> str:
    """The draws of each month, and how far their checking has come."""
    today = clock.local_date(clock.now())
    return render_template(
        "privacy/access_log/samples.html",
        months=queries.months(db.session),
        today=today,
        rule=caseload.rule(db.session, today),
    )


@blueprint.get("/personale/adgangslog/<month>")
@staff(policy.CHECK_LOG)
def sample(month: str) -> str:
    """The looks of a draw. That they were checked is written down as well."""
    return _sample_page(_month(month))


@blueprint.post(f"/personale/adgangslog/<month>/<int(max={LARGEST_ID}):look_id>")
@staff(policy.CHECK_LOG)
def sign(month: str, look_id: int) -> Page:
    """Sign a look off."""
    when, form = _month(month), SignForm(prefix=f"l{look_id}")
    if not form.validate():
        return _sample_page(when, (look_id, form)), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        service.sign(
            db.session,
            actor(),
            look_id,
            form.verdict.data,
            form.note.data or "",
            now=clock.now(),
        )
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused.refusal, "note" if form.verdict.data == "ask" else None)
        return _sample_page(when, (look_id, form)), HTTPStatus.UNPROCESSABLE_ENTITY
    db.session.commit()
    flash(_("It is signed off."), "success")
    return redirect(url_for("access_log.sample", month=month))


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise NotFound from None


def _seen(page: queries.Page, is_older: bool) -> str:
    today = clock.local_date(clock.now())
    return render_template(
        "privacy/access_log/seen.html",
        days=list(rules.grouped(page.looks, clock.local_date)),
        older=page.older,
        is_first=not is_older,
        names_shown=caseload.rule(db.session, today).names_shown,
        words=words,
        locale_code=i18n.current(),
    )


def _sample_page(month: date, failed: tuple[int, SignForm] | None = None) -> str:
    found = next((one for one in queries.months(db.session) if one.sample.month == month), None)
    if found is None:
        raise NotFound
    drawn = queries.drawn(db.session, month)
    forms = {one.row.id: SignForm(formdata=None, prefix=f"l{one.row.id}") for one in drawn}
    if failed and failed[0] in forms:
        forms[failed[0]] = failed[1]
    now = clock.now()
    page = render_template(
        "privacy/access_log/sample.html",
        month=found,
        drawn=drawn,
        forms=forms,
        failed=failed[1] if failed and failed[0] in forms else None,
        today=clock.local_date(now),
        words=words,
        locale_code=i18n.current(),
    )
    seen = {one.citizen_id for one in drawn if one.citizen_id is not None}
    service.note_check(db.session, actor(), seen, now=now)
    db.session.commit()
    return page
