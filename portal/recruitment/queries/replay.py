"""One request's log, read once more, with everything that is computed from it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.errors import NotFound
from portal.recruitment.models import RecruitmentRequest, RequestEvent
from portal.recruitment.queries.business import events_of
from portal.recruitment.queries.clocks import moments_in, promises
from portal.recruitment.rules.clocks import CANDIDATES, ELAPSED, OPENING, Promise, running_time
from portal.recruitment.rules.progress import Progress


@dataclass(frozen=True)
class Replay:
    """A log, the promises kept with it, and the clocks they give."""

    request: RecruitmentRequest
    events: list[RequestEvent]
    progress: Progress
    promised: dict[str, Promise]
    hours: dict[str, dict[str, float]]
    """How long each promise took, or has run so far, counted both ways and without pauses."""


def replay(session: Session, request_id: int, now: datetime) -> Replay:
    """The request's log and its figures as they come out of it at `now`.

    Raises:
        NotFound: when there is no such request.
    """
    request = session.get(RecruitmentRequest, request_id)
    if request is None:
        raise NotFound
    events = events_of(session, request_id)
    moments = moments_in(events)
    assert moments is not None, "a request is stored together with its first event"
    known = promises(session, clock.local_date(moments.received), moments, with_calendar=True)
    progress = known.progress(request.kind, moments, now)
    promised, days = known.counted_by(moments)
    until = {key: one.done or one.ended or now for key, one in progress.clocks.items()}
    hours = {
        key: {
            counted: running_time(
                moments.received,
                end,
                counted,
                days,
                moments.pauses if key == CANDIDATES else (),
            ).total_seconds()
            / 3600
            for counted in (ELAPSED, OPENING)
        }
        for key, end in until.items()
    }
    by_key = {promise.key: promise for promise in promised if promise.key in progress.clocks}
    return Replay(request, events, progress, by_key, hours)
