"""The codes of the company card in words."""

from typing import Any

from flask_babel import lazy_gettext as _l

NOTES: dict[str, Any] = {
    "call": _l("Call"),
    "visit": _l("Visit"),
    "mail": _l("Letter or e-mail"),
    "meeting": _l("Meeting"),
}
SECTORS: dict[str, Any] = {
    "private": _l("Private"),
    "public": _l("Public"),
}
CONSENTS: dict[str, Any] = {
    "phone": _l("By phone"),
    "mail": _l("In writing"),
    "meeting": _l("When we met"),
}
SIZES: dict[str, Any] = {
    "1-4": _l("1–4 employees"),
    "5-9": _l("5–9 employees"),
    "10-49": _l("10–49 employees"),
    "50-": _l("50 employees or more"),
}
