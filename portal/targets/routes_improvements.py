"""You said – we did: staff write what was changed because of the answers, and publish it."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock, policy
from portal.core.access import actor, staff
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.refusing import say_why
from portal.targets import queries, service, words
from portal.targets.forms_improvements import ImprovementForm
from portal.targets.models import Improvement
from portal.targets.rules.quarters import Quarter

blueprint = Blueprint("improvements", __name__)

Page = str | tuple[str, int] | Response
LARGEST_ID = 2**63 - 1
ONE = f"/<int(max={LARGEST_ID}):improvement_id>"


@blueprint.get("")
@staff(policy.TELL_CHANGES)
def index() -> str:
    """Everything that was written, with what is published."""
    return render_template(
        "targets/improvements.html",
        found=queries.every_improvement(db.session),
        words=words,
        quarter_of=Quarter.of,
    )


@blueprint.get("/ny")
@staff(policy.TELL_CHANGES)
def new() -> Page:
    """Write a new one."""
    return _form_page(_form())


@blueprint.post("/ny")
@staff(policy.TELL_CHANGES)
def write() -> Page:
    """Keep it as a draft."""
    form = _form()
    if not form.validate():
        return _form_page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    made = service.improvements.write(db.session, form.words(), actor=actor(), now=clock.now())
    db.session.commit()
    flash(_("The draft is saved. Nobody outside sees it until you publish it."), "success")
    return redirect(url_for("improvements.show", improvement_id=made.id))


@blueprint.get(ONE)
@staff(policy.TELL_CHANGES)
def show(improvement_id: int) -> Page:
    """One of them, ready to be changed."""
    one = queries.improvement(db.session, improvement_id)
    form = ImprovementForm(
        formdata=None,
        quarter=Quarter.of(one.quarter_start).name,
        title_da=one.title_da,
        title_en=one.title_en,
        text_da=one.text_da,
        text_en=one.text_en,
        seen=str(one.version),
    )
    return _form_page(form.offer(_quarters(one)), one)


@blueprint.post(ONE)
@staff(policy.TELL_CHANGES)
def change(improvement_id: int) -> Page:
    """Give it other words."""
    one = queries.improvement(db.session, improvement_id)
    form = ImprovementForm().offer(_quarters(one))
    if not form.validate():
        return _form_page(form, one), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        service.improvements.change(
            db.session,
            improvement_id,
            form.words(),
            int(form.seen.data),
            actor=actor(),
            now=clock.now(),
        )
    except Refused as refused:
        db.session.rollback()
        one = queries.improvement(db.session, improvement_id)
        form.refuse(refused.refusal)
        form.seen.data = str(one.version)
        return _form_page(form, one), HTTPStatus.CONFLICT
    db.session.commit()
    flash(_("The text is saved."), "success")
    return redirect(url_for("improvements.show", improvement_id=improvement_id))


@blueprint.post(f"{ONE}/<any(offentliggoer, tilbage):step>")
@staff(policy.TELL_CHANGES)
def step(improvement_id: int, step: str) -> Page:
    """Show it to everybody, or take it back."""
    publishes = step == "offentliggoer"
    use_case = service.improvements.publish if publishes else service.improvements.withdraw
    seen = request.form.get("seen", "")
    try:
        use_case(
            db.session,
            improvement_id,
            int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0,
            actor=actor(),
            now=clock.now(),
        )
    except Refused as refused:
        return say_why(
            refused, redirect(url_for("improvements.show", improvement_id=improvement_id))
        )
    db.session.commit()
    said = _("It is published.") if publishes else _("It is no longer shown outside.")
    flash(said, "success")
    return redirect(url_for("improvements.index"))


def _form() -> ImprovementForm:
    return ImprovementForm().offer(_quarters())


def _quarters(one: Improvement | None = None) -> list[Quarter]:
    """The recent quarters, the latest first, and the one it has."""
    offered = set(queries.recent(clock.now()))
    if one is not None:
        offered.add(Quarter.of(one.quarter_start))
    return sorted(offered, reverse=True)


def _form_page(form: ImprovementForm, one: Improvement | None = None) -> str:
    return render_template("targets/improvement.html", form=form, one=one)
