"""Every sentence of the portal exists in Danish; English is the text in the code."""

import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from portal.settings import ROOT

CATALOGUE = ROOT / "translations" / "da" / "LC_MESSAGES" / "messages.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|{\w+}")


def extracted() -> Catalog:
    """Every text of the code and templates, found as `make translate` finds it."""
    with (ROOT / "babel.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping)
    catalogue = Catalog()
    keywords = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
    keywords["_n"] = (1, 2)
    for folder in ("portal", "templates"):
        # The mapping names folders from the root, so files are matched from there.
        found = extract_from_dir(
            str(ROOT / folder),
            [(pattern.removeprefix(f"{folder}/"), method) for pattern, method in methods],
            {k.removeprefix(f"{folder}/"): v for k, v in options.items()},
            keywords,
        )
        for _file, line, message, comments, context in found:
            catalogue.add(message, None, [(folder, line)], auto_comments=comments, context=context)
    return catalogue


def danish() -> Catalog:
    with open(CATALOGUE, "rb") as file:
        return read_po(file, locale="da")


def test_every_text_has_its_danish() -> None:
    have = danish()
    missing = [
        m.id
        for m in extracted()
        if m.id and not (have.get(m.id) and all(_texts(have.get(m.id).string)))
    ]
    assert missing == []


def test_no_translation_is_only_a_guess() -> None:
    assert [m.id for m in danish() if m.fuzzy and m.id] == []


def test_placeholders_are_the_same_in_both_languages() -> None:
    wrong = []
    for message in danish():
        if not message.id:
            continue
        wanted = {p for text in _texts(message.id) for p in PLACEHOLDER.findall(text)}
        for text in _texts(message.string):
            if text and not set(PLACEHOLDER.findall(text)) <= wanted:
                wrong.append(message.id)
    assert wrong == []


def _texts(value: object) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, tuple | list) else (str(value),)


def test_the_catalogue_lies_where_the_portal_looks() -> None:
    assert Path(CATALOGUE).is_file()
