"""Suggestions for a field in which somebody is typing an occupation or a competence."""

from flask import Blueprint, Response, jsonify, request

from portal.core import i18n
from portal.core.access import public
from portal.core.db import db
from portal.taxonomy import queries
from portal.taxonomy.models import SCHEMES

blueprint = Blueprint("taxonomy", __name__)


@blueprint.get("")
@public
def suggest() -> Response:
    """The concepts that fit `q`, best first; public data, so anyone may ask."""
    scheme = request.args.get("scheme")
    hits = queries.search(
        db.session,
        request.args.get("q", ""),
        language=i18n.current(),
        scheme=scheme if scheme in SCHEMES else None,
        most=request.args.get("most", 10, type=int),
    )
    return jsonify(
        [
            {"uri": hit.uri, "scheme": hit.scheme, "label": hit.label, "name": hit.name}
            for hit in hits
        ]
    )
