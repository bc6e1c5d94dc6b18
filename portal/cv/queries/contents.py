"""The citizen's whole CV, as rows and as a value."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen
from portal.cv import rules
from portal.cv.models import (
    Cv,
    CvCertificate,
    CvEducation,
    CvExperience,
    CvLanguage,
    CvVersion,
)
from portal.cv.rules.document import Choices, Document, Person, as_a_business_sees
from portal.taxonomy import queries as taxonomy


@dataclass(frozen=True)
class Contents:
    """A whole CV."""

    head: Cv
    experience: list[CvExperience]
    education: list[CvEducation]
    certificates: list[CvCertificate]
    languages: list[CvLanguage]

    @property
    def competences(self) -> tuple[str, ...]:
        """What the citizen is good at, in own words."""
        return rules.lines(self.head.competences)

    @property
    def occupations(self) -> tuple[str, ...]:
        """The kinds of work the citizen wishes for."""
        return rules.lines(self.head.wished_occupations)


def empty_head(citizen_id: int) -> Cv:
    """The head of a CV nobody has written in; it belongs to no session."""
    return Cv(
        citizen_id=citizen_id,
        profile_text="",
        wished_occupations="",
        competences="",
        occupation_uris=[],
        competence_uris=[],
        considerations="",
        show_considerations=False,
        visible_to_staff=True,
        for_businesses=True,
        hide_employers=False,
        hide_contact=False,
    )


def head(session: Session, citizen_id: int) -> Cv:
    """The head of the citizen's CV, also when nothing is written yet."""
    return session.get(Cv, citizen_id) or empty_head(citizen_id)


def contents(session: Session, citizen_id: int) -> Contents:
    """The citizen's whole CV: newest first, languages by name."""
    return Contents(
        head=head(session, citizen_id),
        experience=experience(session, citizen_id),
        education=education(session, citizen_id),
        certificates=certificates(session, citizen_id),
        languages=languages(session, citizen_id),
    )


def experience(session: Session, citizen_id: int) -> list[CvExperience]:
    """What the citizen has worked with, what still runs first."""
    return list(
        session.scalars(
            sa.select(CvExperience)
            .where(CvExperience.citizen_id == citizen_id)
            .order_by(
                CvExperience.ended_on.desc().nulls_first(),
                CvExperience.started_on.desc(),
                CvExperience.id,
            )
        )
    )


def education(session: Session, citizen_id: int) -> list[CvEducation]:
    """What the citizen has learnt, what still runs first."""
    return list(
        session.scalars(
            sa.select(CvEducation)
            .where(CvEducation.citizen_id == citizen_id)
            .order_by(CvEducation.ended_year.desc().nulls_first(), CvEducation.id)
        )
    )


def certificates(session: Session, citizen_id: int) -> list[CvCertificate]:
    """The citizen's courses, licences and certificates, the newest first."""
    return list(
        session.scalars(
            sa.select(CvCertificate)
            .where(CvCertificate.citizen_id == citizen_id)
            .order_by(CvCertificate.ended_year.desc().nulls_last(), CvCertificate.id)
        )
    )


def languages(session: Session, citizen_id: int) -> list[CvLanguage]:
    """The citizen's languages, the best first."""
    best_first = sa.case(
        {"native": 0, "C2": 1, "C1": 2, "B2": 3, "B1": 4, "A2": 5}, value=CvLanguage.level, else_=6
    )
    return list(
        session.scalars(
            sa.select(CvLanguage)
            .where(CvLanguage.citizen_id == citizen_id)
            .order_by(best_first, CvLanguage.language)
        )
    )


def document(session: Session, citizen_id: int) -> Document:
    """The citizen's whole CV as a value."""
    whole = contents(session, citizen_id)
    head = whole.head
    return Document(
        profile=head.profile_text,
        experience=tuple(
            rules.Experience(one.title, one.employer, one.started_on, one.ended_on, one.tasks)
            for one in whole.experience
        ),
        education=tuple(
            rules.Education(one.title, one.school, one.ended_year) for one in whole.education
        ),
        certificates=tuple(
            rules.Certificate(one.title, one.issuer, one.ended_year, one.expires_on)
            for one in whole.certificates
        ),
        languages=tuple(rules.Language(one.language, one.level) for one in whole.languages),
        competences=whole.competences,
        occupations=whole.occupations,
        hours_per_week=head.hours_per_week,
        max_distance_km=head.max_distance_km,
        earliest_start=head.earliest_start,
        considerations=head.considerations,
    )


def for_business(session: Session, citizen_id: int) -> tuple[Document, Person] | None:
    """The CV as a business may see it, whole and as a value: None when none may see it.

    The one way from a CV to a business. The page that shows the citizen what a business gets, each
    file of it and every copy made for an enquiry must be made from this, so that a hidden CV, a
    hidden workplace or contact and what only the job centre shall know stay hidden everywhere.
    That the citizen has said yes to this business's job is for the caller to see to.
    """
    chosen = head(session, citizen_id)
    choices = Choices(
        chosen.visible_to_staff,
        chosen.for_businesses,
        chosen.hide_employers,
        chosen.hide_contact,
        chosen.show_considerations,
    )
    return as_a_business_sees(document(session, citizen_id), person(session, citizen_id), choices)


def to_take_along(session: Session, citizen_id: int) -> tuple[Document, Person]:
    """The citizen's whole CV for a file of their own: it mostly goes to an employer, so what a
    workplace must take into account stands in it only when the citizen wants it shown.
    """
    whole, shown = document(session, citizen_id), head(session, citizen_id).show_considerations
    return (whole if shown else replace(whole, considerations="")), person(session, citizen_id)


def person(session: Session, citizen_id: int) -> Person:
    """Who the citizen is, as a CV says it on top."""
    name, email, phone, postcode, city = session.execute(
        sa.select(Citizen.name, Citizen.email, Citizen.phone, Citizen.postcode, Citizen.city).where(
            Citizen.id == citizen_id
        )
    ).one()
    return Person(name, email or "", phone or "", postcode, city)


def concepts(session: Session, names: Iterable[str], scheme: str) -> list[str]:
    """The addresses of the concepts that are called so."""
    return sorted(set(taxonomy.by_name(session, names, scheme).values()))


def versions(session: Session, citizen_id: int) -> list[CvVersion]:
    """The last hundred versions, the newest first."""
    return list(
        session.scalars(
            sa.select(CvVersion)
            .where(CvVersion.citizen_id == citizen_id)
            .order_by(CvVersion.number.desc())
            .limit(100)
        )
    )


def version(session: Session, citizen_id: int, number: int) -> CvVersion | None:
    """One of the citizen's versions."""
    return session.scalar(
        sa.select(CvVersion).where(CvVersion.citizen_id == citizen_id, CvVersion.number == number)
    )


def entry(session: Session, kind: Any, citizen_id: int, entry_id: int) -> Any:
    """One entry of the citizen's own, or None: another's is as good as none."""
    return session.scalar(sa.select(kind).where(kind.id == entry_id, kind.citizen_id == citizen_id))
