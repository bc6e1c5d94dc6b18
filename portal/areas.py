"""What each page of a citizen's is about, for those who act for one with a power of attorney.

By blueprint, or by endpoint where one page is about something else. What is not here is the
citizen's alone: giving powers of attorney, one's contact details, and whatever is made tomorrow.
"""

from portal.core.acting import DAILY, HOLDERS_OWN, Area, Areas

AREAS: Areas = {
    "home": DAILY,  # the first page speaks of everything
    "booking": frozenset({Area.TALKS}),
    "booking_talk": frozenset({Area.TALKS}),
    "booking_help": frozenset({Area.TALKS}),
    "booking_api": frozenset({Area.TALKS}),
    "cv": frozenset({Area.CV}),
    "cv_files": frozenset({Area.CV}),
    "cv_versions": frozenset({Area.CV}),
    "plan": frozenset({Area.PLAN}),
    "joblog": frozenset({Area.JOBLOG}),
    "joblog_more": frozenset({Area.JOBLOG}),
    "messages": frozenset({Area.MESSAGES}),
    "notifications": frozenset({Area.MESSAGES}),
    "openings": frozenset({Area.OPENINGS}),
    "openings_find": frozenset({Area.OPENINGS}),
    "recruitment_sharing": frozenset({Area.OPENINGS}),
    "supported": frozenset({Area.OPENINGS}),
    "surveys_citizen": frozenset({Area.SURVEY}),
    "plan_sharing": frozenset({Area.PRIVACY}),
    "privacy": frozenset({Area.PRIVACY}),
    "privacy_citizen": frozenset({Area.PRIVACY}),
    "access_log": frozenset({Area.PRIVACY}),
    "acting": HOLDERS_OWN,
    "account": HOLDERS_OWN,
    "proof": HOLDERS_OWN,
}
