"""Makes PDFs in a process of its own, for `pdf.py`. Reads jobs, writes PDFs, ends when idle.

It knows nothing of the portal and imports none of it: it is run as a file. What it is asked comes
as a line of JSON, and what it made goes out as its length in eight bytes and the PDF.
"""

import json
import logging
import select
import sys
from functools import cache
from typing import Any

IDLE_SECONDS = 120


@cache
def _fetcher(fonts: str) -> Any:
    from weasyprint.urls import URLFetcher

    class OurFonts(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
        """Opens our fonts and nothing else: a text may name any address."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if not url.startswith(fonts) or ".." in url:
                raise ValueError("Nothing is fetched for a PDF.")
            return super().fetch(url, headers)

    return OurFonts(allowed_protocols=["file"])


def made(html: str, css: str, fonts: str) -> bytes:
    """`html`, laid out by `css`, as a tagged PDF (PDF/UA-1). Only files under `fonts` open."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    fetcher, known = _fetcher(fonts), FontConfiguration()
    styles = CSS(string=css, font_config=known, url_fetcher=fetcher)
    pdf: bytes = HTML(string=html, url_fetcher=fetcher).write_pdf(
        stylesheets=[styles], font_config=known, pdf_variant="pdf/ua-1"
    )
    return pdf


def main() -> None:
    """Work until nothing has come for a while, or whoever asks is gone."""
    for name in ("weasyprint", "weasyprint.progress", "fontTools"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what they say may be people's words
    asked, answers = sys.stdin.buffer, sys.stdout.buffer
    while select.select([asked], [], [], IDLE_SECONDS)[0]:
        line = asked.readline()
        if not line:
            return
        pdf = made(**json.loads(line))
        answers.write(len(pdf).to_bytes(8, "big") + pdf)
        answers.flush()


if __name__ == "__main__":
    try:
        main()
    except OSError as error:
        # So WeasyPrint says that Pango is missing; 3 tells `pdf.py`.
        sys.exit(3 if "library" in str(error) else 1)
    except Exception:  # no words of its own: they may be people's
        sys.exit(1)
