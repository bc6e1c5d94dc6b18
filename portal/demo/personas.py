"""The people one can be in the demo: who they are and what they are in the middle of."""

from dataclasses import dataclass
from datetime import timedelta

from portal.demo.town import Town

HIGH_ENOUGH = "substantial"
"""The level of assurance (NSIS) all of them sign in with."""


@dataclass(frozen=True)
class CitizenRole:
    """A citizen among the personas."""

    subject: str
    name: str
    group: str
    age: int
    course_days: int
    """How long the contact course has lasted."""
    trade: str
    story_da: str
    story_en: str
    next_step: str
    """What comes next: 'must_book' or 'booked'."""
    language: str = "da"
    newcomer: bool = False
    at_risk: bool = False


CITIZENS = (
    CitizenRole(
        "anna-dagpenge",
        "Anna Holm",
        "unemployment_benefit",
        34,
        75,
        "Kontorassistent",
        "dagpenge, skal booke inden {weekday}",
        "unemployment benefit, must book by {weekday}",
        "must_book",
    ),
    CitizenRole(
        "mikkel-booket",
        "Mikkel Bruun",
        "job_ready",
        41,
        130,
        "Lagermedarbejder",
        "jobparat, har booket en samtale",
        "job-ready, has booked a talk",
        "booked",
    ),
    CitizenRole(
        "amina-integration",
        "Amina Haddad",
        "integration_benefit",
        29,
        160,
        "Rengøringsassistent",
        "flygtning, læser helst engelsk",
        "refugee, prefers to read English",
        "booked",
        language="en",
        newcomer=True,
    ),
    CitizenRole(
        "birgit-sygemeldt",
        "Birgit Østergaard",
        "sickness_benefit",
        52,
        95,
        "Social- og sundhedshjælper",
        "sygemeldt, mødes på sin arbejdsplads",
        "on sick leave, meets at her workplace",
        "booked",
    ),
    CitizenRole(
        "jonas-uddannelse",
        "Jonas Kjær",
        "education_ready",
        22,
        40,
        "Tjener",
        "uddannelseshjælp, leder efter en uddannelse; vi kom ikke til hans samtale",
        "education benefit, looking for an education; we did not come to his talk",
        "must_book",
    ),
    CitizenRole(
        "poul-senior",
        "Poul Aagaard",
        "unemployment_benefit",
        58,
        60,
        "Projektleder",
        "senior på dagpenge, har brug for nye retninger",
        "senior on unemployment benefit, needs new directions",
        "booked",
        at_risk=True,
    ),
    CitizenRole(
        "sofie-jobforslag",
        "Sofie Lund",
        "unemployment_benefit",
        27,
        110,
        "Bager",
        "dagpenge, er spurgt om et job som bager",
        "unemployment benefit, has been asked about a job as a baker",
        "booked",
    ),
)


@dataclass(frozen=True)
class CompanyRole:
    """A company's user among the personas, and the company."""

    subject: str
    name: str
    company: str
    branch: str
    employees: int
    story_da: str
    story_en: str


COMPANIES = (
    CompanyRole(
        "lars-bageri",
        "Lars Ørholm",
        "Ørholm Bageri ApS",
        "Fødevarer",
        14,
        "Ørholm Bageri, venter på en bager og har fået kandidater",
        "Ørholm Bageri, waiting for a baker and has been sent candidates",
    ),
    CompanyRole(
        "nadia-it",
        "Nadia Winther",
        "Nordlys Software ApS",
        "IT",
        38,
        "Nordlys Software, ny her og har ikke spurgt om noget endnu",
        "Nordlys Software, new here and has not asked for anything yet",
    ),
)


@dataclass(frozen=True)
class StaffRole:
    """A member of staff among the personas."""

    subject: str
    name: str
    role: str
    team: str
    title: str
    story_da: str
    story_en: str


STAFF = (
    StaffRole(
        "mette-sagsbehandler",
        "Mette Ravn",
        "caseworker",
        "A-dagpenge og jobparate",
        "Sagsbehandler",
        "sagsbehandler for blandt andre Anna",
        "caseworker of Anna and others",
    ),
    StaffRole(
        "kasper-konsulent",
        "Kasper Dahl",
        "business_consultant",
        "Virksomhedsservice",
        "Virksomhedskonsulent",
        "virksomhedskonsulent, finder folk til virksomhederne",
        "business consultant, finds people for companies",
    ),
    StaffRole(
        "hanne-teamleder",
        "Hanne Vestergaard",
        "team_lead",
        "A-dagpenge og jobparate",
        "Teamleder",
        "teamleder for A-dagpenge og jobparate",
        "leads the team for unemployment benefit and job-ready people",
    ),
    StaffRole(
        "ida-analytiker",
        "Ida Frandsen",
        "analyst",
        "Ledelse og analyse",
        "Analytiker",
        "analytiker, følger mål og tal",
        "analyst, follows goals and figures",
    ),
    StaffRole(
        "torben-administrator",
        "Torben Lykke",
        "administrator",
        "Ledelse og analyse",
        "Systemadministrator",
        "administrator, holder portalen i orden",
        "administrator, keeps the portal in order",
    ),
    StaffRole(
        "dorte-sundhed",
        "Dorte Friis",
        "department",
        "Sundhed og omsorg",
        "Sundhedskonsulent",
        "fra Sundhed og omsorg, er inviteret til dele af Birgits plan",
        "from the health department, invited to parts of Birgit's plan",
    ),
)

# Whose caseworker is whose, where it matters: the day of this caseworker is looked at.
CASEWORKER_OF = {
    "anna-dagpenge": "mette-sagsbehandler",
    "mikkel-booket": "mette-sagsbehandler",
    "poul-senior": "mette-sagsbehandler",
    "sofie-jobforslag": "mette-sagsbehandler",
}
WEEKDAYS = {
    "da": ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
THURSDAY = 3


def book_by(town: Town) -> dict[str, timedelta]:
    """How many days the personas who must book still have: Anna until a Thursday."""
    days = (THURSDAY - town.today.weekday()) % 7
    return {
        # On a Wednesday or Thursday the next one would be too soon to do anything.
        "anna-dagpenge": timedelta(days=days if days > 1 else days + 7),
        "jonas-uddannelse": timedelta(days=16),
    }
