"""Enquiries that came without signing in and by phone, and what a baker and a consultant said."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from portal.core.access import Actor, Audience
from portal.demo.town import Company, Town
from portal.recruitment.rules.enquiry import Facts
from portal.recruitment.service import dialogue, drafts, entrance, record
from portal.recruitment.service.callers import Caller


def load(session: Session, town: Town, kasper: Actor) -> None:
    """A guest's enquiry whose e-mail nobody has confirmed, and one that Kasper took by phone."""
    strangers = [one for one in town.companies if one.user_id is None]
    _guest(session, town, strangers[0])
    _call(session, town, strangers[1], kasper)


def _guest(session: Session, town: Town, company: Company) -> None:
    at = town.now - timedelta(hours=3)
    draft = drafts.start_as_guest(session, "recruitment", now=at)
    draft.data = draft.data | {
        "title": "Lagermedarbejder",
        "positions": 1,
        "tasks": "Pakke ordrer og hjælpe kunder ved disken.",
        "requirements": "Ung og frisk medarbejder\nTruckcertifikat",
        "hours_per_week": 37,
        "starts_on": (town.today + timedelta(days=20)).isoformat(),
        "workplace": "Jernbanepladsen 10",
        "postcode": "2800",
        "contact_name": "Tove Kruse",
        "contact_phone": "45 97 30 09",
        "contact_email": "tove.kruse@example.invalid",
        "cvr": company.cvr,
        "company": company.name,
        "p_number": "",
    }
    session.flush()
    entrance.send_as_guest(session, draft, language="da", now=at)


def _call(session: Session, town: Town, company: Company, kasper: Actor) -> None:
    said = Facts(
        kind="keep_employee",
        title="Medarbejder med ondt i ryggen",
        tasks="En medarbejder er sygemeldt. De vil høre, hvad hun kan lave imens.",
        workplace="Lyngby Torv 5",
        postcode="2800",
        contact_name="Jakob Lind",
        contact_phone="45 97 30 08",
        contact_email="jakob.lind@example.invalid",
    )
    record.write_down(
        session,
        Caller(company.cvr, company.name, "", said.workplace, said.postcode),
        said,
        channel="phone",
        received_at=town.now - timedelta(hours=2),
        why="Linjen var optaget, og jeg ringede tilbage.",
        answered=True,
        actor=kasper,
        now=town.now - timedelta(hours=1),
    )


def talk(session: Session, town: Town, kasper: Actor, request_id: int, at: datetime) -> None:
    """What the baker and Kasper wrote, called about and agreed."""
    company = town.company("lars-bageri")
    lars = Actor(
        Audience.BUSINESS,
        company.user_id or 0,
        "",
        business_id=company.id,
    )
    dialogue.write(
        session,
        lars,
        request_id,
        text="Kan de begynde klokken fem om morgenen? Natholdet er det sværeste.",
        now=at + timedelta(hours=5),
    )
    dialogue.note_call(
        session,
        request_id,
        text="Vi talte om natholdet. To af kandidaterne kan møde klokken fem.",
        reached=True,
        internal=False,
        actor=kasper,
        now=at + timedelta(hours=6),
    )
    dialogue.agree_next_step(
        session,
        request_id,
        text="Du møder kandidaterne i bageriet, og jeg ringer til dig dagen efter.",
        on_day=town.today + timedelta(days=4),
        actor=kasper,
        now=at + timedelta(hours=31),
    )
