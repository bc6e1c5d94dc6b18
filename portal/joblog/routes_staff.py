"""The job log of a citizen, for the caseworker and the caseworker's team."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts.models import Citizen
from portal.caseload.queries import citizen_of
from portal.core import clock, policy, weblinks
from portal.core.access import actor, staff
from portal.core.db import db
from portal.joblog import forms, queries, rules, service, words

blueprint = Blueprint("joblog_staff", __name__)

Page = str | tuple[str, int] | Response
LOG = "/<int:citizen_id>/joblog"
LARGEST_ID = 2**63 - 1


@blueprint.get(LOG)
@staff(policy.EDIT_PLANS)
def show(citizen_id: int) -> str:
    """The log, the goal and what was said. The look is written down."""
    citizen = citizen_of(db.session, actor(), citizen_id, clock.now())
    return _page(citizen)


@blueprint.post(f"{LOG}/maal")
@staff(policy.EDIT_PLANS)
def propose(citizen_id: int) -> Page:
    """Propose how many jobs a week, from this week on."""
    citizen = citizen_of(db.session, actor(), citizen_id, clock.now())
    form = forms.GoalForm()
    if not form.validate():
        return _page(citizen, goal=form), HTTPStatus.UNPROCESSABLE_ENTITY
    now = clock.now()
    monday = rules.monday_of(clock.local_date(now))
    service.propose_goal(db.session, actor(), citizen_id, form.number(), monday, now=now)
    db.session.commit()
    flash(_("%(name)s is asked.", name=citizen.first_name), "success")
    return redirect(url_for("joblog_staff.show", citizen_id=citizen_id))


@blueprint.post(f"{LOG}/<int(max={LARGEST_ID}):entry_id>")
@staff(policy.EDIT_PLANS)
def comment(citizen_id: int, entry_id: int) -> Page:
    """Say something about an entry."""
    citizen = citizen_of(db.session, actor(), citizen_id, clock.now())
    form = forms.CommentForm(prefix=f"e{entry_id}")
    if not form.validate():
        return _page(citizen, comment=(entry_id, form)), HTTPStatus.UNPROCESSABLE_ENTITY
    service.comment(db.session, actor(), citizen_id, entry_id, form.text.data, now=clock.now())
    db.session.commit()
    flash(_("%(name)s can read your comment.", name=citizen.first_name), "success")
    return redirect(url_for("joblog_staff.show", citizen_id=citizen_id))


def _page(
    citizen: Citizen,
    *,
    goal: forms.GoalForm | None = None,
    comment: tuple[int, forms.CommentForm] | None = None,
) -> str:
    """The log as staff see it, also with a form that failed. The look is written down."""
    now = clock.now()
    page = queries.page(db.session, citizen.id, request.args.get("page", 1, type=int))
    written = {
        entry.id: forms.CommentForm(formdata=None, prefix=f"e{entry.id}") for entry in page.entries
    }
    if comment:
        written[comment[0]] = comment[1]
    shown = render_template(
        "joblog/staff.html",
        citizen=citizen,
        form=goal or forms.GoalForm(formdata=None),
        comment_forms=written,
        failed=comment[1] if comment else None,
        week=queries.week(db.session, citizen.id, now),
        silence=queries.silence(db.session, citizen.id, now),
        proposal=queries.proposal(db.session, citizen.id),
        goals=queries.goals(db.session, citizen.id),
        page=page,
        comments=queries.comments(db.session, [entry.id for entry in page.entries]),
        statuses=words.STATUSES,
        hows=words.HOWS,
        host_of=weblinks.host_of,
    )
    service.note_look(db.session, actor(), citizen.id, now=now)
    db.session.commit()
    return shown
