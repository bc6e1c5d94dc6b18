"""What a pasted link or advert says of the job: guesses to be corrected, never fetched."""

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from portal.core.weblinks import host_of, is_web_address

LONGEST = 120
# They show others' jobs, so their name says nothing of the employer.
JOB_SITES = (
    "jobnet.dk", "jobindex.dk", "linkedin.com", "ofir.dk", "it-jobbank.dk", "stepstone.dk",
    "indeed.com", "jobbank.dk", "thehub.io", "workindenmark.dk", "jobportal.dk",
)  # fmt: skip
ADDRESS = re.compile(r"https?://\S+", re.I)
NAMED = {
    "title": re.compile(r"(?:stilling|jobtitel|titel|position|job title)\s*[:–-]\s*(.+)", re.I),
    "employer": re.compile(
        r"(?:arbejdsgiver|virksomhed|arbejdssted|employer|company)\s*[:–-]\s*(.+)", re.I
    ),
}
SENTENCES = (
    re.compile(r"(?P<title>.+?)\s+(?:søges|wanted)\s+(?:til|by|hos|at)\s+(?P<employer>.+)", re.I),
    re.compile(
        r"(?P<employer>.+?)\s+(?:søger|is looking for|seeks)\s+(?:en |et |an? )?(?P<title>.+)", re.I
    ),
    re.compile(r"(?P<title>.+?)\s+(?:hos|ved|at)\s+(?P<employer>.+)", re.I),
    re.compile(r"(?P<title>.+?)\s+[–|-]\s+(?P<employer>.+)"),
)


@dataclass(frozen=True)
class Suggestion:
    """What the fields of an entry may be; empty where nothing was found."""

    title: str = ""
    employer: str = ""
    link: str = ""


def suggest(pasted: str) -> Suggestion:
    """Guess job, employer and link from what somebody pasted: an address, an advert or both.

    What is named in the text ("Stilling: …") counts before sentences ("Kok søges til …"), those
    before the first line, and all of them before the words of the address.
    """
    link = _link(pasted)
    lines = [" ".join(line.split()) for line in ADDRESS.sub(" ", pasted).splitlines()]
    lines = [line for line in lines if line]
    named = {name: _first(pattern, lines) for name, pattern in NAMED.items()}
    told = _sentence(lines)
    title = named["title"] or told.get("title", "") or (lines[0] if lines else "")
    employer = named["employer"] or told.get("employer", "")
    return Suggestion(
        _short(title or _words_of(link)), _short(employer or _employer_of(link)), link
    )


def _link(pasted: str) -> str:
    for found in ADDRESS.findall(pasted):
        address: str = found.rstrip(".,;:!?)»”\"'")
        if is_web_address(address):
            return address
    return ""


def _first(pattern: re.Pattern[str], lines: list[str]) -> str:
    for line in lines:
        if match := pattern.match(line):
            return match[1]
    return ""


def _sentence(lines: list[str]) -> dict[str, str]:
    for line in lines[:3]:
        if len(line) > 2 * LONGEST:
            continue
        for pattern in SENTENCES:
            if match := pattern.fullmatch(line.rstrip(".!")):
                return match.groupdict()
    return {}


def _words_of(link: str) -> str:
    """The last part of an address with several words: "/job/123/kok-i-virum" is "Kok i virum"."""
    if not link:
        return ""
    parts = [unquote(part) for part in urlsplit(link).path.split("/")]
    for part in reversed(parts):
        words = [word for word in re.split(r"[-_+. ]+", part) if word.isalpha()]
        if len(words) > 1:
            return " ".join(words).capitalize()
    return ""


def _employer_of(link: str) -> str:
    host = host_of(link) if link else ""
    if not host or any(host == site or host.endswith(f".{site}") for site in JOB_SITES):
        return ""
    return host.split(".")[-2].capitalize() if host.count(".") else ""


def _short(text: str) -> str:
    kept = "".join(c for c in text if c.isprintable()).strip(" .,;:–-")
    return kept if len(kept) <= LONGEST else kept[: LONGEST - 1].rstrip() + "…"
