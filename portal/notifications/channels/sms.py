"""SMS through a gateway that takes JSON over HTTP, or as files in demo and development.

One POST a message: {"id", "to", "from", "text"}, with the token as bearer. A 2xx answer takes it
and may name it ({"id": …}); 4xx refuses it; 429, 5xx and silence mean later. The gateway gets the
same id for the same message to the same number, so a repeated one need not be sent twice.
"""

import json
import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException, HTTPResponse

from portal.notifications.channels.ways import (
    Rejected,
    Send,
    ServerAway,
    TryLater,
    drop_file,
    is_name,
    name_of,
)
from portal.notifications.models import OutboxMessage
from portal.settings import Settings

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


def _payload(message: OutboxMessage, settings: Settings, *, reach: bool = True) -> dict[str, str]:
    """What is sent. Without `reach` also to numbers that nobody has, as people of the demo do."""
    return {
        "id": name_of(message),
        "to": number(message.address) if reach else message.address,
        "from": settings.sms_sender,
        "text": message.body,
    }


def _to_file(message: OutboxMessage, settings: Settings) -> str:
    payload = _payload(message, settings, reach=settings.env != "demo")
    content = json.dumps(payload, ensure_ascii=False, indent=1)
    name = name_of(message)
    drop_file(settings.data_dir / "sms", f"{name}.json", content.encode())
    return name


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object) -> None:
        """A gateway that moves is a setting to change, not a place to send tokens to."""
        return


_opener = urllib.request.build_opener(_NoRedirects, urllib.request.ProxyHandler({}))


def _post(message: OutboxMessage, settings: Settings) -> str:
    payload = json.dumps(_payload(message, settings)).encode()
    try:
        request = urllib.request.Request(  # noqa: S310  the address is a checked setting
            str(settings.sms_url),
            data=payload,
            headers={
                "Content-Type": "application/json",
                "Authorization": f"Bearer {settings.sms_token.get_secret_value()}",
            },
        )
        with _opener.open(request, timeout=settings.sms_timeout) as answer:
            return _named(_body(answer, settings.sms_timeout)) or name_of(message)
    except urllib.error.HTTPError as error:
        with error:
            raise _verdict(error.code) from error
    except (OSError, HTTPException, ValueError) as error:
        # Nobody there, no HTTP, or a setting no request can be made of: true of every message.
        raise ServerAway(str(error) or type(error).__name__) from error


def _verdict(code: int) -> Exception:
    if code in (401, 403):  # true of every message: our token, not this number
        return ServerAway(f"{code}")
    later = code in (408, 429) or code >= 500 or code < 400
    return TryLater(f"{code}") if later else Rejected(f"{code}")


def _body(answer: HTTPResponse, patience: float) -> bytes:
    """What the gateway says after its 2xx: it has taken the message, and nothing undoes that."""
    until, body = time.monotonic() + patience, b""
    try:
        while len(body) < LONGEST_ANSWER and time.monotonic() < until:
            part = answer.read1(LONGEST_ANSWER)
            if not part:
                break
            body += part
    except (OSError, HTTPException):
        return b""
    return body


def _named(body: bytes) -> str:
    """What the gateway calls the message, or nothing where that can't be kept."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    name = found.get("id") if isinstance(found, dict) else None
    named = isinstance(name, str | int) and not isinstance(name, bool) and is_name(str(name))
    return str(name) if named else ""
