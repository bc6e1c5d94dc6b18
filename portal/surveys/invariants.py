"""What must hold of answers, whatever happened. None of it says whose they are."""

from portal.core.invariants import Family, Invariant, stays

_TALLIED = """
    SELECT coalesce(a.cell_id, t.cell_id), coalesce(a.key, t.key), a.n, t.n FROM (
        SELECT cell_id, key, count(*) AS n, count(*) FILTER (WHERE value::int >= 4) AS favourable
        FROM {table} x CROSS JOIN LATERAL jsonb_each_text(to_jsonb(x) - 'id' - 'cell_id') v
        WHERE value IS NOT NULL GROUP BY 1, 2) a
    FULL JOIN (SELECT survey_tally.* FROM survey_tally JOIN survey_cell c ON c.id = cell_id
               JOIN survey_wave w ON w.id = c.wave_id
               WHERE c.kind = '{kind}' AND w.questionnaire = '{questionnaire}') t
        USING (cell_id, key)
    WHERE (a.n, a.favourable) IS DISTINCT FROM (t.n::bigint, t.favourable::bigint)"""

INVARIANTS = (
    stays("survey_answer", "survey_answer_is_final"),
    stays("survey_business_answer", "survey_business_answer_is_final"),
    Invariant(
        Family.COUNTED,
        "an answer of a citizen that is not counted, or counted twice",
        _TALLIED.format(table="survey_answer", kind="background", questionnaire="citizen"),
    ),
    Invariant(
        Family.COUNTED,
        "an answer of a business that is not counted, or counted twice",
        _TALLIED.format(table="survey_business_answer", kind="occasion", questionnaire="business"),
    ),
    Invariant(
        Family.COUNTED,
        "more answers in a running wave than links that were used",
        """SELECT w.id FROM survey_wave w WHERE NOT w.closed AND (
                SELECT count(*) FROM survey_spent_link s WHERE s.wave_id = w.id
            ) < (
                SELECT count(*) FROM survey_cell c LEFT JOIN survey_answer a ON a.cell_id = c.id
                    LEFT JOIN survey_business_answer b ON b.cell_id = c.id
                WHERE c.wave_id = w.id AND num_nonnulls(a.id, b.id) > 0
            ) + (SELECT count(*) FROM survey_sealed_answer x WHERE x.wave_id = w.id AND x.fresh)""",
    ),
    Invariant(
        Family.COUNTED,
        "a group with another number of invited people than it says",
        """SELECT c.id, c.invited FROM survey_cell c
            LEFT JOIN survey_invitation i
                ON c.id IN (i.cell_id, i.caseworker_cell_id, i.channel_cell_id)
                AND i.wave_id = c.wave_id
            WHERE NOT EXISTS (SELECT FROM survey_wave w WHERE w.id = c.wave_id AND w.closed)
            GROUP BY c.id HAVING count(i.id) <> c.invited""",
    ),
    Invariant(
        Family.COUNTED,
        "a closed wave in which something still waits, or that knows who took part",
        """SELECT w.id FROM survey_wave w WHERE w.closed AND (
            EXISTS (SELECT FROM survey_sealed_answer x WHERE x.wave_id = w.id)
            OR EXISTS (SELECT FROM survey_spent_link s WHERE s.wave_id = w.id))""",
    ),
)
