"""Who may do what: the one table. Routes name a row of it in `@staff(...)`."""

from portal.core.access import Role

EVERY_ROLE = frozenset(Role)
INSIDE = EVERY_ROLE - {Role.DEPARTMENT}

RUN_TALKS = frozenset({Role.CASEWORKER, Role.TEAM_LEAD})
TAKE_PART = frozenset({Role.CASEWORKER, Role.TEAM_LEAD, Role.CONSULTANT})
SEE_OWN_CITIZENS = frozenset({Role.CASEWORKER, Role.TEAM_LEAD})
EDIT_PLANS = frozenset({Role.CASEWORKER, Role.TEAM_LEAD})
WRITE_MESSAGES = frozenset({Role.CASEWORKER, Role.TEAM_LEAD, Role.CONSULTANT})
INVITED_ONLY = frozenset({Role.DEPARTMENT})
SEE_SHARED_PLANS = INVITED_ONLY | {Role.CASEWORKER, Role.TEAM_LEAD, Role.CONSULTANT}
SEE_ENQUIRIES = frozenset({Role.CONSULTANT, Role.TEAM_LEAD, Role.ADMINISTRATOR})
ANSWER_ENQUIRIES = frozenset({Role.CONSULTANT, Role.TEAM_LEAD})
KEEP_ROSTER = frozenset({Role.TEAM_LEAD, Role.ADMINISTRATOR})
PICK_CANDIDATES = frozenset({Role.CONSULTANT, Role.TEAM_LEAD})
SEE_TIMES = frozenset({Role.TEAM_LEAD, Role.ANALYST, Role.ADMINISTRATOR})
SEE_RULES = INSIDE
SEE_FIGURES = INSIDE
IMPORT_FIGURES = frozenset({Role.ANALYST, Role.ADMINISTRATOR})
TELL_CHANGES = frozenset({Role.TEAM_LEAD, Role.ANALYST, Role.ADMINISTRATOR})
ADMINISTER = frozenset({Role.ADMINISTRATOR})
