"""Languages: chosen by URL parameter, remembered in a cookie, else the browser's wish."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Flask, Response, current_app, has_request_context, request
from flask.globals import app_ctx
from flask_babel import Babel, Domain, force_locale, get_locale, get_translations
from markupsafe import Markup

from portal.core.security import cookie_name
from portal.settings import ROOT

LANGUAGES = {"da": "Dansk", "en": "English"}
# A few pages are for people who read neither: `many_languages` marks them.
MORE_LANGUAGES = {"ar": "العربية", "uk": "Українська"}
RIGHT_TO_LEFT = frozenset({"ar"})
DEFAULT = "da"
COOKIE = "lang"
YEAR = 365 * 24 * 3600

View = TypeVar("View", bound=Callable[..., Any])

__all__ = [
    "LANGUAGES",
    "MORE_LANGUAGES",
    "LanguageLink",
    "current",
    "direction",
    "force_locale",
    "init_app",
    "language_links",
    "many_languages",
]


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
    _Babel(app, locale_selector=_chosen, default_timezone="Europe/Copenhagen")
    app.jinja_env.globals["_"] = _text
    app.after_request(_remember)


class _Domain(Domain):  # type: ignore[misc]  # Flask-Babel has no types
    """The catalogue of texts. A page asks it a hundred times, always in the same language."""

    def __init__(self, domain: str) -> None:
        super().__init__(domain=domain)
        self._by_language: dict[str, Any] = {}

    def get_translations(self) -> Any:
        """The texts in the language of the page being made."""
        language = current()
        known = self._by_language.get(language)
        if known is None:
            known = self._by_language[language] = super().get_translations()
        return known


class _Babel(Babel):  # type: ignore[misc]
    @cached_property
    def domain_instance(self) -> _Domain:
        return _Domain(self.domain)


def many_languages(view: View) -> View:
    """The view's page is there in more languages than the rest of the portal."""
    view.portal_many_languages = True  # type: ignore[attr-defined]
    return view


def _offered() -> dict[str, str]:
    view = current_app.view_functions.get(request.endpoint or "") if has_request_context() else None
    if getattr(view, "portal_many_languages", False):
        return LANGUAGES | MORE_LANGUAGES
    return LANGUAGES


def direction(language: str) -> str:
    """Which way a language is read: 'ltr' or 'rtl'."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def current() -> str:
    """The language of the page being made: 'da' or 'en', on a few pages also others."""
    try:
        # Where Flask-Babel keeps its answer; it is asked a few hundred times a page.
        return str(app_ctx.g._flask_babel.babel_locale.language)
    except (AttributeError, RuntimeError):
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
    return [LanguageLink(c, label, _same_page_in(c), c == now) for c, label in _offered().items()]


def _same_page_in(code: str) -> str:
    if not has_request_context():
        return f"?lang={code}"
    wanted = {**request.args.to_dict(flat=False), "lang": [code]}
    return f"{request.path}?{urlencode(wanted, doseq=True)}"


def _cookie() -> str:
    return cookie_name(COOKIE, current_app.extensions["portal.settings"])


def _chosen() -> str:
    if not has_request_context():
        return DEFAULT
    offered = _offered()
    for code in (request.args.get("lang"), request.cookies.get(_cookie())):
        if code in offered:
            return code
    return request.accept_languages.best_match(list(offered), DEFAULT) or DEFAULT


def _remember(response: Response) -> Response:
    code = request.args.get("lang")
    if code in _offered() and request.cookies.get(_cookie()) != code:
        response.set_cookie(
            _cookie(),
            code,
            max_age=YEAR,
            samesite="Lax",
            httponly=True,
            secure=current_app.extensions["portal.settings"].secure_cookies(),
        )
    return response
