"""How fast the portal is on this machine, beside the bare machine: `python -m bench`.

Every figure is a ratio at heart: each page is measured in the same run, by the same generator and
behind the same gunicorn as a bare Flask answer, each booking and each survey answer
beside pgbench with the same SQL.
See docs/performance.md.
"""


class BenchError(Exception):
    """The bench can't go on; the text says why, and what to do if something can be done."""
