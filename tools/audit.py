"""`make audit`: does anybody know of a weakness in what we use?

Ends with 0 when the registries were asked and knew of none, with 1 when they know of one, and
with 3 when they could not be asked: that is no good news, and must not look like it.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from third_party import ROOT, locked

KNOWN, NOT_ASKED = 1, 3
PIP_AUDIT = ROOT / ".tools" / "audit" / "bin" / "pip-audit"


@dataclass
class Answer:
    """What a registry said."""

    weaknesses: list[str] = field(default_factory=list)
    not_asked: list[str] = field(default_factory=list)


def of_python(said: str, error: str) -> Answer:
    """What pip-audit's JSON means. A package it passed over has not been asked about."""
    try:
        packages = json.loads(said)["dependencies"]
    except (ValueError, KeyError, TypeError):
        last = (error.strip().splitlines() or ["it said nothing"])[-1]
        return Answer(not_asked=[f"Python packages: pip-audit could not ask ({last[:160]})."])
    answer = Answer()
    passed_over = [one["name"] for one in packages if "skip_reason" in one]
    if passed_over:
        answer.not_asked.append(
            f"Python packages: {len(passed_over)} of {len(packages)} could not be asked about."
        )
    for one in packages:
        for weakness in one.get("vulns", []):
            mended = ", ".join(weakness.get("fix_versions", [])) or "nothing yet"
            answer.weaknesses.append(
                f"{one['name']} {one['version']}: {weakness['id']}, mended in {mended}."
            )
    return answer


def of_npm(said: str) -> Answer:
    """What npm's JSON means."""
    try:
        report = json.loads(said)
    except ValueError:
        report = {}
    if "vulnerabilities" not in report:
        why = report.get("message") or report.get("error", {}).get("summary") or "no answer"
        return Answer(not_asked=[f"npm packages: npm audit could not ask ({why})."])
    found = report["vulnerabilities"].values()
    return Answer([f"{one['name']}: {one['severity']}, in {one['range']}." for one in found])


def ask_python() -> Answer:
    """Ask about every locked Python package, those of tests and tools too."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as wanted:
        wanted.write(locked("--all-groups"))
        wanted.flush()
        quiet = ("--disable-pip", "--format", "json", "--progress-spinner", "off")
        done = subprocess.run(
            [PIP_AUDIT, "-r", wanted.name, *quiet], capture_output=True, text=True, check=False
        )
    return of_python(done.stdout, done.stderr)


def ask_npm() -> Answer:
    """Ask about what npm brings."""
    npm = shutil.which("npm")
    if npm is None:
        return Answer(not_asked=["npm packages: there is no npm on this machine."])
    with tempfile.TemporaryDirectory() as folder:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(ROOT / name, Path(folder) / name)
        done = subprocess.run(
            [npm, "audit", "--package-lock-only", "--json"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
    return of_npm(done.stdout)


def verdict(answers: list[Answer]) -> tuple[list[str], int]:
    """The lines to show, and how the command ends."""
    weaknesses = [line for answer in answers for line in answer.weaknesses]
    not_asked = [line for answer in answers for line in answer.not_asked]
    if weaknesses:
        return [*weaknesses, *not_asked], KNOWN
    if not_asked:
        return [*not_asked, "So nothing is known, good or bad."], NOT_ASKED
    return ["No known weakness."], 0


def main() -> None:
    """Ask, say it, and end accordingly."""
    lines, code = verdict([ask_python(), ask_npm()])
    print("\n".join(lines))
    sys.exit(code)


if __name__ == "__main__":
    main()
