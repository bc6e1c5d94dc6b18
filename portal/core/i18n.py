"""Languages: chosen by URL parameter, remembered in a cookie, else the browser's wish."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, has_request_context, request
from flask_babel import Babel, force_locale, get_locale, get_translations
from markupsafe import Markup

from portal.settings import ROOT

LANGUAGES = {"da": "Dansk", "en": "English"}
DEFAULT = "da"
COOKIE = "lang"
YEAR = 365 * 24 * 3600

__all__ = ["LANGUAGES", "LanguageLink", "current", "force_locale", "init_app", "language_links"]


@dataclass(frozen=True)
class LanguageLink:
    """One entry of the language switch."""

    code: str
    label: str
    url: str
    current: bool


def init_app(app: Flask) -> None:
    """Let Flask-Babel translate, and remember a language chosen in the address."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(ROOT / "translations")
    app.config["BABEL_DEFAULT_LOCALE"] = "en"
    Babel(app, locale_selector=_chosen, default_timezone="Europe/Copenhagen")
    app.jinja_env.globals["_"] = _text
    app.after_request(_remember)


def current() -> str:
    """The language of the page being made: 'da' or 'en'."""
    locale = get_locale()
    return DEFAULT if locale is None else str(locale.language)


def _text(text: str, /, **variables: Any) -> Markup:
    """What pages call `_`: the words in the page's language, with what is put into them escaped.

    Jinja's own asks through three layers, thirty times a page; this remembers the answers.
    """
    language = current()
    return _form(text, language) % variables if variables else _words(text, language)


@lru_cache(maxsize=8192)
def _form(text: str, _language: str) -> Markup:
    """A text in the language of the page being made, which `_language` names."""
    return Markup(get_translations().ugettext(text))  # noqa: S704 our own catalogue


@lru_cache(maxsize=8192)
def _words(text: str, language: str) -> Markup:
    return _form(text, language) % {}


def language_links() -> list[LanguageLink]:
    """The switch: this same page in each language."""
    now = current()
    return [LanguageLink(c, label, _same_page_in(c), c == now) for c, label in LANGUAGES.items()]


def _same_page_in(code: str) -> str:
    if not has_request_context():
        return f"?lang={code}"
    wanted = {**request.args.to_dict(flat=False), "lang": [code]}
    return f"{request.path}?{urlencode(wanted, doseq=True)}"


def _chosen() -> str:
    if not has_request_context():
        return DEFAULT
    for code in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if code in LANGUAGES:
            return code
    return request.accept_languages.best_match(list(LANGUAGES), DEFAULT) or DEFAULT


def _remember(response: Response) -> Response:
    code = request.args.get("lang")
    if code in LANGUAGES and request.cookies.get(COOKIE) != code:
        response.set_cookie(
            COOKIE, code, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure
        )
    return response
