"""What a request asks of people is changed by staff."""

from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.core import audit
from portal.core.access import Actor
from portal.core.errors import Refused
from portal.recruitment.models import JOB_KINDS, MatchProfile
from portal.recruitment.queries.wanted import MOST_THINGS, Search
from portal.recruitment.refusals import RequestRefusal
from portal.recruitment.service.log import held


def change(
    session: Session, request_id: int, search: Search, *, actor: Actor, now: datetime
) -> None:
    """Look for this from now on. What the business wrote stays as it is.

    Raises:
        NotFound: when there is no such request.
        Refused: when it has ended, is not about a job, or too many things are asked for, or no
            work at all.
    """
    request, _moments = held(session, request_id, now)
    if request.kind not in JOB_KINDS:
        raise Refused(RequestRefusal.NO_JOB)
    lists = {
        "occupations": search.occupations,
        "other_occupations": search.other_occupations,
        "competences": search.competences,
        "other_competences": search.other_competences,
    }
    if not any(lists.values()):
        raise Refused(RequestRefusal.NOTHING_WANTED)
    if any(len(listed) > MOST_THINGS for listed in lists.values()):
        raise Refused(RequestRefusal.TOO_MUCH_WANTED)
    values = {name: "\n".join(listed) for name, listed in lists.items()} | {
        "hours_per_week": search.hours_per_week,
        "starts_on": search.starts_on,
        "postcode": search.postcode,
        "danish": search.danish,
        "changed_by_id": actor.person_id,
        "changed_at": now,
    }
    session.execute(
        insert(MatchProfile)
        .values(request_id=request_id, **values)
        .on_conflict_do_update(index_elements=["request_id"], set_=values)
    )
    session.expire_all()
    audit.record(session, actor, "change", "match_profile", request_id, now=now)
