"""Which entry helps a CV most next: from what is there, the work wished for, and the gaps."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.cv.rules import WORTH, Contents, Experience, Part, filled

# Shorter pauses need no explanation; what lies further back hardly interests an employer.
LONG_MONTHS, LOOK_BACK_YEARS = 6, 5
# What is shown by a paper and not by words: it belongs among courses and certificates.
PAPERS = ("kørekort", "truck", "hygiejne", "driving licence", "forklift", "hygiene", "first aid")
# A paper the wished work asks for is worth more than any part below this.
PAPER_WORTH = 15


class Kind(StrEnum):
    """What sort of entry."""

    PART = "part"
    PAPER = "paper"
    COMPETENCE = "competence"
    TASKS = "tasks"
    GAP = "gap"
    RUN_OUT = "run_out"


@dataclass(frozen=True)
class NextEntry:
    """An entry that helps, and what it is about."""

    kind: Kind
    part: Part | None = None
    """The part of the CV that is missing, of kind PART."""
    about: str = ""
    """The paper, the competence or the job."""
    since: date | None = None
    until: date | None = None
    """The first and last day of the gap; no last day when it still goes on."""


@dataclass(frozen=True)
class Known:
    """What the choice is made from."""

    amounts: Contents
    jobs: Sequence[Experience] = ()
    run_out: Sequence[str] = ()
    """Certificates whose day has passed."""
    asked: Sequence[str] = ()
    """What the wished occupations ask for and the CV does not say, the most asked for first."""


def next_entries(known: Known, today: date, most: int = 2) -> list[NextEntry]:
    """The entries that help most, the best first; of each kind and part one.

    A part that is missing counts for what it is worth to an employer. A paper that the wished
    work asks for comes before the small parts. When all parts are there, what is left: a
    certificate that has run out, a competence that is asked for, a job without its tasks, a gap.
    """
    missing = [part for part in Part if part not in filled(known.amounts)]
    ranked = [
        (WORTH[part], _entry_of(part, known)) for part in missing if part not in _covered(known)
    ]
    ranked += [(PAPER_WORTH, NextEntry(Kind.PAPER, about=one)) for one in _papers(known)[:1]]
    ranked.sort(key=lambda pair: -pair[0])  # stable: of equals the first of the outline
    found = [entry for _worth, entry in ranked]
    kinds = {entry.kind for entry in found}
    found += [entry for entry in _finer(known, today) if entry.kind not in kinds]
    return found[:most]


def _covered(known: Known) -> set[Part]:
    """A paper that is asked for is the education entry to begin with."""
    return {Part.EDUCATION} if _papers(known) and not known.amounts.education else set()


def _entry_of(part: Part, known: Known) -> NextEntry:
    words = _competences(known)
    if part is Part.COMPETENCES and words:
        return NextEntry(Kind.COMPETENCE, part, words[0])
    return NextEntry(Kind.PART, part)


def _finer(known: Known, today: date) -> Iterator[NextEntry]:
    for title in known.run_out[:1]:
        yield NextEntry(Kind.RUN_OUT, about=title)
    for name in _competences(known)[:1]:
        yield NextEntry(Kind.COMPETENCE, about=name)
    for job in known.jobs:
        if not job.tasks.strip():
            yield NextEntry(Kind.TASKS, about=job.title)
            break
    gap = longest_gap(known.jobs, today)
    if gap:
        yield NextEntry(Kind.GAP, since=gap[0], until=gap[1])


def _papers(known: Known) -> list[str]:
    return [name for name in known.asked if is_paper(name)]


def _competences(known: Known) -> list[str]:
    return [name for name in known.asked if not is_paper(name)]


def is_paper(name: str) -> bool:
    """True of what one shows a paper for: a driving licence, a forklift or hygiene certificate."""
    return any(word in name.casefold() for word in PAPERS)


def longest_gap(jobs: Sequence[Experience], today: date) -> tuple[date, date | None] | None:
    """The longest time of half a year or more between two jobs in the last five years.

    The time since the last job is none: that is why the citizen is here.
    """
    earliest = date(today.year - LOOK_BACK_YEARS, today.month, 1)
    best: tuple[date, date] | None = None
    reached: date | None = None
    for job in sorted(jobs, key=lambda one: one.started_on):
        if reached is not None and job.started_on > max(reached, earliest):
            gap = (max(reached, earliest), job.started_on)
            if _months(gap) > LONG_MONTHS and (best is None or _months(gap) > _months(best)):
                best = gap
        ended = job.ended_on or today
        reached = ended if reached is None else max(reached, ended)
    return best


def _months(gap: tuple[date, date]) -> int:
    since, until = gap
    return (until.year - since.year) * 12 + until.month - since.month
