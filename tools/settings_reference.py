"""Writes docs/settings.md: every setting of `portal/settings.py` with the words of `.env.example`.

`--check` says whether the page is current. Run with the portal's own Python.
"""

import re
import sys
from pathlib import Path
from typing import Any, get_args, get_origin

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pydantic import SecretStr  # noqa: E402
from pydantic_core import PydanticUndefined  # noqa: E402

from portal.settings import Provider, Settings  # noqa: E402

PAGE = ROOT / "docs" / "settings.md"
HEAD = """# Settings

Everything is set in the environment; nothing is read from a file. This page is made from
`portal/settings.py` and `.env.example` by `make settings`: change it there.

With `PORTAL_ENV=production` the portal refuses to start on what is unsafe, and says which.
Secrets are never shown, logged or put into a process's arguments.
"""


def chapters() -> list[tuple[str, list[tuple[str, str]]]]:
    """The headings of `.env.example`, each with its settings and the words above them."""
    found: list[tuple[str, list[tuple[str, str]]]] = []
    words: list[str] = []
    for line in (ROOT / ".env.example").read_text(encoding="utf-8").splitlines():
        heading = re.match(r"# --- (.+?) -+$", line)
        setting = re.match(r"#?([A-Z][A-Z0-9_]+)=", line)
        if heading:
            found.append((heading[1], []))
            words = []
        elif setting and found:
            found[-1][1].append((setting[1], " ".join(words)))
            words = []
        elif line.startswith("# "):
            words.append(line[2:])
        elif not line:
            words = []
    return found


def _type(annotation: Any) -> str:
    options = [one for one in get_args(annotation) if one is not type(None)]
    if annotation in (SecretStr, SecretStr | None):
        return "secret"
    if "Literal" in str(get_origin(annotation)):
        return " or ".join(f"`{one}`" for one in options)
    if options and type(None) in get_args(annotation):
        return " or ".join(_type(one) for one in options)
    if get_origin(annotation) is dict:
        return "JSON"
    names = {"str": "text", "bool": "true or false", "int": "number", "float": "number"}
    return names.get(annotation.__name__, annotation.__name__.lower())


def _default(name: str, default: Any) -> str:
    if default is PydanticUndefined or default is None or default == "":
        return "–"
    if isinstance(default, SecretStr):
        return "–"
    if isinstance(default, bool):
        return str(default).lower()
    if isinstance(default, Path):
        return f"`{default.relative_to(ROOT)}`"
    return "–" if isinstance(default, dict) else f"`{default}`"


def known() -> dict[str, tuple[str, str]]:
    """Each setting's name, with its type and its default."""
    found = {}
    for name, field in Settings.model_fields.items():
        alias = field.validation_alias
        label = str(alias) if alias else f"PORTAL_{name.upper()}"
        if field.annotation == Provider | None:
            for part, inner in Provider.model_fields.items():
                found[f"{label}__{part.upper()}"] = (
                    _type(inner.annotation),
                    _default(part, inner.default),
                )
        else:
            found[label] = (_type(field.annotation), _default(name, field.default))
    return found


def page() -> str:
    """The whole page."""
    settings, lines = known(), [HEAD]
    for heading, entries in chapters():
        lines += [
            f"## {heading}",
            "",
            "| setting | type | default | means |",
            "| --- | --- | --- | --- |",
        ]
        last = ""
        for name, words in entries:
            kind, default = settings.get(name, ("", ""))
            last = words or "as above"
            text = last.replace("|", "\\|")
            lines.append(f"| `{name}` | {kind} | {default} | {text} |")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        sys.exit(0 if PAGE.exists() and PAGE.read_text() == page() else "Run `make settings`.")
    PAGE.write_text(page(), encoding="utf-8")
