"""The quarterly management report: drafted, commented, approved by somebody else, taken out."""

from datetime import date, time
from http import HTTPStatus

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.core import clock, limits, policy
from portal.core.access import actor, staff
from portal.core.db import db
from portal.core.errors import NotFound, Refused
from portal.core.refusing import say_why
from portal.settings import Settings
from portal.targets import goal_words, queries, report_files, service
from portal.targets.forms import ApproveReportForm, CommentForm, NewReportForm
from portal.targets.models import FORMATS, Report
from portal.targets.rules import reports as rules
from portal.targets.rules.quarters import Quarter, latest

blueprint = Blueprint("reports", __name__)

Page = str | tuple[str, int] | AnyResponse
LARGEST_VERSION = 9999
ONE = f"/<quarter>/<int(max={LARGEST_VERSION}):version>"
LOOK_AGAIN_AFTER = "5"


@blueprint.context_processor
def _words() -> dict[str, object]:
    return {"words": goal_words}


@blueprint.get("")
@staff(policy.SEE_REPORTS)
def index() -> str:
    """Every report, and for those who write them the quarters that have none."""
    return _index_page(NewReportForm(formdata=None))


@blueprint.post("")
@staff(policy.WRITE_REPORTS)
def draft() -> Page:
    """Make a draft of a quarter's report."""
    form = NewReportForm()
    form.offer(_quarters())
    if not form.validate():
        return _index_page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    settings: Settings = current_app.extensions["portal.settings"]
    try:
        made = service.reports.draft(
            db.session,
            Quarter.named(form.quarter.data),
            form.reason.data,
            settings.municipality,
            actor=actor(),
            now=clock.now(),
        )
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused.refusal, "quarter")
        return _index_page(form), HTTPStatus.CONFLICT
    db.session.commit()
    flash(_("The draft is there. Look at the figures, and write what they mean."), "success")
    return redirect(_address(made))


@blueprint.get("/<quarter>")
@staff(policy.SEE_REPORTS)
def as_of(quarter: str) -> AnyResponse:
    """The quarter's report as it stood on a day (`?dato=`), today when none is named."""
    try:
        day = date.fromisoformat(request.args.get("dato", ""))
        at = min(clock.at_local(day, time(23, 59, 59)), clock.now())
    except (ValueError, OverflowError):
        at = clock.now()
    return redirect(_address(queries.in_force(db.session, _named(quarter), at)))


@blueprint.get(ONE)
@staff(policy.SEE_REPORTS)
def show(quarter: str, version: int) -> AnyResponse | str:
    """A draft with what can be done to it, or an approved report with its files."""
    report = _load(quarter, version)
    if report.content is None:
        return _draft_page(report, ApproveReportForm(formdata=None))
    content = rules.read_content(report.content)
    files = queries.files_of(db.session, report)
    page = render_template(
        "targets/report.html",
        report=report,
        content=content,
        figures=content.figures,
        files=files,
        missing=[name for name in FORMATS if name not in files],
        may_correct=policy.may(actor(), policy.WRITE_REPORTS),
        **report_files.drawing(content.figures),
    )
    response = Response(page)
    if len(files) < len(FORMATS):
        response.headers["Refresh"] = LOOK_AGAIN_AFTER
    return response


@blueprint.route(f"{ONE}/omraade/<int(max=99):number>", methods=["GET", "POST"])
@staff(policy.WRITE_REPORTS)
def comment(quarter: str, version: int, number: int) -> Page:
    """Write what an area's figures mean, with the figures above."""
    report = _load(quarter, version)
    figures = queries.commented(db.session, report)
    if report.content is not None or number >= len(figures.areas):
        raise NotFound
    area = figures.areas[number]
    form = CommentForm() if request.method == "POST" else CommentForm(formdata=None)
    if request.method == "GET":
        form.words.data = area.comment
        form.shows(form.stored(area.comment))
    elif form.validate():
        if form.is_outdated(form.stored(area.comment)):
            theirs = CommentForm(formdata=None)
            theirs.words.data = area.comment
            form.shows(form.stored(area.comment))
            back = url_for(".comment", quarter=quarter, version=version, number=number)
            return render_template("fds/conflict.html", form=form, theirs=theirs, back=back), 409
        return _commented(report, area.key, form)
    page = render_template(
        "targets/report_comment.html",
        report=report,
        figures=figures,
        area=area,
        number=number,
        form=form,
        **report_files.drawing(figures),
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


def _commented(report: Report, area: str, form: CommentForm) -> AnyResponse:
    try:
        service.reports.comment(
            db.session, report, area, form.words.data or "", actor=actor(), now=clock.now()
        )
    except Refused as refused:
        return _refused(refused, report)
    db.session.commit()
    flash(_("The comment is saved."), "success")
    return redirect(_address(report))


@blueprint.post(f"{ONE}/nye-tal")
@staff(policy.WRITE_REPORTS)
def refresh(quarter: str, version: int) -> AnyResponse:
    """Read the draft's figures anew."""
    report = _load(quarter, version)
    try:
        service.reports.refresh(db.session, report, actor=actor(), now=clock.now())
    except Refused as refused:
        return _refused(refused, report)
    db.session.commit()
    flash(_("The figures are read anew. The comments are as they were."), "success")
    return redirect(_address(report))


@blueprint.post(f"{ONE}/godkend")
@staff(policy.APPROVE_REPORTS)
def approve(quarter: str, version: int) -> Page:
    """Freeze the report as it was seen; its files are made at once by the worker."""
    report = _load(quarter, version)
    form = ApproveReportForm()
    if not form.validate():
        return redirect(_address(report))
    try:
        service.reports.approve(db.session, report, form.seen.data, actor=actor(), now=clock.now())
    except Refused as refused:
        return _refused(refused, report)
    db.session.commit()
    flash(_("The report is approved. Nobody can change it any more."), "success")
    return redirect(_address(report))


@blueprint.post(f"{ONE}/kasser")
@staff(policy.WRITE_REPORTS)
def discard(quarter: str, version: int) -> AnyResponse:
    """Throw a draft away."""
    report = _load(quarter, version)
    try:
        service.reports.discard(db.session, report, actor=actor(), now=clock.now())
    except Refused as refused:
        return _refused(refused, report)
    db.session.commit()
    flash(_("The draft is thrown away."), "success")
    return redirect(url_for("reports.index"))


@blueprint.get(f"{ONE}/fil/<format_>")
@staff(policy.SEE_REPORTS)
@limits.exporting
def download(quarter: str, version: int, format_: str) -> Response:
    """A file of an approved report. Who takes it away is logged."""
    report = _load(quarter, version)
    file = queries.file_of(db.session, report, format_)
    service.reports.note_download(db.session, report, file, actor=actor(), now=clock.now())
    db.session.commit()
    response = Response(file.content, content_type=report_files.TYPES[format_])
    name = f"ledelsesrapport-{report.quarter}-v{report.version}.{format_}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _may_write() -> bool:
    return policy.may(actor(), policy.WRITE_REPORTS)


def _named(quarter: str) -> str:
    try:
        return Quarter.named(quarter).name
    except ValueError:
        raise NotFound from None


def _load(quarter: str, version: int) -> Report:
    return queries.one_report(db.session, _named(quarter), version, drafts=_may_write())


def _address(report: Report) -> str:
    return url_for("reports.show", quarter=report.quarter, version=report.version)


def _refused(refused: Refused, report: Report) -> AnyResponse:
    return say_why(refused, redirect(_address(report)))


def _quarters() -> list[Quarter]:
    """The quarters a report can be made of, the latest first, and the one of the first status."""
    ended = latest(clock.local_date(clock.now()))[:-1]
    return [*reversed(ended), Quarter(2014, 2)]


def _index_page(form: NewReportForm) -> str:
    form.offer(_quarters())
    return render_template(
        "targets/reports.html",
        listed=queries.all_reports(db.session, drafts=_may_write()),
        form=form,
        may_write=_may_write(),
    )


def _draft_page(report: Report, form: ApproveReportForm) -> str:
    figures = queries.commented(db.session, report)
    form.seen.data = service.reports.mark(figures)
    return render_template(
        "targets/report_draft.html",
        report=report,
        figures=figures,
        form=form,
        drafted_by=queries.staff_name(db.session, report.drafted_by_id),
        may_approve=policy.may(actor(), policy.APPROVE_REPORTS),
        own=not queries.may_approve(report, actor()),
        **report_files.drawing(figures),
    )
