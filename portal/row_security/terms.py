"""The ways in which a row can be somebody's, as the policies say it."""

from portal.core.row_security import Rows, setting

CITIZEN, USER = setting("citizen"), setting("business_user")
REQUEST = "(SELECT nullif(current_setting('portal.request', true), ''))"
BUSINESS, STAFF = setting("business"), setting("staff")


def of_citizen(column: str = "citizen_id") -> Rows:
    return Rows(f"{column} = {CITIZEN}", "the citizen's own")


def exists(table: str, where: str) -> str:
    return f"EXISTS (SELECT FROM {table} WHERE {where})"


def either(why: str, *conditions: str, shown: tuple[str, ...] = ()) -> Rows:
    return Rows(" OR ".join(conditions), why, shown=" OR ".join(shown))


def of_business(column: str = "business_id") -> Rows:
    return Rows(f"{column} = {BUSINESS}", "the company's own")


def of_person() -> Rows:
    return Rows(f"citizen_id = {CITIZEN} OR business_user_id = {USER}", "the person's own")


def within(table: str, column: str, parent: str, key: str = "id") -> Rows:
    seen = exists(parent, f"{parent}.{key} = {table}.{column}")
    return Rows(seen, f"seen by whoever sees the {parent} it belongs to")


def asking(function: str, column: str, whose: str) -> str:
    """A question that goes beyond the table: about the row of `column`, and who it may be of."""
    return f"{function}({column}, {whose})"


def of_citizen_or_shared(column: str = "citizen_id") -> Rows:
    return either(
        "the citizen's own, and of whom in another department the plan is shared with",
        f"{column} = {CITIZEN}",
        shown=(asking("lock_shared", column, STAFF),),
    )


OF_REQUEST = Rows(asking("lock_request_of", "request_id", BUSINESS), "the company's own")
INSIDE = Rows("", "staff and the portal itself only")
PERSONAL = (
    f"audience = 'citizen' AND {{id}} = {CITIZEN} OR audience = 'business' AND {{id}} = {USER}"
    f" OR audience = 'staff' AND {{id}} = {STAFF}"
)
