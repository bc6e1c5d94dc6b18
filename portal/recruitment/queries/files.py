"""The files of an enquiry."""

import sqlalchemy as sa
from sqlalchemy.orm import Session, undefer

from portal.core import quarantine
from portal.core.errors import NotFound
from portal.recruitment.models import RecruitmentRequest, RequestFile
from portal.recruitment.queries.business import visible_to

_fit = RequestFile.state == quarantine.FIT


def files_of(session: Session, request_id: int) -> list[RequestFile]:
    """What was attached, the first first, without its content."""
    return list(
        session.scalars(
            sa.select(RequestFile)
            .where(RequestFile.request_id == request_id)
            .order_by(RequestFile.id)
        )
    )


def file(
    session: Session, request_id: int, file_id: int, user_id: int | None = None
) -> RequestFile:
    """A file with its content; with `user_id` only where that person may see the enquiry.

    One that waits for the virus scanner, or held a virus, is nobody's to open.

    Raises:
        NotFound: when there is none, or it is not theirs to see.
    """
    seen = [] if user_id is None else [visible_to(user_id)]
    found = session.scalar(
        sa.select(RequestFile)
        .join(RecruitmentRequest, RecruitmentRequest.id == RequestFile.request_id)
        .where(RequestFile.id == file_id, RequestFile.request_id == request_id, _fit, *seen)
        .options(undefer(RequestFile.content))
    )
    if found is None:
        raise NotFound
    return found
