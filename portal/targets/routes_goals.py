"""The register of goals for staff, and bringing in figures: shown first, stored when approved."""

import re
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from portal.core import clock, policy, tables
from portal.core.access import actor, staff
from portal.core.db import db
from portal.core.errors import NotFound, Refused
from portal.targets import (
    goal_charts,
    goal_words,
    measurement_files,
    measurement_words,
    queries,
    service,
)
from portal.targets.forms import ApproveForm, ImportForm
from portal.targets.rules.measurements import judging
from portal.targets.rules.measurements.table import LARGEST_FILE, Table, Unreadable

blueprint = Blueprint("goals", __name__)

KEY = re.compile(r"[a-z0-9_]{1,60}")
Page = str | tuple[str, int] | AnyResponse


@blueprint.context_processor
def _words() -> dict[str, object]:
    return {"words": goal_words, "said": measurement_words}


@blueprint.get("")
@staff(policy.SEE_FIGURES)
def index() -> str:
    """Every goal of the employment plans, with its latest figure and verdict."""
    return render_template(
        "targets/goals.html",
        plans=queries.plans(db.session, clock.now()),
        may_import=policy.may(actor(), policy.IMPORT_FIGURES),
    )


@blueprint.get("/<int(max=9999):plan_year>/<key>")
@staff(policy.SEE_FIGURES)
def show(plan_year: int, key: str) -> str:
    """One goal with all its figures, also those that later ones replaced."""
    if not KEY.fullmatch(key):
        raise NotFound
    page = queries.goal_page(db.session, plan_year, key, clock.now())
    goal = page.entry.goal
    target = None if goal.target_value is None else float(goal.target_value)
    drawn = goal_charts.drawn([month.current for month in page.months], target)
    return render_template("targets/goal.html", page=page, goal=goal, chart=drawn)


@blueprint.get("/hent-ind")
@staff(policy.IMPORT_FIGURES)
def bring() -> Page:
    """Choose a file of figures."""
    return _bring_page(ImportForm(formdata=None))


@blueprint.get("/skabelon.csv")
@staff(policy.IMPORT_FIGURES)
def template() -> Response:
    """An empty file to fill in: one line for each goal that others measure."""
    lines = [
        (goal.plan_year, goal.key, "", "", "", "", "")
        for goal in queries.known_goals(db.session)
        if goal.kind in judging.MEASURED_ELSEWHERE and not goal.counted_here
    ]
    made = tables.csv_pieces(measurement_files.HEADER[:-1], lines)
    return tables.attachment(made, "csv", "maal-skabelon")


@blueprint.post("/hent-ind")
@staff(policy.IMPORT_FIGURES)
def read() -> Page:
    """Show what the file would change, and store nothing."""
    form = ImportForm()
    if not form.validate():
        return _bring_page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        table = measurement_files.read(form.file.data.read(LARGEST_FILE + 1))
    except Unreadable as unreadable:
        form.file.errors = [measurement_words.bad_file(unreadable.reason, unreadable.detail)]
        return _bring_page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    return _preview(table, form.source.data)


@blueprint.post("/hent-ind/godkend")
@staff(policy.IMPORT_FIGURES)
def approve() -> Page:
    """Store what was shown and approved, if it is still what would be stored."""
    form = ApproveForm()
    try:
        if not form.validate():
            return redirect(url_for("goals.bring"))
        table = measurement_files.unpacked(form.content.data)
    except Unreadable:
        return redirect(url_for("goals.bring"))
    source = form.source.data
    try:
        stored = service.measurements.record(
            db.session, table, source, seen=form.seen.data, actor=actor(), now=clock.now()
        )
    except Refused as refused:
        db.session.rollback()
        flash(str(refused.refusal.sentence), "warning")
        return _preview(table, source)
    db.session.commit()
    said = ngettext(
        "%(num)s figure is in the register.", "%(num)s figures are in the register.", stored
    )
    flash(said, "success")
    return redirect(url_for("goals.index"))


def _preview(table: Table, source: str) -> str:
    judged = judging.judge(
        table,
        queries.known_goals(db.session),
        queries.known_figures(db.session),
        clock.local_date(clock.now()),
    )
    form = ApproveForm(formdata=None)
    form.content.data = measurement_files.packed(judging.to_store(judged))
    form.source.data = source
    form.seen.data = judging.fingerprint(judged)
    groups: dict[str, list[Any]] = {change.value: [] for change in judging.Change}
    for one in judged:
        groups[one.change.value].append(one)
    return render_template(
        "targets/import_preview.html", form=form, groups=groups, ignored=table.ignored
    )


def _bring_page(form: ImportForm) -> str:
    return render_template("targets/import.html", form=form)
