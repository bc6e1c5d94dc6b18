"""What must hold of what was deleted, whatever happened since."""

from portal.core import months
from portal.core.invariants import Family, Invariant
from portal.tables import METADATA

# Rows with a number of their own, which is never given twice: what has gone can't come again.
_AGAIN = """SELECT '{0}', t.id::text FROM {0} t JOIN deletion_journal d
    ON d.table_name = '{0}' AND d.columns IS NULL AND d.written IS NULL
    AND d.row_key = ARRAY[t.id::text]"""
NUMBERED = sorted(
    name
    for name, table in METADATA.tables.items()
    if [column.name for column in months.naming(table)] == ["id"] and name != "deletion_journal"
)

INVARIANTS = (
    Invariant(
        Family.DELETED,
        "a row that was deleted and is there again",
        " UNION ALL ".join(_AGAIN.format(name) for name in NUMBERED),
    ),
)
