"""Why something is refused in this room, in words."""

from flask_babel import lazy_gettext as _l

from portal.core.errors import Refusal


class TargetsRefusal(Refusal):
    """Reasons of this room."""

    CHANGED_MEANWHILE = _l(
        "Something has changed since you looked, so nothing is stored yet. Look again, then say"
        " yes."
    )
    EDITED_MEANWHILE = _l(
        "Somebody else has changed this text since you opened it. What you wrote is still below:"
        " compare, and save again."
    )
    WITHDRAWN = _l("This text was withdrawn. Publish it again before you change it.")
    NOT_PUBLISHED = _l(
        "This text is a draft. Nobody outside can see it, so there is nothing to withdraw."
    )
    QUARTER_NOT_OVER = _l("The quarter is not over yet. Its report can be made when it is.")
    DRAFT_THERE = _l("Somebody has begun a draft for this quarter already. Go on with that one.")
    CORRECTION_NEEDS_REASON = _l(
        "The report of this quarter is approved. Say why it must be corrected: it becomes a new"
        " version, and the approved one stays as it is."
    )
    APPROVED_ALREADY = _l("The report is approved, so nothing in it can be changed any more.")
    OWN_DRAFT = _l("You made the draft yourself, so somebody else must approve it.")
    DRAFT_CHANGED = _l(
        "Figures or comments have changed since you looked, so it is not approved. Look again."
    )
