"""What must hold of orders and their files."""

from portal.core.invariants import Family, Invariant

INVARIANTS = (
    Invariant(
        Family.FILES,
        "a file that is ready and not whole",
        """SELECT o.id::text, e.name FROM export_order o CROSS JOIN unnest(o.endings) AS e (name)
        WHERE o.made_at IS NOT NULL AND NOT EXISTS (
            SELECT FROM export_piece p WHERE p.order_id = o.id AND p.ending = e.name
            HAVING count(*) > 0 AND count(*) = max(p.number) + 1)
        UNION ALL
        SELECT o.id::text, 'size' FROM export_order o WHERE o.made_at IS NOT NULL AND o.size <> (
            SELECT coalesce(sum(octet_length(p.content)), 0) FROM export_piece p
            WHERE p.order_id = o.id)""",
    ),
    Invariant(
        Family.FILES,
        "a piece of a file that was stopped or failed",
        """SELECT DISTINCT o.id::text, o.kind FROM export_order o
        JOIN export_piece p ON p.order_id = o.id
        WHERE o.failed_at IS NOT NULL OR o.cancelled_at IS NOT NULL""",
    ),
    Invariant(
        Family.WHOLE,
        "an order that nobody was told the end of within the time it may take",
        """SELECT id::text, kind FROM export_order
        WHERE num_nonnulls(made_at, failed_at, cancelled_at) = 0
        AND asked_at < CAST(:now AS timestamptz) - interval '1 day'""",
    ),
)
