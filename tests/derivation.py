"""What can be worked out of published tables: exact linear algebra, knowing no rule of ours."""

from fractions import Fraction

from portal.targets.rules.suppression import TOTAL, Address, Table

Row = dict[Address, int]


def relations(table: Table) -> list[Row]:
    """What everybody knows to add up, as rows that come to nothing."""
    rows: dict[tuple[str, str], Row] = {}
    for address, counts in table.items():
        if counts.absent or address == TOTAL:
            continue
        if address.other:
            over = [("group_family", address.value), ("team", address.other)]
            for place in over:
                rows.setdefault(place, {Address(*place): -1})[address] = 1
        else:
            rows.setdefault((address.dimension, ""), {TOTAL: -1})[address] = 1
    return list(rows.values())


def derivable(table: Table, shown: frozenset[Address]) -> set[Address]:
    """The hidden cells whose count is fixed by the shown ones: exact elimination of fractions."""
    hidden = [a for a, counts in table.items() if not counts.absent and a not in shown]
    place = {address: i for i, address in enumerate(hidden)}
    matrix = [[Fraction(row.get(address, 0)) for address in hidden] for row in relations(table)]
    fixed = set()
    done = 0
    for column in range(len(hidden)):
        pivot = next((r for r in range(done, len(matrix)) if matrix[r][column]), None)
        if pivot is None:
            continue
        matrix[done], matrix[pivot] = matrix[pivot], matrix[done]
        matrix[done] = [value / matrix[done][column] for value in matrix[done]]
        for r, row in enumerate(matrix):
            if r != done and row[column]:
                factor = row[column]
                matrix[r] = [a - factor * b for a, b in zip(row, matrix[done], strict=True)]
        done += 1
    for row in matrix:
        filled = [address for address in hidden if row[place[address]]]
        if len(filled) == 1:
            fixed.add(filled[0])
    return fixed
