"""What the portal is made of, for everybody."""

import json
from functools import cache
from pathlib import Path

from flask import Blueprint, render_template

from portal.core.access import public

blueprint = Blueprint("operations", __name__)

LIST = Path(__file__).with_name("third_party.json")


@cache
def _parts() -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(LIST.read_text(encoding="utf-8"))
    return found


@blueprint.get("/tredjepart")
@public
def third_party() -> str:
    """Other people's software in the portal, and its licences."""
    return render_template(
        "operations/third_party.html",
        web=[part for part in _parts() if part["part"] == "web"],
        server=[part for part in _parts() if part["part"] == "server"],
    )
