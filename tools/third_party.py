"""Other people's software in the portal: which, under which licence, and whether we may use it.

`python tools/third_party.py` writes the list that the page /tredjepart shows; `--check` says what
is not as it should be; `--texts FILE` writes every licence's text, for those who pass the portal
on; `--sbom FILE` writes a CycloneDX document.
"""

import importlib.metadata
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from fetch_uv import find_uv

ROOT = Path(__file__).resolve().parent.parent
LIST = ROOT / "portal" / "operations" / "third_party.json"

# What may be in the portal. The LGPL and MPL ask that changes to the library itself be given
# on; we change none, and use them as they come.
ALLOWED = frozenset(
    {"0BSD", "Apache-2.0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "ISC", "LGPL-2.1-or-later"}
    | {"LGPL-3.0-only", "MIT", "MIT-0", "MIT-CMU", "MPL-1.1", "MPL-2.0", "OFL-1.1", "PSF-2.0"}
)
# What the package says in words that are no SPDX expression.
SAID_AS = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "GNU General Public License v2 or later (GPLv2+)": "GPL-2.0-or-later",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.1-or-later",
    "MIT License": "MIT",
    "Mozilla Public License 1.1 (MPL 1.1)": "MPL-1.1",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
# Read in the licence file of the package itself, which names none in its description.
READ_BY_HAND = {"pyrage": "MIT"}
ADDRESSES = ("homepage", "home", "documentation", "source", "repository", "source code", "code")
LICENCE_FILE = re.compile(r"dist-info/(licenses/)?(.*/)?(licen[sc]e|copying|notice)[^/]*$", re.I)


def locked(*options: str) -> str:
    """What uv exports of the lock file, for production alone."""
    command = [find_uv(ROOT / ".tools"), "export", "--frozen", "--quiet", "--no-default-groups"]
    done = subprocess.run(
        [*command, *options], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout


def production_packages() -> list[str]:
    """The Python packages that run in production on this kind of machine."""
    named = re.findall(r"^([a-z0-9][a-z0-9.-]*)", locked("--no-hashes"), re.M)
    return sorted({name for name in named if _is_here(name)})


def _is_here(name: str) -> bool:
    try:
        importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def licence_of(name: str) -> str:
    """The licence of an installed package as an SPDX expression, as well as it says."""
    about = importlib.metadata.metadata(name)
    expression = about.get("License-Expression")
    if expression:
        return str(expression)
    words = [line.split(" :: ")[-1] for line in about.get_all("Classifier") or []]
    said = [SAID_AS[word] for word in words if word in SAID_AS]
    short = str(about.get("License") or "")
    if short in ALLOWED:
        return short
    return " OR ".join(said) or READ_BY_HAND.get(name, "unknown")


def allowed(expression: str) -> bool:
    """Whether a licence lets us use the package: one of its alternatives, with all its parts."""
    alternatives = expression.strip("()").split(" OR ")
    return any(ALLOWED.issuperset(one.strip("() ").split(" AND ")) for one in alternatives)


def _address(name: str) -> str:
    about = importlib.metadata.metadata(name)
    named = dict(one.split(", ", 1) for one in about.get_all("Project-URL") or [])
    known = {label.lower(): address for label, address in named.items()}
    found = next((known[label] for label in ADDRESSES if label in known), about.get("Home-page"))
    return str(found or next(iter(known.values()), "") or f"https://pypi.org/project/{name}/")


def web_packages() -> list[dict[str, str]]:
    """What npm brings: it goes to every browser."""
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    return [
        {
            "name": path.removeprefix("node_modules/"),
            "licence": one["license"].strip("()"),
            "url": "https://designsystem.dk/",
            "part": "web",
        }
        for path, one in packages.items()
        if path
    ]


def parts() -> list[dict[str, str]]:
    """Everything, as the page shows it: without versions, which help those who look for holes."""
    python = [
        {"name": name, "licence": licence_of(name), "url": _address(name), "part": "server"}
        for name in production_packages()
    ]
    return [*web_packages(), *python]


def problems() -> list[str]:
    """What is wrong, in words: a licence that is not allowed, a list that is not current."""
    found = [
        f"{part['name']} is under {part['licence']}, which is not on the list of allowed licences."
        for part in parts()
        if not allowed(part["licence"])
    ]
    if not LIST.exists() or json.loads(LIST.read_text()) != parts():
        found.append("The list of other people's software is not current: run `make notices`.")
    return found


def texts() -> str:
    """Every licence's text below the names and versions of the packages it belongs to."""
    by_text: dict[str, list[str]] = {}
    for name in production_packages():
        package = importlib.metadata.distribution(name)
        for file in package.files or []:
            if LICENCE_FILE.search(str(file)):
                text = str(file.read_text(encoding="utf-8")).strip()
                by_text.setdefault(text, []).append(f"{name} {package.version}")
    dkfds = ROOT / "portal" / "static" / "vendor" / "dkfds" / "LICENSE.md"
    if dkfds.exists():
        by_text.setdefault(dkfds.read_text().strip(), []).append("dkfds")
    return "\n\n".join(f"== {', '.join(names)} ==\n\n{text}" for text, names in by_text.items())


def sbom() -> dict[str, Any]:
    """A CycloneDX document: uv's own of the lock file, with licences, and what npm brings."""
    document: dict[str, Any] = json.loads(locked("--format", "cyclonedx1.5"))
    here = set(production_packages())
    for component in document["components"]:
        if component["name"] in here:
            component["licenses"] = [{"expression": licence_of(component["name"])}]
    locked_web = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    for part in web_packages():
        one = locked_web[f"node_modules/{part['name']}"]
        document["components"].append(
            {
                "type": "library",
                "bom-ref": f"npm-{part['name']}@{one['version']}",
                "name": part["name"],
                "version": one["version"],
                "purl": f"pkg:npm/{part['name']}@{one['version']}",
                "licenses": [{"expression": part["licence"]}],
            }
        )
    return document


def main() -> None:
    """Do what the first argument says."""
    match sys.argv[1:]:
        case []:
            LIST.write_text(json.dumps(parts(), indent=1, ensure_ascii=False) + "\n")
        case ["--check"]:
            found = problems()
            print("\n".join(found) or "Every licence is allowed, and the list is current.")
            sys.exit(bool(found))
        case ["--texts", file]:
            Path(file).write_text(texts() + "\n", encoding="utf-8")
        case ["--sbom", file]:
            Path(file).write_text(json.dumps(sbom(), indent=1) + "\n", encoding="utf-8")
            print(f"{file}: {len(sbom()['components'])} components.")
        case _:
            sys.exit(f"{sys.argv[0]} [--check | --texts FILE | --sbom FILE]")


if __name__ == "__main__":
    main()
