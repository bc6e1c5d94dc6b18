"""Reading JSON from strangers: one meaning or none."""

import json
import math
from enum import Enum
from typing import Any

DEEPEST = 8


class Flaw(Enum):
    """Why a document can't be read."""

    NOT_JSON = "not_json"
    NOT_UTF8 = "not_utf8"
    TWICE = "twice"
    NO_NUMBER = "no_number"
    TOO_DEEP = "too_deep"
    BAD_TEXT = "bad_text"


class Unreadable(ValueError):
    """The document has no single meaning; `name` is where, when that is known."""

    def __init__(self, flaw: Flaw, name: str = "") -> None:
        super().__init__(flaw.value)
        self.flaw = flaw
        self.name = name


def read(body: bytes) -> Any:
    """The document in `body`.

    Raises:
        Unreadable: when it is no JSON, says a name twice, is deeper than any of ours, or holds
            a number or a text that can't be kept.
    """
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(Flaw.NOT_UTF8) from None
    try:
        found = json.loads(
            text,
            object_pairs_hook=_once,
            parse_constant=_refuse_constant,
            parse_int=_whole,
            parse_float=_real,
        )
    except RecursionError:
        raise Unreadable(Flaw.TOO_DEEP) from None
    except Unreadable:
        raise
    except ValueError:
        raise Unreadable(Flaw.NOT_JSON) from None
    _check(found, 1)
    return found


def canonical(document: Any) -> bytes:
    """The same bytes for the same content, however it was written."""
    return json.dumps(document, sort_keys=True, separators=(",", ":")).encode()


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise Unreadable(Flaw.TWICE, name)
        found[name] = value
    return found


def _refuse_constant(_text: str) -> Any:
    raise Unreadable(Flaw.NO_NUMBER)


def _whole(text: str) -> int:
    if len(text.lstrip("-")) > 18:
        raise Unreadable(Flaw.NO_NUMBER)
    return int(text)


def _real(text: str) -> float:
    number = float(text) if len(text) <= 40 else math.inf
    if not math.isfinite(number):
        raise Unreadable(Flaw.NO_NUMBER)
    return number


def _check(value: Any, depth: int) -> None:
    if depth > DEEPEST:
        raise Unreadable(Flaw.TOO_DEEP)
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, list):
        for part in value:
            _check(part, depth + 1)
    elif isinstance(value, dict):
        for name, part in value.items():
            _check_text(name)
            _check(part, depth + 1)


def _check_text(text: str) -> None:
    # JSON can write half a character, which no text can hold.
    if any("\ud800" <= c <= "\udfff" or c == "\0" for c in text):
        raise Unreadable(Flaw.BAD_TEXT)
