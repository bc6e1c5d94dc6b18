"""The declaration of the locks as a page for people: `portal db locks` prints it."""

from collections.abc import Iterator, Mapping

from portal.core.row_security import ALL, Declaration

HEAD = """# Whose the rows are

Printed by `portal db locks` from `portal/row_security/`; a test fails when it is not up to date.
Why and how: [24 · A second lock](decisions/0024-row-security.md). Staff, the worker and commands
see all rows. Everybody else sees those below, and who has not signed in sees none, but in a flow.
"""


def page(declared: Declaration) -> str:
    """The whole page, as Markdown."""
    return "\n".join(_lines(declared)) + "\n"


def _lines(declared: Declaration) -> Iterator[str]:
    yield HEAD
    yield "## Locked\n"
    yield "| table | whose rows are seen | also in |\n| --- | --- | --- |"
    for table, rows in sorted(declared.locked.items()):
        yield f"| `{table}` | {rows.why} | {', '.join(declared.flows_of(table))} |"
    yield "\n## Flows\n"
    yield "*Only some rows* are those of the one person, event or talk that the use is about.\n"
    yield "| flow | what for | reads | reads and writes |\n| --- | --- | --- | --- |"
    for name, flow in sorted(declared.flows.items()):
        yield f"| {name} | {flow.why} | {_opened(flow.reads)} | {_opened(flow.writes)} |"
    yield "\n## Added to only\n"
    yield f"The application may neither change nor delete: {_listed(declared.append_only)}."
    yield f"A rule of keeping deletes, and nothing else: {_listed(declared.forgotten_by_rule)}."
    yield "\n## Open\n"
    yield "| tables | why |\n| --- | --- |"
    for why in dict.fromkeys(declared.open.values()):
        tables = [name for name, said in declared.open.items() if said == why]
        yield f"| {_listed(tables)} | {why} |"


def _opened(rows: Mapping[str, str]) -> str:
    """The tables, and of which only some rows are opened."""
    return ", ".join(
        f"`{table}`" + ("" if what == ALL else " (only some rows)")
        for table, what in sorted(rows.items())
    )


def _listed(names: frozenset[str] | list[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))
