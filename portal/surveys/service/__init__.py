"""Use cases of the survey: begin a wave, invite, open a link, take an answer once, lay it down."""

from portal.surveys.refusals import SurveyRefusal
from portal.surveys.service.answering import submit, take
from portal.surveys.service.businesses import invite_businesses
from portal.surveys.service.inviting import invite, invite_by_hand, invite_due
from portal.surveys.service.laying import lay_answers, lay_wave
from portal.surveys.service.links import (
    Link,
    is_spent,
    link_path,
    link_token,
    mark_of,
    open_link,
)
from portal.surveys.service.reminding import remind_due
from portal.surveys.service.waves import (
    begin_wave,
    ensure_wave,
    lay_down_cells,
    lay_down_occasions,
    running_wave,
)

__all__ = [
    "Link",
    "SurveyRefusal",
    "begin_wave",
    "ensure_wave",
    "invite",
    "invite_businesses",
    "invite_by_hand",
    "invite_due",
    "is_spent",
    "lay_answers",
    "lay_down_cells",
    "lay_down_occasions",
    "lay_wave",
    "link_path",
    "link_token",
    "mark_of",
    "open_link",
    "remind_due",
    "running_wave",
    "submit",
    "take",
]
