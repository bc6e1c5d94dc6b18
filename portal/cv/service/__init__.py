"""Use cases of the CV: sections, versions, and what is brought in."""

from portal.cv.refusals import CvRefusal
from portal.cv.rules import Entry
from portal.cv.rules.document import MOST_ENTRIES
from portal.cv.service.reminding import remind
from portal.cv.service.sections import (
    MODELS,
    Competences,
    Profile,
    Visibility,
    Wishes,
    add,
    change,
    confirm,
    remove,
    show,
    write,
)
from portal.cv.service.versions import replace, restore

__all__ = [
    "MODELS",
    "MOST_ENTRIES",
    "Competences",
    "CvRefusal",
    "Entry",
    "Profile",
    "Visibility",
    "Wishes",
    "add",
    "change",
    "confirm",
    "remind",
    "remove",
    "replace",
    "restore",
    "show",
    "write",
]
