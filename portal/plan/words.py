"""The plan's codes in words, for every page that shows them."""

from typing import Any

from flask_babel import lazy_gettext as _l

OWNERS: dict[str, Any] = {
    "citizen": _l("The citizen"),
    "caseworker": _l("The caseworker"),
    "mentor": _l("The mentor"),
    "business": _l("The business"),
}
