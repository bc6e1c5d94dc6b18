"""Who may do what: the one table. Routes, queries and templates ask it; nobody tests a role.

A line says who, with whose rows, and what. `@staff(policy.LINE)` marks a view, `may(actor, LINE)`
answers in code, `may(policy.LINE)` in a template. The predicates behind `Whose` are the rooms'
queries, which take the actor: `accounts.caseload` has that of citizens. `docs/access.md` is this
table and every route's, for people; it is printed by `portal policy table`.
"""

from collections.abc import Iterable

from portal.core.access import Actor, Audience, Role, Row, Whose

_CASEWORKER, _LEAD, _CONSULTANT = Role.CASEWORKER, Role.TEAM_LEAD, Role.CONSULTANT
_ANALYST, _ADMINISTRATOR = Role.ANALYST, Role.ADMINISTRATOR
_INSIDE = tuple(role for role in Role if role is not Role.DEPARTMENT)


def _row(roles: Iterable[Role], whose: Whose, what: str) -> Row:
    return Row(frozenset(roles), whose, what)


EVERY_ROLE = _row(Role, Whose.OWN, "see one's own first page and news")
INSIDE = _row(_INSIDE, Whose.OWN, "see one's own day")
ORDER_EXPORTS = _row(_INSIDE, Whose.OWN, "order files of what one may see anyway, and fetch them")
LEAD_TEAM = _row([_LEAD], Whose.TEAM, "do for everybody of the team what each may do for oneself")
SERVE_COMPANIES = _row([_CONSULTANT], Whose.REQUESTS, "find people for companies")

# Citizens.
RUN_TALKS = _row([_CASEWORKER, _LEAD], Whose.CASELOAD, "book, hold, move and cancel talks")
TAKE_PART = _row([_CASEWORKER, _LEAD, _CONSULTANT], Whose.ASKED, "take part in colleagues' talks")
SEE_OWN_CITIZENS = _row([_CASEWORKER, _LEAD], Whose.CASELOAD, "see what waits and what happened")
NAME_READERS = _row([_LEAD, _ADMINISTRATOR], Whose.TEAM, "protect a name, name who sees it")
EDIT_PLANS = _row([_CASEWORKER, _LEAD], Whose.CASELOAD, "see and change plan, CV and job log")
WRITE_MESSAGES = _row([_CASEWORKER, _LEAD, _CONSULTANT], Whose.ASKED, "write with citizens")
INVITED_ONLY = _row([Role.DEPARTMENT], Whose.ASKED, "see nothing but the plans one is invited to")
SEE_SHARED_PLANS = _row(
    [Role.DEPARTMENT, _CASEWORKER, _LEAD, _CONSULTANT],
    Whose.ASKED,
    "see the parts of a plan its citizen shares",
)
KEEP_POWERS = _row(
    [_CASEWORKER, _LEAD], Whose.CASELOAD, "enter and end powers of attorney given on paper"
)
CALL_BACK = _row([_LEAD], Whose.SURVEY, "call those who asked for it after a survey")

DECIDE_RIGHTS = _row([_LEAD, _ADMINISTRATOR], Whose.RIGHTS, "answer what people ask of their data")

# Openings and places.
EDIT_OPENINGS = _row([_CASEWORKER, _LEAD, _CONSULTANT], Whose.NOBODY, "see and write openings")
REFER = _row([_CASEWORKER, _LEAD, _CONSULTANT], Whose.CASELOAD, "suggest openings to citizens")
SEE_PLACES = _row([_CASEWORKER, _LEAD, _CONSULTANT], Whose.COMPANIES, "see applications for places")
DECIDE_PLACES = _row([_CONSULTANT, _LEAD], Whose.COMPANIES, "decide applications for places")
PLACE_CITIZENS = _row([_CASEWORKER, _LEAD], Whose.CASELOAD, "give a place to a citizen")

# Companies.
SEE_COMPANIES = _row([_CONSULTANT, _LEAD, _ADMINISTRATOR], Whose.COMPANIES, "see company cards")
KEEP_COMPANIES = _row([_CONSULTANT, _LEAD], Whose.COMPANIES, "keep company cards and agreements")
SEE_COOPERATION = _row(
    [_CONSULTANT, _LEAD, _ADMINISTRATOR, _ANALYST], Whose.NOBODY, "see the cooperation degree"
)
SEE_ENQUIRIES = _row([_CONSULTANT, _LEAD, _ADMINISTRATOR], Whose.COMPANIES, "see enquiries")
ANSWER_ENQUIRIES = _row([_CONSULTANT, _LEAD], Whose.COMPANIES, "answer enquiries")
PICK_CANDIDATES = _row([_CONSULTANT, _LEAD], Whose.REQUESTS, "find and present candidates")
KEEP_ROSTER = _row([_LEAD, _ADMINISTRATOR], Whose.NOBODY, "keep the duty roster and wall screens")

# Figures and rules: no person's rows.
SEE_TIMES = _row([_LEAD, _ANALYST, _ADMINISTRATOR], Whose.NOBODY, "see whether there are times")
SEE_RULES = _row(_INSIDE, Whose.NOBODY, "read the rule book")
SEE_FIGURES = _row(_INSIDE, Whose.NOBODY, "see goals and figures")
SEE_REPORTS = _row(_INSIDE, Whose.NOBODY, "read management reports")
WRITE_REPORTS = _row([_ANALYST, _LEAD, _ADMINISTRATOR], Whose.NOBODY, "write reports")
APPROVE_REPORTS = _row([_LEAD, _ADMINISTRATOR], Whose.NOBODY, "approve reports")
IMPORT_FIGURES = _row([_ANALYST, _ADMINISTRATOR], Whose.NOBODY, "import figures of others")
TELL_CHANGES = _row([_LEAD, _ANALYST, _ADMINISTRATOR], Whose.NOBODY, "tell what answers changed")
CHECK_WORDS = _row([_ANALYST], Whose.SURVEY, "read open answers for names")
ENTER_PAPER = _row([_ANALYST, _ADMINISTRATOR], Whose.SURVEY, "enter answers given on paper")
CHECK_LOG = _row([_ADMINISTRATOR], Whose.LOG, "check who has looked, but not one's own looks")
KEEP_ACCESS = _row(
    [_ADMINISTRATOR], Whose.NOBODY, "see and change who of staff may do what; emergency access"
)
SEE_SYSTEM = _row([_LEAD, _ADMINISTRATOR], Whose.NOBODY, "see how the portal is doing")
ADMINISTER = _row([_ADMINISTRATOR], Whose.NOBODY, "change rules, texts and settings")

WHOSE = {
    Whose.NOBODY: "no person's rows",
    Whose.OWN: "one's own rows",
    Whose.CASELOAD: "citizens of one's own and of one's team; of others after a stated reason",
    Whose.TEAM: "rows of the team one leads",
    Whose.ASKED: "what one is asked to: as caseworker, contact person or by a valid share",
    Whose.REQUESTS: "citizens one finds for companies, as far as their CV is visible to staff",
    Whose.COMPANIES: "companies and what they ask for; of citizens only the candidates",
    Whose.SURVEY: "answers without names, and wishes to be called",
    Whose.RIGHTS: "what citizens of the team one leads ask of their data; an administrator all",
    Whose.LOG: "the access log",
}


def may(actor: Actor | None, *rows: Row) -> bool:
    """True when one of `rows` lets `actor`. Whose rows it then reaches, queries decide."""
    if actor is None or actor.audience is not Audience.STAFF:
        return False
    return any(actor.role in row.roles for row in rows)


def table() -> dict[str, Row]:
    """Every line by its name, in the order they stand above."""
    return {name: row for name, row in globals().items() if isinstance(row, Row)}
