"""Why a system gets no access, and why an address is not told, in words."""

from flask_babel import lazy_gettext as _l

from portal.core.errors import Refusal
from portal.systems.rules.hooks import UrlFlaw


class SystemRefusal(Refusal):
    """Why something can't be done with a system's access or a webhook. Nothing was stored."""

    NOT_ADMINISTRATOR = _l("Only the company's administrator can do that.")
    NAME_TAKEN = _l("Another system of yours has that name. Choose one that tells them apart.")
    TOO_MANY = _l("You have as many as you can have. Close one that you don't use.")
    REVOKED = _l("That access is closed already.")
    KEY_USED = _l("That idempotency key was used for another enquiry. Make a new key for this one.")
    URL_KNOWN = _l("That address is told already.")
    HOOKS_OFF = _l("The job centre does not send to other systems just now.")
    DISABLED = _l("The address said that it is gone. Open it again before you send.")


class UrlRefusal(Refusal):
    """What is wrong with an address that wants to be told."""

    NO_HTTPS = _l("The address must begin with https://, so that nobody reads along.")
    NOT_AN_ADDRESS = _l("Write a whole address, for example https://hr.company.dk/jobcentre.")
    USER_INFO = _l("Leave out the name and the password. Our signature says that it is us.")
    NOT_PUBLIC = _l("Write an address that can be reached from the internet.")
    NOT_LISTED = _l("The job centre sends only to addresses it has agreed to. Call us.")


URL_REFUSALS = {flaw: UrlRefusal[flaw.name] for flaw in UrlFlaw}
