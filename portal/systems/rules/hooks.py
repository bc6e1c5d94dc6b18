"""Which addresses may be told, how messages are signed, and when one is tried again."""

import base64
import hmac
import ipaddress
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import Enum
from hashlib import sha256
from urllib.parse import urlsplit

LONGEST_URL = 500
WAITS = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 30, 2 * 60, 6 * 60, 12 * 60, 24 * 60)
)
"""How long until the next attempt; after the last one it is given up."""
LEASE = timedelta(minutes=2)
OVERLAP = timedelta(days=7)
"""So long messages are signed with the old secret beside the new one."""
SECRET_PREFIX = "whsec_"  # noqa: S105
EXAMPLES = frozenset({"localhost", "local", "internal", "localdomain", "home", "lan", "corp"})


class UrlFlaw(Enum):
    """What is wrong with an address."""

    NO_HTTPS = "no_https"
    NOT_AN_ADDRESS = "not_an_address"
    USER_INFO = "user_info"
    NOT_PUBLIC = "not_public"
    NOT_LISTED = "not_listed"


def url_flaw(url: str, hosts: Sequence[str] | None, *, loopback: bool = False) -> UrlFlaw | None:
    """What is wrong with an address that wants to be told, or None.

    With `hosts` only those and what is below them. `loopback` is for tests.
    """
    if len(url) > LONGEST_URL or not url.isascii() or any(c <= " " or c in "\\\x7f" for c in url):
        return UrlFlaw.NOT_AN_ADDRESS
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return UrlFlaw.NOT_AN_ADDRESS
    if not host or port == 0:
        return UrlFlaw.NOT_AN_ADDRESS
    if "@" in parts.netloc:
        return UrlFlaw.USER_INFO
    if parts.fragment or "#" in url:
        return UrlFlaw.NOT_AN_ADDRESS
    if parts.scheme != "https" and not (loopback and parts.scheme == "http"):
        return UrlFlaw.NO_HTTPS
    return _host_flaw(host, hosts, loopback)


def _host_flaw(host: str, hosts: Sequence[str] | None, loopback: bool) -> UrlFlaw | None:
    name = host.rstrip(".")
    if loopback and name in ("127.0.0.1", "localhost", "::1"):
        return None
    try:
        ipaddress.ip_address(name)
    except ValueError:
        # A name of one word, or one that ends in digits, is no name on the internet.
        last = name.rpartition(".")[2]
        if "." not in name or last in EXAMPLES or not last.isalnum() or last.isdigit():
            return UrlFlaw.NOT_PUBLIC
        if last.startswith("0x"):
            return UrlFlaw.NOT_PUBLIC
    else:
        if not is_public(name):
            return UrlFlaw.NOT_PUBLIC
    if hosts is not None and not any(name == own or name.endswith("." + own) for own in hosts):
        return UrlFlaw.NOT_LISTED
    return None


def is_public(address: str) -> bool:
    """True when an IP address is on the open internet, in whichever way it is written."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if inner is None and found in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if found.teredo is not None:
            return False
    return found.is_global and not (found.is_multicast or found.is_reserved)


def all_public(addresses: Iterable[str]) -> bool:
    """True when a name leads to the open internet and nowhere else."""
    listed = list(addresses)
    return bool(listed) and all(is_public(address) for address in listed)


def make_secret() -> str:
    """A new secret to sign with."""
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def sign(secret: str, message_id: str, timestamp: int, body: str) -> str:
    """The signature of a message at a moment, as the receiver computes it too."""
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    signed = f"{message_id}.{timestamp}.{body}".encode()
    return "v1," + base64.b64encode(hmac.new(key, signed, sha256).digest()).decode()


def headers(
    signed_with: Iterable[str], message_id: str, now: datetime, body: str
) -> dict[str, str]:
    """What stands on a message: who, when, and a signature for each secret in force."""
    timestamp = int(now.timestamp())
    return {
        "Content-Type": "application/json",
        "Webhook-Id": message_id,
        "Webhook-Timestamp": str(timestamp),
        "Webhook-Signature": " ".join(
            sign(secret, message_id, timestamp, body) for secret in signed_with
        ),
    }


def next_attempt(attempts: int, now: datetime) -> datetime | None:
    """When to try again after so many attempts, or None when it is given up."""
    return now + WAITS[attempts - 1] if 0 < attempts <= len(WAITS) else None
