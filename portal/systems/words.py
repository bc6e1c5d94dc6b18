"""The codes of systems' access and webhooks in words."""

from typing import Any

from flask_babel import lazy_gettext as _l

SCOPES: dict[str, Any] = {
    "read": _l("Read your enquiries"),
    "write": _l("Send enquiries and take them back"),
}
LIVES: dict[str, Any] = {"90": _l("Three months"), "365": _l("A year")}
HOOK_EVENTS: dict[str, Any] = {
    "received": _l("An enquiry is received"),
    "answered": _l("It is answered"),
    "presented": _l("Candidates are presented"),
    "closed": _l("It is closed"),
    "withdrawn": _l("It is withdrawn"),
}
PROBLEMS: dict[str, Any] = {
    "unknown_host": _l("There is no such address on the internet"),
    "not_public": _l("The address leads to a closed network"),
    "not_listed": _l("The job centre has not agreed to the address"),
    "no_https": _l("The address is not encrypted"),
    "not_an_address": _l("It is no whole address"),
    "user_info": _l("The address holds a name"),
    "tls": _l("The certificate is not valid"),
    "slow": _l("It took too long to answer"),
    "nobody_there": _l("Nobody answered"),
    "broken": _l("The connection broke"),
    "redirect": _l("It sent us on to another address"),
    "gone": _l("It said that it is gone"),
    "refused": _l("It did not take the message"),
}
