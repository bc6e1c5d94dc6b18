"""What citizens and staff have written to each other in the last weeks, and what waits now."""

import random
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw
from sqlalchemy.orm import Session

from portal.accounts.models import Staff
from portal.booking.rules import working_days_later
from portal.core import clock
from portal.core.access import Actor, Audience, Role
from portal.core.files import Limits, cleaned
from portal.demo.town import Citizen, Town
from portal.demo.writing import copy
from portal.messages import service
from portal.messages.models import MessageThread, ThreadMessage
from portal.plan.models import PlanContact

SHARE = 0.14
DAYS = 60
# (what it is about, the question, the answer, what the citizen says then)
TOPICS = (
    (
        "Kursus i truckkørsel",
        "Hej. Jeg har set, at der er et truckkursus i januar. Kan jeg komme på det?",
        "Hej. Ja, det kan du godt søge om. Jeg har lagt det ind som en opgave i din plan, så taler"
        " vi om det ved vores næste samtale.",
        "Super, tak for hjælpen.",
    ),
    (
        "Ferie i uge 7",
        "Jeg vil gerne holde ferie i uge 7. Skal jeg gøre noget bestemt?",
        "Skriv det under fravær i din joblog senest 14 dage før. Så ser vi det begge to.",
        "",
    ),
    (
        "Mit CV",
        "Jeg har opdateret mit CV. Vil du se på det, før jeg sender det til butikken?",
        "Det ser rigtig godt ud. Skriv gerne dine to sommerjob på også, for de viser, at du kan"
        " tale med kunder.",
        "Det har jeg gjort nu.",
    ),
    (
        "Praktik",
        "Jeg har talt med en virksomhed, der gerne vil have mig i praktik. Hvad gør jeg nu?",
        "Det er flot. Send mig navnet og telefonnummeret, så ringer jeg til dem i dag.",
        "De hedder Lyngby Maskinteknik, og chefen hedder Erik.",
    ),
    (
        "Syg i dag",
        "Jeg er blevet syg og kan ikke komme til holdet i dag.",
        "Tak fordi du skriver. God bedring, og giv besked, når du er klar igen.",
        "",
    ),
    (
        "Befordring",
        "Kan jeg få betalt togbilletten til jobsamtalen i Odense?",
        "Det kan du i nogle tilfælde. Tag et billede af billetten og send det her, så undersøger"
        " jeg det.",
        "Tak, det gør jeg.",
    ),
)
TO_ANNA = (
    "Papirer til vores samtale",
    "Hej Anna. Vil du tage dit kursusbevis fra sidste år med til samtalen? Du kan også tage et"
    " billede af det og sende det her, så har jeg det, før vi mødes. Venlig hilsen Mette",
)
FROM_MIKKEL = (
    "Truckcertifikat",
    "Hej Mette. Her er mit truckcertifikat, som du bad om. Må jeg søge job i Glostrup også?",
)
FROM_POUL = (
    "Nye retninger",
    "Jeg har tænkt over B og C, og jeg vil gerne prøve noget inden for energirådgivning. Findes der"
    " et kort kursus?",
)
TO_AMINA = (
    "Language course",
    "Hi Amina. There is a place for you on the evening course from January. Would you like to have"
    " it? Best wishes from the job centre",
)


def load(session: Session, town: Town) -> None:
    """Conversations of many, and those the personas are in the middle of."""
    threads: list[dict[str, Any]] = []
    messages: list[dict[str, Any]] = []
    for one in town.citizens:
        rng = town.chance(f"letters of {one.id}")
        if one.persona or rng.random() < SHARE:
            for _ in range(rng.choice((1, 1, 2))):
                _conversation(town, one, rng, threads, messages)
    copy(session, MessageThread, threads)
    copy(session, ThreadMessage, messages)
    _personas(session, town)


def _conversation(
    town: Town,
    one: Citizen,
    rng: random.Random,
    threads: list[dict[str, Any]],
    messages: list[dict[str, Any]],
) -> None:
    subject, question, answer, thanks = rng.choice(TOPICS)
    asked = _moment(town, town.today - timedelta(days=rng.randint(1, DAYS)), rng, 7, 21)
    if asked < clock.start_of_day(one.course_started_on):
        return
    thread = {
        "id": len(threads) + 1,
        "citizen_id": one.id,
        "subject": subject,
        "started_at": asked,
        "last_at": asked,
        "waits_since": asked,
    }
    said = _Said(thread, one, messages)
    days = rng.choices((0, 1, 2, 3), (30, 45, 22, 3))[0]
    answered = _moment(town, _working_day(town, asked, days), rng, 9, 15)
    if answered <= asked:
        answered = _moment(town, _working_day(town, asked, 1), rng, 9, 15)
    is_read = answered < town.now
    said.citizen(question, asked, answered - timedelta(minutes=12) if is_read else None)
    if is_read:
        read = min(answered + timedelta(minutes=rng.randint(20, 900)), town.now)
        said.staff(answer, answered, asked, read)
        if thanks and read + timedelta(minutes=4) < town.now:
            said.citizen(thanks, read + timedelta(minutes=3), read + timedelta(minutes=4))
    threads.append(thread)


def _working_day(town: Town, asked: datetime, days: int) -> date:
    day = clock.local_date(asked)
    late = clock.local(asked).hour >= 14 or not town.calendar.is_open(day)
    return working_days_later(day, max(days, late), town.calendar.is_open)


def _moment(town: Town, day: date, rng: random.Random, first: int, last: int) -> datetime:
    return clock.at_local(day, time(rng.randint(first, last), rng.randrange(60)))


class _Said:
    """Writes the messages of one thread."""

    def __init__(self, thread: dict[str, Any], one: Citizen, rows: list[dict[str, Any]]) -> None:
        self._thread, self._one, self._rows = thread, one, rows

    def citizen(self, text: str, at: datetime, read_at: datetime | None) -> None:
        """What the citizen wrote; what is thanks waits for nothing."""
        reader = self._one.caseworker_id
        self._add(text, at, read_at, to_staff_id=reader, read_by_id=reader if read_at else None)

    def staff(self, text: str, at: datetime, since: datetime, read_at: datetime) -> None:
        """What the caseworker answered."""
        self._thread["waits_since"] = None
        self._add(text, at, read_at, staff_id=self._one.caseworker_id, waited_since=since)

    def _add(self, text: str, at: datetime, read_at: datetime | None, **more: Any) -> None:
        self._thread["last_at"] = at
        empty = dict.fromkeys(("staff_id", "to_staff_id", "waited_since", "read_by_id"))
        number = len(self._rows) + 1
        self._rows.append(
            {
                "id": number,
                "thread_id": self._thread["id"],
                "text": text,
                "key": f"demo:{number}",
                "sent_at": at,
                "read_at": read_at,
            }
            | empty
            | more
        )


def _personas(session: Session, town: Town) -> None:
    """Anna and Amina have something to read, Mette something to answer, one of it late."""
    kasper = town.colleague("kasper-konsulent")
    session.add(
        PlanContact(
            citizen_id=town.citizen("anna-dagpenge").id,
            role="consultant",
            name=kasper.name,
            phone="45 97 30 21",
            email=kasper.email,
        )
    )
    session.flush()
    _by_staff(session, town, "anna-dagpenge", TO_ANNA, town.ago(3, 20))
    _by_staff(session, town, "amina-integration", TO_AMINA, town.ago(4, 26))
    _by_citizen(session, town, "poul-senior", FROM_POUL, town.ago(24 * 6, 24 * 7))
    _by_citizen(session, town, "mikkel-booket", FROM_MIKKEL, town.ago(2, 22), picture=True)


def _by_staff(
    session: Session, town: Town, persona: str, said: tuple[str, str], at: datetime
) -> None:
    one = town.citizen(persona)
    staff = session.get_one(Staff, one.caseworker_id)
    actor = Actor(Audience.STAFF, staff.id, staff.name, Role(staff.role), team_id=staff.team_id)
    service.start_by_staff(session, actor, one.id, *said, _key(persona), now=at)


def _by_citizen(
    session: Session,
    town: Town,
    persona: str,
    said: tuple[str, str],
    at: datetime,
    *,
    picture: bool = False,
) -> None:
    one = town.citizen(persona)
    actor, key = Actor(Audience.CITIZEN, one.id, one.name), _key(persona)
    if picture:
        plain = town.settings.model_copy(update={"clamd": None})
        limits = Limits(bytes=1_000_000, pixels=1_000_000)
        fit = cleaned(_certificate(one.name), limits)
        service.keep_file(session, plain, actor, key, fit, "Truckcertifikat.png", now=at)
    service.start_by_citizen(session, actor, one.caseworker_id, *said, key, now=at)


def _key(persona: str) -> str:
    return persona.encode().hex().ljust(32, "0")[:32]


def _certificate(name: str) -> bytes:
    """A picture of a certificate, as a telephone would take it."""
    page = Image.new("RGB", (800, 500), "#f4f1e6")
    draw = ImageDraw.Draw(page)
    draw.rectangle((20, 20, 780, 480), outline="#0f5b78", width=6)
    draw.text((60, 80), "TRUCKCERTIFIKAT B", fill="#1a1a1a", font_size=48)
    draw.text((60, 200), name, fill="#1a1a1a", font_size=36)
    draw.text((60, 300), "Gaffeltruck", fill="#545454", font_size=28)
    made = BytesIO()
    page.save(made, "PNG")
    return made.getvalue()
