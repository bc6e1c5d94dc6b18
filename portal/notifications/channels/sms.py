"""SMS through a gateway that takes JSON over HTTP, or as files in demo and development.

One POST a message: {"id", "to", "from", "text"}, with the token as bearer. A 2xx answer takes it
and may name it ({"id": …}); 4xx refuses it; 429, 5xx and silence mean later. The gateway gets the
same id for the same message, so a repeated one need not be sent twice.
"""

import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from portal.notifications.channels.ways import Rejected, Send, ServerAway, TryLater, drop_file
from portal.notifications.models import OutboxMessage
from portal.settings import Settings

TIMEOUT = 10.0
LONGEST_ANSWER = 10_000
DANISH_NUMBER = re.compile(r"[2-9]\d{7}")


@contextmanager
def opened(settings: Settings) -> Iterator[Send]:
    """The gateway, or the folder `sms`."""
    if settings.sms_url is None:
        yield lambda message: _to_file(message, settings)
    else:
        yield lambda message: _post(message, settings)


def number(text: str) -> str:
    """A phone number as gateways want it: +45 and eight digits, or as it was with a plus.

    Raises:
        Rejected: when it is no number that SMS can reach.
    """
    digits = re.sub(r"[^\d+]", "", text)
    digits = "+" + digits[2:] if digits.startswith("00") else digits
    if re.fullmatch(r"\+\d{8,15}", digits):
        return digits
    if DANISH_NUMBER.fullmatch(digits):
        return "+45" + digits
    raise Rejected("not a phone number")


def _payload(message: OutboxMessage, settings: Settings) -> dict[str, str]:
    return {
        "id": str(message.id),
        "to": number(message.address),
        "from": settings.sms_sender,
        "text": message.body,
    }


def _to_file(message: OutboxMessage, settings: Settings) -> str:
    content = json.dumps(_payload(message, settings), ensure_ascii=False, indent=1)
    drop_file(settings.data_dir / "sms", f"{message.id}.json", content.encode())
    return str(message.id)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object) -> None:
        """A gateway that moves is a setting to change, not a place to send tokens to."""
        return


_opener = urllib.request.build_opener(_NoRedirects, urllib.request.ProxyHandler({}))


def _post(message: OutboxMessage, settings: Settings) -> str:
    request = urllib.request.Request(  # noqa: S310  the address is a checked setting
        str(settings.sms_url),
        data=json.dumps(_payload(message, settings)).encode(),
        headers={
            "Content-Type": "application/json",
            "Authorization": f"Bearer {settings.sms_token.get_secret_value()}",
        },
    )
    try:
        with _opener.open(request, timeout=TIMEOUT) as answer:
            return _named(answer.read(LONGEST_ANSWER), message)
    except urllib.error.HTTPError as error:
        with error:
            raise _verdict(error.code) from error
    except (OSError, TimeoutError) as error:
        raise ServerAway(str(error)) from error


def _verdict(code: int) -> Exception:
    if code in (401, 403):  # true of every message: our token, not this number
        return ServerAway(f"{code}")
    later = code == 429 or code >= 500 or code < 400
    return TryLater(f"{code}") if later else Rejected(f"{code}")


def _named(body: bytes, message: OutboxMessage) -> str:
    try:
        found = json.loads(body)
    except ValueError:
        found = None
    name = found.get("id") if isinstance(found, dict) else None
    return str(name) if name else str(message.id)
