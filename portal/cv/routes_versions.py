"""The versions of the citizen's CV: what changed, and taking one back."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import actor, citizen
from portal.core.db import db
from portal.core.errors import NotFound, Refused
from portal.cv import queries, service, words
from portal.cv.models import CvVersion
from portal.cv.rules.document import differences, from_json

blueprint = Blueprint("cv_versions", __name__)

LARGEST = 2**31 - 1


@blueprint.get("")
@citizen
def show() -> str:
    """The versions, the newest first; two of them can be chosen and compared."""
    versions = queries.versions(db.session, actor().person_id)
    return render_template("cv/versions.html", versions=versions, made_by=words.MADE_BY)


@blueprint.get("/sammenlign")
@citizen
def compare() -> str:
    """What came and what went between two versions."""
    chosen = sorted(_number("fra", "til"))
    before, after = (_version(number) for number in chosen)
    changes = differences(from_json(before.content), from_json(after.content))
    return render_template(
        "cv/compare.html",
        before=before,
        after=after,
        changes=[
            (words.DOCUMENT[one.section], words.said(one.gone), words.said(one.come))
            for one in changes
        ],
    )


@blueprint.get(f"/<int(max={LARGEST}):number>")
@citizen
def version(number: int) -> str:
    """One version, whole."""
    found = _version(number)
    return render_template(
        "cv/version.html",
        version=found,
        sections=words.sections(from_json(found.content)),
        made_by=words.MADE_BY,
    )


@blueprint.post(f"/<int(max={LARGEST}):number>/tag-tilbage")
@citizen
def restore(number: int) -> Response:
    """Make the CV what it was then."""
    try:
        service.restore(db.session, actor(), number, now=clock.now())
    except Refused as refused:
        flash(str(refused.refusal.sentence), "error")
        return redirect(url_for("cv_versions.show"))
    db.session.commit()
    flash(_("Your CV is what it was then. Today's version is kept too."), "success")
    return redirect(url_for("cv.show"))


def _number(*names: str) -> list[int]:
    found = [request.args.get(name, type=int) for name in names]
    if any(number is None or not 0 < number <= LARGEST for number in found):
        raise NotFound
    return [number for number in found if number is not None]


def _version(number: int) -> CvVersion:
    found = queries.version(db.session, actor().person_id, number)
    if found is None:
        raise NotFound
    return found
