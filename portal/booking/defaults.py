"""The rules and purposes a job centre starts with. A new rule is a new row with a later date.

The cadence is that of the employment plans (BP) of 2015, 2019 and 2022 and of the leaflets for
job-centre staff on the 2014 cash-benefit reform. Lengths, notice and limits for changes are the
portal's own proposal, for the municipality to decide.
"""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.booking.models import KindRule, Purpose, TalkRule

VALID_FROM = date(2022, 1, 1)

# code: Danish, English, what to bring in Danish, what to bring in English
PURPOSES = {
    "first_talk": (
        "Vi lærer dig at kende og finder ud af, hvilken hjælp du har brug for",
        "We get to know you and find out what help you need",
        "Dit CV, hvis du har et, og beviser for uddannelse og kurser",
        "Your CV if you have one, and papers on education and courses",
    ),
    "job_search": (
        "Vi ser på din jobsøgning og finder konkrete job, du kan søge",
        "We look at your job search and find concrete jobs you can apply for",
        "Dit CV og to jobopslag, du kunne tænke dig at søge",
        "Your CV and two job advertisements you would like to answer",
    ),
    "cv_review": (
        "Vi gennemgår dit CV, så det passer til de job, du vil have",
        "We go through your CV so that it fits the jobs you want",
        "Dit CV og navnet på en eller to, der kan anbefale dig",
        "Your CV and the names of one or two people who can recommend you",
    ),
    "plan_follow_up": (
        "Vi følger op på din plan og aftaler de næste små skridt mod job",
        "We follow up on your plan and agree the next small steps towards a job",
        "Det, du har nået siden sidst, og det, der drillede",
        "What you have done since last time, and what was difficult",
    ),
    "education": (
        "Vi finder den uddannelse, der passer til dig, og vejen derhen",
        "We find the education that suits you, and the way there",
        "Eksamensbeviser og to uddannelser, du er nysgerrig på",
        "Exam papers and two kinds of education you are curious about",
    ),
    "health_and_work": (
        "Vi taler om, hvordan du kan komme tilbage til arbejde, og hvad du kan klare",
        "We talk about how you can return to work and what you can manage",
        "Det, din læge har skrevet, hvis du vil dele det med os",
        "What your doctor has written, if you want to share it with us",
    ),
    "work_and_language": (
        "Vi ser på dit CV og dit sprog og finder en arbejdsplads, du kan begynde på",
        "We look at your CV and your languages and find a workplace where you can begin",
        "Papirer på uddannelse og arbejde, også fra dit hjemland",
        "Papers on education and work, also from your home country",
    ),
    "own_wish": (
        "Du har selv bedt om samtalen, så vi taler om det, du gerne vil have hjælp til",
        "You asked for this talk, so we talk about what you would like help with",
        "Det, du gerne vil spørge om",
        "What you would like to ask about",
    ),
}
OWN_WISH = "own_wish"
FIRST_TALK = "first_talk"


@dataclass(frozen=True)
class Cadence:
    """How often a group's talks are held, in days."""

    group: str
    source: str
    purpose: str
    first: int | None
    early: tuple[int, int] | None = None
    """(every so many days, during the first so many days of the course)"""
    then: int | None = None
    minutes: int = 45
    first_kind: str = "assessment"
    at_risk: bool = False


# A month is 30 days, three months 91; two more talks within three months are 42 days apart.
CADENCES = (
    Cadence(
        "unemployment_benefit",
        "BP 2015, BP 2019: inden for ca. 4 uger, derefter månedligt i de første 6 måneder;"
        " senere aftalt individuelt",
        "job_search",
        first=28,
        early=(30, 182),
        first_kind="job",
    ),
    Cadence(
        "unemployment_benefit",
        "BP 2019: i risiko for langtidsledighed: tre individuelle samtaler i de første 8 uger,"
        " derefter månedligt",
        "job_search",
        first=18,
        early=(18, 56),
        then=30,
        first_kind="job",
        at_risk=True,
    ),
    Cadence(
        "job_ready",
        "Pjece 2014: visitationssamtale inden for 1 uge, 2 mere inden for 3 måneder, derefter"
        " mindst 4 på 12 måneder",
        "job_search",
        first=7,
        early=(42, 91),
        then=91,
    ),
    Cadence(
        "activity_ready",
        "Pjece 2014: visitationssamtale inden for 1 uge, mindst 4 på 12 måneder",
        "plan_follow_up",
        first=7,
        then=91,
        minutes=60,
    ),
    Cadence(
        "obviously_education_ready",
        "Pjece 2014: visitationssamtale inden for 1 uge, mindst 2 mere inden for 3 måneder;"
        " derefter ingen fast rytme",
        "education",
        first=7,
        early=(42, 91),
    ),
    Cadence(
        "education_ready",
        "Pjece 2014: visitationssamtale inden for 1 uge, mindst 2 mere inden for 3 måneder;"
        " derefter ingen fast rytme",
        "education",
        first=7,
        early=(42, 91),
    ),
    Cadence(
        "education_activity_ready",
        "Pjece 2014: visitationssamtale inden for 1 uge, mindst 2 mere inden for 3 måneder,"
        " derefter mindst hver 2. måned",
        "education",
        first=7,
        early=(42, 91),
        then=60,
        minutes=60,
    ),
    Cadence(
        "integration_benefit",
        "BP 2019, BP 2022: de første dage efter boligplacering, om CV og sprog; derefter aftalt"
        " individuelt",
        "work_and_language",
        first=5,
        minutes=60,
    ),
    *(
        Cadence(group, "BP 2019: aftales individuelt", purpose, first=None, minutes=60)
        for group, purpose in (
            ("sickness_benefit", "health_and_work"),
            ("job_clarification", "health_and_work"),
            ("resource_course", "plan_follow_up"),
            ("flex_job_allowance", "plan_follow_up"),
            ("rehabilitation", "plan_follow_up"),
        )
    ),
)

LIMITS = {
    "book_before_hold_days": 11,
    "notice_days": 8,
    "cancel_until_hours": 24,
    "max_changes": 3,
    "remind_hours_before": [72, 24],
    "answer_within_days": 2,
    "self_booking": True,
}
CHANNELS = ["in_person", "phone", "video"]
# BP 2019: a sick-listed citizen's follow-up may be held at the workplace.
AT_WORKPLACE = frozenset({"sickness_benefit", "job_clarification"})


@dataclass(frozen=True)
class Kind:
    """What holds for a kind of talk."""

    channels: tuple[str, ...]
    before: int = 0
    after: int = 0
    lead_hours: int = 24
    self_bookable: bool = True


KIND_RULES = {
    "assessment": Kind(("in_person", "video"), after=15),
    "job": Kind(("in_person", "phone", "video")),
    "joint": Kind(("in_person", "video"), lead_hours=48, self_bookable=False),
    "round_table": Kind(("in_person", "video"), 15, 15, lead_hours=72, self_bookable=False),
    "workplace_follow_up": Kind(("workplace",), 30, 30, lead_hours=72, self_bookable=False),
}
HORIZON_DAYS = 92


def load_defaults(session: Session) -> None:
    """Store the purposes and rules that are not there yet; what is there stays as it is."""
    purposes = set(session.scalars(sa.select(Purpose.code)))
    for code, (text_da, text_en, bring_da, bring_en) in PURPOSES.items():
        if code not in purposes:
            session.add(
                Purpose(
                    code=code,
                    text_da=text_da,
                    text_en=text_en,
                    bring_da=bring_da,
                    bring_en=bring_en,
                )
            )
    session.flush()
    rules = {(r.target_group, r.at_risk) for r in session.scalars(sa.select(TalkRule))}
    session.add_all(
        _rule(cadence) for cadence in CADENCES if (cadence.group, cadence.at_risk) not in rules
    )
    kinds = set(session.scalars(sa.select(KindRule.kind)))
    session.add_all(_kind_rule(name, of) for name, of in KIND_RULES.items() if name not in kinds)
    session.flush()


def _kind_rule(name: str, of: Kind) -> KindRule:
    return KindRule(
        kind=name,
        valid_from=VALID_FROM,
        self_bookable=of.self_bookable,
        channels=list(of.channels),
        buffer_before_minutes=of.before,
        buffer_after_minutes=of.after,
        lead_hours=of.lead_hours,
        horizon_days=HORIZON_DAYS,
        source="Portalens eget forslag, som kommunen beslutter",
    )


def _rule(cadence: Cadence) -> TalkRule:
    every, until = cadence.early or (None, None)
    return TalkRule(
        target_group=cadence.group,
        at_risk=cadence.at_risk,
        valid_from=VALID_FROM,
        first_kind=cadence.first_kind,
        first_within_days=cadence.first,
        early_within_days=every,
        early_until_days=until,
        next_within_days=cadence.then,
        purpose_code=cadence.purpose,
        talk_minutes=cadence.minutes,
        channels=[*CHANNELS, "workplace"] if cadence.group in AT_WORKPLACE else CHANNELS,
        source=cadence.source,
        **LIMITS,
    )
