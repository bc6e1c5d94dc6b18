"""ESCO files with the official columns, as many rows as wanted, names that are not real."""

import csv
import random
from pathlib import Path

OCCUPATION_COLUMNS = (
    *("conceptType", "conceptUri", "iscoGroup", "preferredLabel", "altLabels", "hiddenLabels"),
    *("status", "modifiedDate", "regulatedProfessionNote", "scopeNote", "definition"),
    *("inScheme", "description", "code", "naceCode"),
)
SKILL_COLUMNS = (
    *("conceptType", "conceptUri", "skillType", "reuseLevel", "preferredLabel", "altLabels"),
    *("hiddenLabels", "status", "modifiedDate", "scopeNote", "definition", "inScheme"),
    "description",
)
RELATION_COLUMNS = ("occupationUri", "relationType", "skillType", "skillUri")
ESCO = "http://data.europa.eu/esco"
STEMS = (
    *("pæda", "syge", "kok", "tømrer", "el", "data", "vand", "bygge", "køre", "måle", "skrive"),
    *("lager", "salgs", "kunde", "energi", "træ", "metal", "øko", "åben", "hånd", "sprog", "sund"),
)
ENDS = (
    *("gog", "plejer", "assistent", "tekniker", "montør", "leder", "konsulent", "arbejder"),
    *("ingeniør", "rådgiver", "operatør", "analyse", "styring", "kontrol", "service", "lære"),
)
JOINS = ("i", "til", "med", "for", "på")


def write(folder: Path, name: str, columns: tuple[str, ...], rows: list[dict[str, str]]) -> Path:
    """Write one file as ESCO does: UTF-8 with a byte order mark, quoted line breaks."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / name).open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return folder / name


def occupation(number: int, label: str, *aliases: str, status: str = "released") -> dict[str, str]:
    """A row of an occupations file."""
    return {
        "conceptType": "Occupation",
        "conceptUri": f"{ESCO}/occupation/{number:05}",
        "iscoGroup": "2512",
        "preferredLabel": label,
        "altLabels": "\n".join(aliases),
        "status": status,
        "inScheme": f"{ESCO}/concept-scheme/occupations",
        "code": f"2512.{number}",
    }


def skill(number: int, label: str, *aliases: str) -> dict[str, str]:
    """A row of a skills file."""
    return {
        "conceptType": "KnowledgeSkillCompetence",
        "conceptUri": f"{ESCO}/skill/{number:05}",
        "skillType": "skill/competence",
        "reuseLevel": "sector-specific",
        "preferredLabel": label,
        "altLabels": "\n".join(aliases),
        "status": "released",
        "inScheme": f"{ESCO}/concept-scheme/skills",
    }


def relation(occupation_number: int, skill_number: int, kind: str = "essential") -> dict[str, str]:
    """A row of the relations file."""
    return {
        "occupationUri": f"{ESCO}/occupation/{occupation_number:05}",
        "relationType": kind,
        "skillType": "skill/competence",
        "skillUri": f"{ESCO}/skill/{skill_number:05}",
    }


def a_name(rng: random.Random) -> str:
    """A made-up name of one to three words."""
    words = [rng.choice(STEMS) + rng.choice(ENDS)]
    while rng.random() < 0.6 and len(words) < 5:
        words += [rng.choice(JOINS), rng.choice(STEMS) + rng.choice(STEMS) + rng.choice(ENDS)]
    return " ".join(words)


def write_all(folder: Path, occupations: int = 3000, skills: int = 14000) -> Path:
    """The five files of a whole taxonomy, the same every time."""
    rng = random.Random(7)
    for language in ("da", "en"):
        write(
            folder,
            f"occupations_{language}.csv",
            OCCUPATION_COLUMNS,
            [
                occupation(n, f"{a_name(rng)} {n}", *(a_name(rng) for _ in range(8)))
                for n in range(occupations)
            ],
        )
        write(
            folder,
            f"skills_{language}.csv",
            SKILL_COLUMNS,
            [
                skill(n, f"{a_name(rng)} {n}", *(a_name(rng) for _ in range(5)))
                for n in range(skills)
            ],
        )
    write(
        folder,
        "occupationSkillRelations_da.csv",
        RELATION_COLUMNS,
        [
            relation(n, rng.randrange(skills), rng.choice(("essential", "optional")))
            for n in range(occupations)
            for _ in range(10)
        ],
    )
    return folder
