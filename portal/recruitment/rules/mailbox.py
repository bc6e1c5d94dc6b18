"""What a pasted e-mail says of itself: suggestions for fields, which a person looks through.

Read here and now, by plain rules; nothing is sent anywhere.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr, parsedate_to_datetime

LONGEST, LONGEST_HEADER = 100_000, 300
SUBJECT, SENDER, SENT = "subject", "from", "sent"
HEADERS = {
    "fra": SENDER,
    "from": SENDER,
    "emne": SUBJECT,
    "subject": SUBJECT,
    "sendt": SENT,
    "sent": SENT,
    "dato": SENT,
    "date": SENT,
}
# What stands between headers and says nothing to us.
OTHERS = ("til", "to", "cc", "bcc", "svar til", "reply-to", "prioritet", "importance")
MONTHS = (
    ("januar", "january", "jan"),
    ("februar", "february", "feb"),
    ("marts", "march", "mar"),
    ("april", "apr"),
    ("maj", "may"),
    ("juni", "june", "jun"),
    ("juli", "july", "jul"),
    ("august", "aug"),
    ("september", "sep"),
    ("oktober", "october", "okt", "oct"),
    ("november", "nov"),
    ("december", "dec"),
)
NUMBER_OF = {name: number for number, names in enumerate(MONTHS, 1) for name in names}
DAY = re.compile(r"(\d{1,2})\.? ([a-zæøå]{3,9})\.? (\d{4})|(\d{1,2})[-./](\d{1,2})[-./](\d{4})")
TIME = re.compile(r"\b(\d{1,2})[.:](\d{2})\b")
EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
PHONE = re.compile(r"(?<![\d+])(?:\+45 ?|0045 ?)?(\d{2} ?\d{2} ?\d{2} ?\d{2})(?!\d)")
CVR = re.compile(
    r"\bCVR(?:[- ]?(?:nr|nummer|no))?[ .:]{0,3}(?:DK)?[ -]?(\d{2} ?\d{2} ?\d{2} ?\d{2})\b", re.I
)
POSTCODE = re.compile(r"(?<![\d-])(\d{4}) ([A-ZÆØÅ][\w. ]{1,30})")
STREET = re.compile(
    r"([A-ZÆØÅ][\w.]{2,30}(?: [A-ZÆØÅa-zæøå][\w.]{1,30}){0,3} \d{1,4}[A-Za-z]?)[, \n]"
)
KINDS = (
    ("keep_employee", ("sygemeld", "sygedagpenge", "fasthold", "sick leave")),
    ("job_rotation", ("jobrotation", "job rotation")),
    ("placement", ("praktik", "løntilskud", "nytteindsats", "placement", "wage subsidy")),
    ("upskilling", ("opkvalificer", "kursus", "efteruddan", "upskill")),
    ("recruitment", ("ansæt", "søger", "mangler", "rekrutter", "stilling", "hire", "recruit")),
)


@dataclass(frozen=True)
class Suggestion:
    """What was found. Empty where nothing was."""

    name: str = ""
    email: str = ""
    phone: str = ""
    cvr: str = ""
    postcode: str = ""
    workplace: str = ""
    title: str = ""
    text: str = ""
    kind: str = "other"
    received: datetime | None = None
    """As it stands there: wall time in Denmark where no zone is named."""


def read_mail(text: str) -> Suggestion:
    """What a pasted mail says, from its headers, its text and its signature."""
    text = text[:LONGEST].replace("\r\n", "\n").strip()
    headers, body = _split(text)
    name, email = parseaddr(_without_mailto(headers.get(SENDER, "")))
    found = EMAIL.findall(body)
    return Suggestion(
        name=name.strip(" \"'"),
        email=(email if EMAIL.fullmatch(email) else next(iter(found), "")).lower(),
        phone=_first(PHONE, _without(CVR, body)),
        cvr=_first(CVR, body).replace(" ", ""),
        postcode=_first(POSTCODE, body),
        workplace=_first(STREET, body + "\n"),
        title=_subject(headers.get(SUBJECT, "")),
        text=body,
        kind=_kind(f"{headers.get(SUBJECT, '')}\n{body}".casefold()),
        received=_moment(headers.get(SENT, "")),
    )


def _split(text: str) -> tuple[dict[str, str], str]:
    """The headers on top, by what they mean, and what follows them."""
    headers: dict[str, str] = {}
    lines = text.split("\n")
    at = 0
    for line in lines:
        word, colon, value = line.partition(":")
        known = word.strip(" *>").casefold()
        if colon and (known in HEADERS or known in OTHERS):
            headers.setdefault(HEADERS.get(known, known), value.strip(" *")[:LONGEST_HEADER])
        elif line.strip():
            break
        elif headers:
            at += 1
            break
        at += 1
    return headers, "\n".join(lines[at:]).strip()


def _without_mailto(sender: str) -> str:
    """Outlook writes 'Name [mailto:a@b.dk]'."""
    return re.sub(r"\[(?:mailto:)?([^\]]{3,200})\]", r"<\1>", sender)


def _subject(text: str) -> str:
    return re.sub(r"^(?:(?:sv|vs|re|fw|fwd): ?)+", "", text, flags=re.I)[:120]


def _first(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match[1].strip() if match else ""


def _without(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(" ", text)


def _kind(text: str) -> str:
    return next((kind for kind, words in KINDS if any(word in text for word in words)), "other")


def _moment(text: str) -> datetime | None:
    """The moment in a header: as mail programs write it, in Danish or English words or numbers."""
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        pass
    lowered = text.casefold()
    day, time = DAY.search(lowered), TIME.search(DAY.sub(" ", lowered))
    if day is None:
        return None
    month = NUMBER_OF.get(day[2], 0) if day[2] else int(day[5])
    clock = (int(time[1]), int(time[2])) if time else (0, 0)
    try:
        return datetime(int(day[3] or day[6]), month, int(day[1] or day[4]), *clock)  # noqa: DTZ001
    except ValueError:
        return None
