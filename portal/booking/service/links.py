"""The signed link of a guest. It holds two numbers, and is good for one time of one talk."""

from itsdangerous import BadData

from portal.booking.models import Participant
from portal.core.crypto import signer

PURPOSE = "participant"
# A link is about 60 characters. Anything much longer is refused unread.
LONGEST_TOKEN = 200


def link_path(person: Participant) -> str:
    """The guest's page in the portal, in the guest's language."""
    token = signer(PURPOSE).dumps([person.id, person.talk_id])
    text = token.decode() if isinstance(token, bytes) else token
    return f"/samtale/{text}?lang={person.language}"


def read(token: str) -> tuple[int, int] | None:
    """The participant and the talk that a link was made for; None when it is not one of ours."""
    if len(token) > LONGEST_TOKEN:
        return None
    try:
        person_id, talk_id = map(int, signer(PURPOSE).loads(token))
    except (BadData, ValueError, TypeError):
        return None
    return person_id, talk_id
