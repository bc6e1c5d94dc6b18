"""Both sides attach files to an enquiry, and save what the other attached."""

from io import BytesIO

from flask import (
    Blueprint,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock, files, policy, quarantine
from portal.core.access import Actor, Audience, actor, business, staff
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.files import Limits, Unfit
from portal.core.forms import Form
from portal.core.security import takes_files
from portal.messages.words import bad_file
from portal.recruitment import queries
from portal.recruitment.models import RecruitmentRequest
from portal.recruitment.refusals import FileRefusal
from portal.recruitment.service import attaching
from portal.settings import Settings

blueprint = Blueprint("recruitment_files", __name__)

OWN, STAFF = "/virksomhed/henvendelser/<int:request_id>", "/personale/henvendelser/<int:request_id>"


@blueprint.get(f"{OWN}/filer")
@business
def show(request_id: int) -> str:
    """The files of one's own enquiry."""
    person, now = actor(), clock.now()
    found = queries.own_request(
        db.session, person.business_id or 0, request_id, now, person.person_id
    )
    return _page(found.request)


@blueprint.get(f"{STAFF}/filer")
@staff(policy.SEE_ENQUIRIES)
def show_staff(request_id: int) -> str:
    """The files of an enquiry."""
    return _page(queries.request_page(db.session, request_id, clock.now()).request)


def _page(enquiry: RecruitmentRequest) -> str:
    return render_template(
        "recruitment/files.html",
        enquiry=enquiry,
        files=queries.files.files_of(db.session, enquiry.id),
        form=Form(),
        opens=_endpoint("open"),
        back=url_for(
            "recruitment.show" if _is_business() else "recruitment_staff.show",
            request_id=enquiry.id,
        ),
        may_add=_is_business() or policy.may(actor(), policy.ANSWER_ENQUIRIES),
    )


def _is_business() -> bool:
    return actor().audience is Audience.BUSINESS


def _endpoint(name: str) -> str:
    return f"recruitment_files.{name}_{'own' if _is_business() else 'staff'}"


@blueprint.post(f"{OWN}/filer")
@business
@takes_files
def add_own(request_id: int) -> Response:
    """Attach a file."""
    return added(request_id, actor(), request.path)


@blueprint.post(f"{STAFF}/filer")
@staff(policy.ANSWER_ENQUIRIES)
@takes_files
def add_staff(request_id: int) -> Response:
    """Attach a file for the business."""
    return added(request_id, actor(), request.path)


def added(request_id: int, who: Actor | None, back: str) -> Response:
    """Keep what was chosen, for both sides, and say what came of it on the page `back`."""
    settings: Settings = current_app.extensions["portal.settings"]
    limits = Limits(settings.file_max_mb * 1024 * 1024, settings.file_max_megapixels * 1_000_000)
    upload = request.files.get("file")
    content = b"" if upload is None else upload.stream.read(limits.bytes + 1)
    name = None if upload is None else upload.filename
    now = clock.now()
    try:
        fit = files.cleaned(content, limits)
        kept = attaching.attach(db.session, settings, request_id, fit, name, actor=who, now=now)
    except Unfit as unfit:
        db.session.rollback()
        flash(bad_file(unfit.reason, settings), "error")
        return redirect(back)
    except Refused as refused:
        db.session.rollback()
        if refused.refusal is FileRefusal.VIRUS:
            attaching.note_virus(db.session, who, request_id, now)
            db.session.commit()
        flash(str(refused.refusal.sentence), "error")
        return redirect(back)
    db.session.commit()
    if kept.state == quarantine.WAITING:
        flash(_("The file is attached. It can be opened when it is checked for viruses."), "info")
    else:
        flash(_("The file is attached."), "success")
    return redirect(back)


@blueprint.get(f"{OWN}/filer/<int:file_id>")
@business
def open_own(request_id: int, file_id: int) -> Response:
    """A file, to be saved."""
    return saved(request_id, file_id, actor().person_id)


@blueprint.get(f"{STAFF}/filer/<int:file_id>")
@staff(policy.SEE_ENQUIRIES)
def open_staff(request_id: int, file_id: int) -> Response:
    """A file, to be saved."""
    return saved(request_id, file_id, None)


def saved(request_id: int, file_id: int, user_id: int | None) -> Response:
    """A file that both sides may open, as something to save."""
    found = queries.files.file(db.session, request_id, file_id, user_id)
    response = send_file(
        BytesIO(found.content or b""),
        found.mimetype,
        as_attachment=True,
        download_name=found.name,
        etag=False,
    )
    response.headers["Cache-Control"] = "no-store"
    return response
