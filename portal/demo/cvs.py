"""What citizens have done and can do: CVs of about seven in ten."""

import random
from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal.cv import queries
from portal.cv.models import Cv, CvCertificate, CvEducation, CvExperience, CvLanguage
from portal.demo.town import Citizen, Town
from portal.demo.trades import TRADES, Trade
from portal.demo.writing import copy

SHARE = 0.7
EMPLOYERS = (
    "Irma Lyngby",
    "Lyngby Storcenter",
    "Hotel Furesø",
    "Kommunens hjemmepleje",
    "Sorgenfri Børnehus",
    "Nordkystens Lager",
    "Kongevejens Tømrerforretning",
    "Øresund Rengøring",
    "Ålborg & Søn",
    "Bakkens Restauranter",
    "Virum Regnskab",
    "Grøn Energi Nord",
)
HOME_EMPLOYERS = (
    "Familiens butik, Aleppo",
    "Hospitalet i Kharkiv",
    "Marked i Asmara",
    "Eget firma",
)
AMINA, AMINAS = "amina-integration", "Arabisk"
"""She asks for an interpreter of that language."""
HOME_LANGUAGES = ("Arabisk", "Ukrainsk", "Farsi", "Tigrinya", "Tyrkisk", "Kurdisk", "Vietnamesisk")
MORE_COMPETENCES = (
    "God til mennesker",
    "Kommer til tiden",
    "Kørekort B",
    "Word og e-mail",
    "Lærer hurtigt",
    "Rolig, når der er travlt",
    "Frivilligt arbejde",
)
CERTIFICATES = (
    ("Kørekort B", "Politiet"),
    ("Truckcertifikat B", "AMU Nordsjælland"),
    ("Hygiejnebevis", "Fødevarestyrelsen"),
    ("Førstehjælp", "Røde Kors"),
    ("Rengøringshygiejne, trin 1", "AMU Nordsjælland"),
)
PROFILES = (
    "Jeg er {first}, og jeg vil gerne arbejde som {trade}. Jeg er omhyggelig og let at samarbejde"
    " med.",
    "Jeg har flere års erfaring som {trade} og trives bedst, når der sker noget.",
    "Jeg leder efter et sted, hvor jeg kan bruge det, jeg kan som {trade}, og lære mere.",
)


def load(session: Session, town: Town) -> None:
    """A CV for most; some are new, some half written, and some are due to be confirmed again."""
    rows: dict[type, list[dict[str, Any]]] = {
        Cv: [],
        CvExperience: [],
        CvEducation: [],
        CvCertificate: [],
        CvLanguage: [],
    }
    for one in town.citizens:
        rng = town.chance(f"cv of {one.id}")
        if not one.persona and rng.random() > SHARE:
            continue
        rows[Cv].append(_head(town, one, rng))
        rows[CvExperience] += _experience(town, one, rng)
        rows[CvEducation] += _education(town, one, rng)
        rows[CvCertificate] += _certificates(town, one, rng)
        rows[CvLanguage] += _languages(one, rng)
    _know_concepts(session, rows[Cv])
    for model, listed in rows.items():
        copy(session, model, listed)


def _know_concepts(session: Session, heads: list[dict[str, Any]]) -> None:
    """Give every CV the addresses of the concepts that its own words name."""
    for words, uris, scheme in (
        ("wished_occupations", "occupation_uris", "occupation"),
        ("competences", "competence_uris", "skill"),
    ):
        said = {line for head in heads for line in head[words].splitlines()}
        known = {line: queries.concepts(session, [line], scheme) for line in said}
        for head in heads:
            found = {uri for line in head[words].splitlines() for uri in known[line]}
            head[uris] = sorted(found)


def _head(town: Town, one: Citizen, rng: random.Random) -> dict[str, Any]:
    trade = one.trade
    known = rng.sample(trade.competences, rng.randint(2, 4))
    wishes = [trade.title]
    if rng.random() < 0.4:
        wishes.append(rng.choice(TRADES).title)
    if one.persona == "amina-integration":
        wishes.append("Genbrugsmedarbejder")  # asks for what her CV does not say yet
    updated = _some_time_ago(town, one, rng)
    confirmed = updated if rng.random() < 0.8 else None
    if one.persona == "anna-dagpenge":
        confirmed = town.now - timedelta(days=88)  # just due to be confirmed again
        updated = confirmed
    text = rng.choice(PROFILES).format(first=one.first_name, trade=trade.title.lower())
    return {
        "citizen_id": one.id,
        "profile_text": text if one.persona or rng.random() < 0.75 else "",
        "wished_occupations": "\n".join(dict.fromkeys(wishes)),
        "hours_per_week": rng.choice((37, 37, 37, 30, 25, 20)),
        "max_distance_km": rng.choice((5, 10, 20, 20, 40)),
        "earliest_start": town.today if rng.random() < 0.5 else None,
        "competences": "\n".join([*known, *rng.sample(MORE_COMPETENCES, rng.randint(1, 3))]),
        "visible_to_staff": bool(one.persona) or rng.random() < 0.95,
        "confirmed_at": confirmed,
        "updated_at": updated,
    }


def _some_time_ago(town: Town, one: Citizen, rng: random.Random) -> Any:
    days = min((town.today - one.course_started_on).days, 170)
    return town.now - timedelta(days=rng.uniform(0, max(days, 1)))


def _experience(town: Town, one: Citizen, rng: random.Random) -> list[dict[str, Any]]:
    """Jobs from the first to the one before the course, with a gap now and then."""
    grown = date(one.born_on.year + 19, 8, 1)
    ended = one.course_started_on.replace(day=1)
    found = []
    for _ in range(rng.randint(1, 4)):
        started = _months_before(ended, rng.randint(5, 70))
        if started < grown:
            break
        trade: Trade = one.trade if rng.random() < 0.75 else rng.choice(TRADES)
        abroad = one.newcomer and started < _months_before(one.course_started_on, 24)
        found.append(
            {
                "citizen_id": one.id,
                "title": trade.title,
                "employer": rng.choice(HOME_EMPLOYERS if abroad else EMPLOYERS),
                "started_on": started,
                "ended_on": ended,
                "tasks": trade.tasks,
            }
        )
        ended = _months_before(started, rng.choice((0, 0, 1, 3, 12)))
    return found


def _months_before(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)


def _education(town: Town, one: Citizen, rng: random.Random) -> list[dict[str, Any]]:
    school_year = one.born_on.year + 16
    found = [("Folkeskolens afgangsprøve", "Virum Skole", school_year)]
    if one.newcomer:
        found = [
            ("Skole i hjemlandet", "Hjemlandet", school_year),
            ("Danskuddannelse 2", "IA Sprog", 0),
        ]
    elif school_year + 5 <= town.today.year and rng.random() < 0.7:
        ended = min(school_year + rng.randint(3, 9), town.today.year)
        found.append((one.trade.education, one.trade.school, ended))
    return [
        {"citizen_id": one.id, "title": title, "school": school, "ended_year": year or None}
        for title, school, year in found
    ]


def _certificates(town: Town, one: Citizen, rng: random.Random) -> list[dict[str, Any]]:
    had = rng.sample(CERTIFICATES, rng.choice((0, 1, 1, 2)) if not one.persona else 2)
    return [
        {
            "citizen_id": one.id,
            "title": title,
            "issuer": issuer,
            "ended_year": rng.randint(max(one.born_on.year + 18, 1990), town.today.year - 1)
            if one.born_on.year + 18 < town.today.year - 1
            else town.today.year - 1,
        }
        for title, issuer in had
    ]


def _languages(one: Citizen, rng: random.Random) -> list[dict[str, Any]]:
    levels = {"Dansk": "native", "Engelsk": rng.choice(("A2", "B1", "B2", "C1"))}
    if one.newcomer:
        weak = ("A1", "A2", "B1") if one.group == "integration_benefit" else ("B1", "B2")
        home = rng.choice(HOME_LANGUAGES)
        levels = {
            AMINAS if one.persona == AMINA else home: "native",
            "Dansk": rng.choice(weak),
            "Engelsk": rng.choice(("A2", "B1", "B2")),
        }
    elif rng.random() < 0.2:
        levels["Tysk"] = rng.choice(("A1", "A2", "B1"))
    return [{"citizen_id": one.id, "language": k, "level": v} for k, v in levels.items()]
