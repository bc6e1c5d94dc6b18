"""Signed addresses that work without signing in, each for one number and one purpose."""

from datetime import timedelta

from itsdangerous import BadData, SignatureExpired

from portal.core.crypto import signer
from portal.core.errors import Refused
from portal.recruitment.refusals import LinkRefusal

# A link is about 40 characters. Anything much longer is refused unread.
LONGEST_TOKEN = 200
STATUS = "enquiry-status"
VERIFY = "enquiry-verify"
VALID = timedelta(days=120)
"""How long the link to a status page works: long after an enquiry as a rule has ended."""


def make(purpose: str, number: int, edition: int = 0) -> str:
    """What stands at the end of an address. A later edition tells from those before."""
    token = signer(purpose).dumps([number, edition] if edition else number)
    return token.decode() if isinstance(token, bytes) else token


def status_path(request_id: int) -> str:
    """The address of an enquiry's status page for those who don't sign in."""
    return f"/henvendelse/{make(STATUS, request_id)}"


def read(purpose: str, token: str) -> int | None:
    """The number that an address was made for; None when it is not one of ours."""
    if len(token) > LONGEST_TOKEN:
        return None
    try:
        return int(signer(purpose).loads(token))
    except (BadData, ValueError, TypeError):
        return None


def read_fresh(purpose: str, token: str) -> int:
    """The same, for addresses that stop working after a time.

    Raises:
        Refused: when it is forged, or too old.
    """
    return read_edition(purpose, token)[0]


def read_edition(purpose: str, token: str) -> tuple[int, int]:
    """The number and the edition, for addresses that stop working after a time.

    Raises:
        Refused: when it is forged, or too old.
    """
    if len(token) <= LONGEST_TOKEN:
        try:
            said = signer(purpose).loads(token, max_age=int(VALID.total_seconds()))
            number, edition = said if isinstance(said, list) else (said, 0)
            return int(number), int(edition)
        except SignatureExpired:
            raise Refused(LinkRefusal.EXPIRED) from None
        except (BadData, ValueError, TypeError):
            pass
    raise Refused(LinkRefusal.FORGED)
