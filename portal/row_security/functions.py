"""Questions that policies ask of other tables, and what only the owner of the tables may do."""

from portal.core import months

# What a policy must ask of other tables, of a row's id ($1) and of who acts ($2). They are
# functions of the owner's, so that no policy asks a table whose policy asks back, and plans stay
# small. Nothing is asked when $2 is nobody.
FUNCTIONS: dict[str, str] = {
    "lock_shared": """FROM plan_share WHERE citizen_id = $1 AND staff_id = $2
        AND answer = 'accepted' AND ended_at IS NULL""",
    "lock_acts_for": "FROM power_of_attorney WHERE representative_id = $1 AND citizen_id = $2",
    "lock_attends": """FROM talk WHERE id = $1 AND caseworker_id = $2
        UNION ALL SELECT FROM talk_participant WHERE talk_id = $1 AND staff_id = $2""",
    "lock_meets": """FROM talk WHERE citizen_id = $1 AND caseworker_id = $2
        UNION ALL SELECT FROM talk_participant p JOIN talk t ON t.id = p.talk_id
            WHERE citizen_id = $1 AND staff_id = $2""",
    "lock_has_looked": """FROM audit_event
        WHERE citizen_id = $2 AND audience = 'business' AND person_id = $1""",
    "lock_asked": "FROM referral WHERE id = $1 AND citizen_id = $2",
    "lock_asked_about": "FROM referral WHERE opening_id = $1 AND citizen_id = $2",
    "lock_request_of": "FROM recruitment_request WHERE id = $1 AND business_id = $2",
    "lock_presented": """FROM candidate JOIN recruitment_request r ON r.id = request_id
        WHERE referral_id = $1 AND business_id = $2""",
    "lock_place_of": "FROM supported_application WHERE id = $1 AND business_id = $2",
    "lock_placed": "FROM placement WHERE application_id = $1 AND citizen_id = $2",
    "lock_shown_citizen": """FROM referral JOIN candidate ON referral_id = referral.id
            JOIN recruitment_request r ON r.id = request_id
            WHERE citizen_id = $1 AND business_id = $2
        UNION ALL SELECT FROM placement JOIN supported_application a ON a.id = application_id
            WHERE citizen_id = $1 AND business_id = $2""",
    "lock_company_of": """FROM referral JOIN recruitment_request r USING (opening_id)
            WHERE citizen_id = $2 AND business_id = $1
        UNION ALL SELECT FROM placement JOIN supported_application a ON a.id = application_id
            WHERE citizen_id = $2 AND business_id = $1""",
}

SETTLE = """
CREATE OR REPLACE FUNCTION taxonomy_settle() RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM gin_clean_pending_list('taxonomy_name_trigrams');
    PERFORM gin_clean_pending_list('taxonomy_word_trigrams');
    ANALYZE taxonomy_concept, taxonomy_name, taxonomy_word, taxonomy_relation;
END $$
"""

FORGET = """
CREATE OR REPLACE FUNCTION forget_trail(before timestamptz, most integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    rule text := coalesce(current_setting('portal.deletion_rule', true), '');
    gone bigint;
BEGIN{only_worker}
    PERFORM set_config('portal.deletion_rule', 'log', true);
    DELETE FROM audit_event WHERE id IN (
        SELECT id FROM audit_event
        WHERE at < least(before, clock_timestamp() - interval '1 year')
        ORDER BY id LIMIT most FOR UPDATE SKIP LOCKED
    );
    GET DIAGNOSTICS gone = ROW_COUNT;
    PERFORM set_config('portal.deletion_rule', rule, true);
    RETURN gone;
END $$
""".replace("{only_worker}", months.ONLY_WORKER)

# Which rooms others' talks take, and never whose talks those are: whoever books must know it. As
# the twin and not as the owner: below the owner's policy no index may look for a span of time. An
# owner who is no member of the twin could not try the body, so that is left.
ROOMS = """
SET LOCAL check_function_bodies = off;
CREATE OR REPLACE FUNCTION rooms_taken(resources bigint[], within tstzrange, left_out bigint)
RETURNS TABLE (resource_id bigint, resource_unit smallint, during tstzrange)
LANGUAGE sql STABLE COST 1000 SET search_path = pg_catalog, public SET role = {inside} AS $$
    SELECT t.resource_id, t.resource_unit, t.during FROM talk t
    WHERE t.resource_id = ANY ($1) AND t.during && $2 AND t.id <> $3
        AND t.status IN ('booked', 'held')
$$;
SET LOCAL check_function_bodies = on
"""

# After an import words are found as fast as before. Lines of the trail are forgotten when they are
# older than the rule of keeping says, and never before a year has passed; the role that pages are
# made with can't ask for it.
DEEDS = (SETTLE, FORGET, ROOMS, *months.DEEDS)
