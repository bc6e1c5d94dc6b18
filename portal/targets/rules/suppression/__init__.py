"""What may be shown of a quarter's tables, decided for all of them at once.

The tables of one quarter hang together: the teams add up to the total, and so do the target
groups; the table of groups by teams adds up to both. So hiding a small cell is not enough: its
neighbours and the total would give it away. Here the tables are read as a network, in which each
count is a pipe and each sum a joint where as much flows in as out (`network.py`), and more cells
are hidden until nothing that is hidden can be worked out, neither exactly nor nearly.

Found by M. Fischetti and J. J. Salazar-González, "Solving the cell suppression problem on tabular
data with linear constraints", Management Science 47 (2001), 1008-1027, and D. Gusfield, "A graph
theoretic approach to statistical data security", SIAM J. Comput. 17 (1988), 552-571; the choice
of what else to hide is a simple greedy one: safe, not always the least.
"""

from portal.targets.rules.suppression.decision import decide, sound, whole
from portal.targets.rules.suppression.limits import (
    ALL,
    PAIR,
    SINGLE,
    TOTAL,
    Address,
    Counts,
    Limits,
    Table,
    may_be_shown,
    moved,
)

__all__ = [
    "ALL",
    "PAIR",
    "SINGLE",
    "TOTAL",
    "Address",
    "Counts",
    "Limits",
    "Table",
    "decide",
    "may_be_shown",
    "moved",
    "sound",
    "whole",
]
