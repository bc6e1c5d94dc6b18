"""What pages read of CVs: the citizen's own, how it stands, and short profiles for lists."""

from portal.cv.queries.contents import (
    Contents,
    certificates,
    concepts,
    contents,
    document,
    education,
    empty_head,
    entry,
    experience,
    for_business,
    head,
    languages,
    person,
    to_take_along,
    version,
    versions,
)
from portal.cv.queries.profiles import (
    Profile,
    profiles,
)
from portal.cv.queries.standing import (
    Helps,
    Status,
    asked_for,
    due,
    next_entries,
    status,
)

__all__ = [
    "Contents",
    "Helps",
    "Profile",
    "Status",
    "asked_for",
    "certificates",
    "concepts",
    "contents",
    "document",
    "due",
    "education",
    "empty_head",
    "entry",
    "experience",
    "for_business",
    "head",
    "languages",
    "next_entries",
    "person",
    "profiles",
    "status",
    "to_take_along",
    "version",
    "versions",
]
