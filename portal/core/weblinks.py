"""Addresses on the web that people give: which may become a link. They are never fetched."""

from urllib.parse import urlsplit

LONGEST = 2000
DEFAULT_PORTS = {"http": 80, "https": 443}


def is_web_address(text: str) -> bool:
    """True for http and https with a host's name; never for a script, a file or a hidden sign-in.

    An address with a name before an @ reads as another host than the one it leads to.
    """
    if len(text) > LONGEST or any(c.isspace() or not c.isprintable() or c in '<>"\\' for c in text):
        return False
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        return False
    if parts.scheme not in DEFAULT_PORTS or not host or "@" in parts.netloc or port == 0:
        return False
    return "." in host.strip(".") and not host.startswith((".", "-"))


def host_of(text: str) -> str:
    """The host that a web address leads to, without www, to be shown as the link's words."""
    return (urlsplit(text).hostname or "").removeprefix("www.")
