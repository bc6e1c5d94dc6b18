"""Tagged PDF (PDF/UA-1) from our own templates. Nothing is fetched but our own fonts."""

import logging
from pathlib import Path
from typing import Any

FONTS = Path(__file__).parents[1] / "static/vendor/dkfds/fonts/IBMPlexSans/complete/woff"
FONT_FACES = "".join(
    f"@font-face {{ font-family: 'IBM Plex Sans'; font-weight: {weight};"
    f" src: url('{(FONTS / f'IBMPlexSans-{name}.woff').as_uri()}') format('woff'); }}\n"
    for weight, name in ((400, "Regular"), (600, "SemiBold"))
)


class PdfUnavailable(Exception):
    """This machine lacks the Pango library that sets the text."""


def render(html: str, css: str) -> bytes:
    """`html`, laid out by `css`, as a tagged PDF; its language, title and headings are kept.

    Raises:
        PdfUnavailable: when the machine lacks Pango (Debian: libpangoft2-1.0-0).
    """
    try:
        # Loaded at first use: it costs a fifth of a worker's memory and some never make a PDF.
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher
    except OSError as error:
        raise PdfUnavailable from error

    for name in ("weasyprint", "weasyprint.progress", "fontTools"):
        logging.getLogger(name).setLevel(logging.ERROR)  # they tell of every step

    class OurFonts(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
        """Opens our fonts and nothing else: a text may name any address."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if not url.startswith(FONTS.as_uri()) or ".." in url:
                raise ValueError("Nothing is fetched for a PDF.")
            return super().fetch(url, headers)

    fetcher, fonts = OurFonts(allowed_protocols=["file"]), FontConfiguration()
    styles = CSS(string=FONT_FACES + css, font_config=fonts, url_fetcher=fetcher)
    made: bytes = HTML(string=html, url_fetcher=fetcher).write_pdf(
        stylesheets=[styles], font_config=fonts, pdf_variant="pdf/ua-1"
    )
    return made
