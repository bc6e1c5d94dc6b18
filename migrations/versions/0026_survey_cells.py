"""The survey: cells decided before answers, sealed answers, tallies, codes, paper, call wishes."""

import sqlalchemy as sa
from alembic import op

revision = "0026_survey_cells"
down_revision = "0025_plan_share"

STATEMENTS = ("guidance", "purpose", "plan_use", "resources", "cooperation")
BUSINESS = ("reachable", "understood", "candidates", "easy", "again")
ONE_PERSON = "(citizen_id IS NULL) <> (business_user_id IS NULL)"

# A batch of answers and its counts are one statement: the figures can't be stale.
TALLY = """
CREATE FUNCTION survey_tally_answers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO survey_tally AS t (cell_id, key, n, favourable)
    SELECT a.cell_id, v.key, count(*), count(*) FILTER (WHERE v.value::int >= 4)
    FROM laid a CROSS JOIN LATERAL jsonb_each_text(to_jsonb(a) - 'id' - 'cell_id') v
    WHERE v.value IS NOT NULL
    GROUP BY a.cell_id, v.key
    ORDER BY a.cell_id, v.key
    ON CONFLICT (cell_id, key) DO UPDATE
        SET n = t.n + excluded.n, favourable = t.favourable + excluded.favourable;
    RETURN NULL;
END $$
"""
INVITED = """
CREATE FUNCTION survey_count_invited() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- In the order of their ids, so that two that invite at once don't wait for each other.
    PERFORM 1 FROM survey_cell WHERE id IN (
        SELECT cell_id FROM made UNION SELECT caseworker_cell_id FROM made
        UNION SELECT channel_cell_id FROM made
    ) ORDER BY id FOR UPDATE;
    UPDATE survey_cell c SET invited = c.invited + m.number
    FROM (
        SELECT cell, count(*) AS number FROM (
            SELECT cell_id AS cell FROM made
            UNION ALL SELECT caseworker_cell_id FROM made
            UNION ALL SELECT channel_cell_id FROM made
        ) every_cell WHERE cell IS NOT NULL GROUP BY cell
    ) m WHERE c.id = m.cell;
    RETURN NULL;
END $$
"""
UNCHANGEABLE = """
CREATE FUNCTION survey_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is never changed once written', TG_TABLE_NAME;
END $$
"""
TRIGGERS = """
CREATE TRIGGER survey_answer_is_counted AFTER INSERT ON survey_answer
    REFERENCING NEW TABLE AS laid FOR EACH STATEMENT EXECUTE FUNCTION survey_tally_answers();
CREATE TRIGGER survey_business_answer_is_counted AFTER INSERT ON survey_business_answer
    REFERENCING NEW TABLE AS laid FOR EACH STATEMENT EXECUTE FUNCTION survey_tally_answers();
CREATE TRIGGER survey_answer_is_final BEFORE UPDATE OR DELETE ON survey_answer
    FOR EACH STATEMENT EXECUTE FUNCTION survey_refuse_change();
CREATE TRIGGER survey_business_answer_is_final BEFORE UPDATE OR DELETE ON survey_business_answer
    FOR EACH STATEMENT EXECUTE FUNCTION survey_refuse_change();
CREATE TRIGGER survey_statement_is_final BEFORE UPDATE ON survey_statement
    FOR EACH STATEMENT EXECUTE FUNCTION survey_refuse_change();
CREATE TRIGGER survey_invitation_is_counted AFTER INSERT ON survey_invitation
    REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION survey_count_invited();
"""


def upgrade() -> None:
    _widen_waves()
    _create_cells()
    _move_to_cells()
    _create_answering()
    _create_asking()
    for statement in (TALLY, INVITED, UNCHANGEABLE, *TRIGGERS.split(";\n")):
        if statement.strip():
            op.execute(statement)


def _widen_waves() -> None:
    citizen = {"server_default": "citizen", "nullable": False}
    known = "questionnaire IN ('citizen', 'business')"
    op.add_column("survey_wave", sa.Column("questionnaire", sa.Text(), **citizen))
    op.add_column(
        "survey_wave", sa.Column("mark_key", sa.Text(), server_default="", nullable=False)
    )
    op.add_column(
        "survey_wave",
        sa.Column(
            "seal_key", sa.LargeBinary(), server_default=sa.text("'\\x'::bytea"), nullable=False
        ),
    )
    op.add_column(
        "survey_wave", sa.Column("closed", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.create_check_constraint(op.f("survey_wave_questionnaire_known"), "survey_wave", known)
    op.drop_constraint("survey_wave_quarter_start_key", "survey_wave")
    op.create_unique_constraint(
        "survey_wave_once_a_quarter", "survey_wave", ["questionnaire", "quarter_start"]
    )
    op.add_column("survey_statement", sa.Column("questionnaire", sa.Text(), **citizen))
    op.create_check_constraint(
        op.f("survey_statement_questionnaire_known"), "survey_statement", known
    )
    op.drop_constraint("survey_statement_pkey", "survey_statement")
    op.create_primary_key(
        "survey_statement_pkey", "survey_statement", ["questionnaire", "key", "language", "version"]
    )
    op.create_table(
        "survey_rule",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("value >= 0", name=op.f("survey_rule_not_negative")),
        sa.PrimaryKeyConstraint("key", "valid_from", name=op.f("survey_rule_pkey")),
    )


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), server_default="0", nullable=False)


def _create_cells() -> None:
    op.create_table(
        "survey_cell",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("wave_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), server_default="background", nullable=False),
        _text("group_family"),
        _text("team"),
        _text("length_band"),
        _text("value"),
        _number("population"),
        _number("invited"),
        sa.CheckConstraint(
            "kind IN ('background', 'caseworker', 'channel', 'occasion')",
            name=op.f("survey_cell_kind_known"),
        ),
        sa.CheckConstraint(
            "(kind = 'background') = (value = '')",
            name=op.f("survey_cell_background_has_no_value"),
        ),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["survey_wave.id"], name=op.f("survey_cell_wave_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("survey_cell_pkey")),
        sa.UniqueConstraint(
            "wave_id",
            "kind",
            "group_family",
            "team",
            "length_band",
            "value",
            name="survey_cell_once_per_wave",
        ),
    )
    op.create_table(
        "survey_tally",
        sa.Column("cell_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("favourable", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "favourable BETWEEN 0 AND n", name=op.f("survey_tally_favourable_within_n")
        ),
        sa.ForeignKeyConstraint(
            ["cell_id"], ["survey_cell.id"], name=op.f("survey_tally_cell_id_fkey")
        ),
        sa.PrimaryKeyConstraint("cell_id", "key", name=op.f("survey_tally_pkey")),
    )


def _move_to_cells() -> None:
    """Answers given before there were cells all lie in one: nothing more is known of them."""
    op.execute(
        "INSERT INTO survey_cell (wave_id, group_family, team, length_band, population, invited)"
        " SELECT w.id, 'other', 'other', 'other', count(i.id), count(i.id) FROM survey_wave w"
        " LEFT JOIN survey_invitation i ON i.wave_id = w.id GROUP BY w.id"
    )
    for table in ("survey_answer", "survey_invitation"):
        op.add_column(table, sa.Column("cell_id", sa.BigInteger(), nullable=True))
        op.execute(
            f"UPDATE {table} t SET cell_id = c.id FROM survey_cell c"  # noqa: S608
            " WHERE c.wave_id = t.wave_id"
        )
        op.alter_column(table, "cell_id", nullable=False)
        op.create_foreign_key(
            op.f(f"{table}_cell_id_fkey"), table, "survey_cell", ["cell_id"], ["id"]
        )
    op.create_index(op.f("survey_answer_cell_id_idx"), "survey_answer", ["cell_id"])
    pairs = ", ".join(f"('{key}', a.{key})" for key in STATEMENTS)
    op.execute(
        "INSERT INTO survey_tally (cell_id, key, n, favourable)"  # noqa: S608
        " SELECT a.cell_id, v.key, count(v.value), count(*) FILTER (WHERE v.value >= 4)"
        f" FROM survey_answer a CROSS JOIN LATERAL (VALUES {pairs}) v (key, value)"
        " WHERE v.value IS NOT NULL GROUP BY a.cell_id, v.key"
    )
    op.drop_index("survey_answer_wave_id_idx", table_name="survey_answer")
    op.drop_column("survey_answer", "wave_id")


def _create_answering() -> None:
    op.create_table(
        "survey_sealed_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("wave_id", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("fresh", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.CheckConstraint(
            "octet_length(sealed) = 1840", name=op.f("survey_sealed_answer_size_tells_nothing")
        ),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["survey_wave.id"], name=op.f("survey_sealed_answer_wave_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("survey_sealed_answer_pkey")),
    )
    op.create_index(op.f("survey_sealed_answer_wave_id_idx"), "survey_sealed_answer", ["wave_id"])
    # Never compressed, never moved to a side table, whose numbers would tell the order.
    op.execute("ALTER TABLE survey_sealed_answer ALTER COLUMN sealed SET STORAGE PLAIN")
    op.create_table(
        "survey_business_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cell_id", sa.BigInteger(), nullable=False),
        *(sa.Column(key, sa.SmallInteger(), nullable=True) for key in BUSINESS),
        *(
            sa.CheckConstraint(
                f"{key} BETWEEN 1 AND 5", name=op.f(f"survey_business_answer_{key}_on_scale")
            )
            for key in BUSINESS
        ),
        sa.ForeignKeyConstraint(
            ["cell_id"], ["survey_cell.id"], name=op.f("survey_business_answer_cell_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("survey_business_answer_pkey")),
    )
    op.create_index(
        op.f("survey_business_answer_cell_id_idx"), "survey_business_answer", ["cell_id"]
    )
    op.create_table(
        "survey_open_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("wave_id", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        _text("released"),
        sa.Column("checked_by_id", sa.BigInteger(), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'released', 'withheld')",
            name=op.f("survey_open_answer_state_known"),
        ),
        sa.CheckConstraint(
            "(state = 'released') = (released <> '')",
            name=op.f("survey_open_answer_released_has_words"),
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (checked_by_id IS NULL)",
            name=op.f("survey_open_answer_checked_by_one"),
        ),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["survey_wave.id"], name=op.f("survey_open_answer_wave_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["checked_by_id"], ["staff.id"], name=op.f("survey_open_answer_checked_by_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("survey_open_answer_pkey")),
    )
    op.create_index(op.f("survey_open_answer_wave_id_idx"), "survey_open_answer", ["wave_id"])


def _create_asking() -> None:
    op.alter_column("survey_invitation", "citizen_id", nullable=True)
    op.add_column(
        "survey_invitation", sa.Column("business_user_id", sa.BigInteger(), nullable=True)
    )
    op.create_foreign_key(
        op.f("survey_invitation_business_user_id_fkey"),
        "survey_invitation",
        "business_user",
        ["business_user_id"],
        ["id"],
    )
    op.create_index(
        op.f("survey_invitation_business_user_id_idx"), "survey_invitation", ["business_user_id"]
    )
    op.create_unique_constraint(
        "survey_business_invited_once_per_wave",
        "survey_invitation",
        ["wave_id", "business_user_id"],
    )
    op.create_check_constraint(
        op.f("survey_invitation_is_one_persons"), "survey_invitation", ONE_PERSON
    )
    for name in ("caseworker_cell_id", "channel_cell_id"):
        op.add_column("survey_invitation", sa.Column(name, sa.BigInteger(), nullable=True))
        op.create_foreign_key(
            op.f(f"survey_invitation_{name}_fkey"),
            "survey_invitation",
            "survey_cell",
            [name],
            ["id"],
        )
    op.create_table(
        "survey_reminder_round",
        sa.Column("wave_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("invited_until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["survey_wave.id"], name=op.f("survey_reminder_round_wave_id_fkey")
        ),
        sa.PrimaryKeyConstraint(
            "wave_id", "number", "invited_until", name=op.f("survey_reminder_round_pkey")
        ),
    )
    op.create_table(
        "survey_opt_out",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("citizen_id", sa.BigInteger(), nullable=True),
        sa.Column("business_user_id", sa.BigInteger(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.CheckConstraint(ONE_PERSON, name=op.f("survey_opt_out_is_one_persons")),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("survey_opt_out_citizen_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["business_user_id"],
            ["business_user.id"],
            name=op.f("survey_opt_out_business_user_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("survey_opt_out_pkey")),
        sa.UniqueConstraint("citizen_id", name=op.f("survey_opt_out_citizen_id_key")),
        sa.UniqueConstraint("business_user_id", name=op.f("survey_opt_out_business_user_id_key")),
    )
    _create_codes()
    op.create_table(
        "survey_call_wish",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        _text("about"),
        sa.Column("language", sa.Text(), server_default="da", nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("called_on", sa.Date(), nullable=True),
        sa.Column("called_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(called_on IS NULL) = (called_by_id IS NULL)",
            name=op.f("survey_call_wish_called_by_one"),
        ),
        sa.ForeignKeyConstraint(
            ["called_by_id"], ["staff.id"], name=op.f("survey_call_wish_called_by_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("survey_call_wish_pkey")),
    )


def _create_codes() -> None:
    op.create_table(
        "survey_code",
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("invitation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["survey_invitation.id"],
            name=op.f("survey_code_invitation_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("survey_code_pkey")),
        sa.UniqueConstraint("invitation_id", name=op.f("survey_code_invitation_id_key")),
    )
    op.create_table(
        "survey_code_try",
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("since", name=op.f("survey_code_try_pkey")),
    )
    op.create_table(
        "survey_paper_entry",
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("entered_by_id", sa.BigInteger(), nullable=False),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["code_hash"],
            ["survey_code.code_hash"],
            name=op.f("survey_paper_entry_code_hash_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["staff.id"], name=op.f("survey_paper_entry_entered_by_id_fkey")
        ),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("survey_paper_entry_pkey")),
    )


def downgrade() -> None:
    for table in ("survey_answer", "survey_statement", "survey_invitation"):
        for trigger in ("is_counted", "is_final"):
            op.execute(f"DROP TRIGGER IF EXISTS {table}_{trigger} ON {table}")
    for name in (
        "survey_paper_entry",
        "survey_code_try",
        "survey_code",
        "survey_call_wish",
        "survey_opt_out",
        "survey_reminder_round",
        "survey_open_answer",
        "survey_business_answer",
        "survey_sealed_answer",
    ):
        op.drop_table(name)
    for function in ("survey_tally_answers", "survey_count_invited", "survey_refuse_change"):
        op.execute(f"DROP FUNCTION {function}()")
    # A business's waves, invitations and statements have no place in the older shape.
    op.execute("DELETE FROM survey_invitation WHERE citizen_id IS NULL")
    op.add_column("survey_answer", sa.Column("wave_id", sa.BigInteger(), nullable=True))
    op.execute(
        "UPDATE survey_answer a SET wave_id = c.wave_id FROM survey_cell c WHERE c.id = a.cell_id"
    )
    op.alter_column("survey_answer", "wave_id", nullable=False)
    op.create_foreign_key(
        op.f("survey_answer_wave_id_fkey"), "survey_answer", "survey_wave", ["wave_id"], ["id"]
    )
    op.create_index(op.f("survey_answer_wave_id_idx"), "survey_answer", ["wave_id"])
    op.drop_column("survey_answer", "cell_id")
    for name in ("cell_id", "caseworker_cell_id", "channel_cell_id", "business_user_id"):
        op.drop_column("survey_invitation", name)
    op.alter_column("survey_invitation", "citizen_id", nullable=False)
    op.drop_table("survey_tally")
    op.drop_table("survey_cell")
    op.drop_table("survey_rule")
    op.execute(
        "DELETE FROM survey_spent_link s USING survey_wave w"
        " WHERE w.id = s.wave_id AND w.questionnaire <> 'citizen'"
    )
    op.execute("DELETE FROM survey_wave WHERE questionnaire <> 'citizen'")
    op.execute("DELETE FROM survey_statement WHERE questionnaire <> 'citizen'")
    op.drop_constraint("survey_statement_pkey", "survey_statement")
    op.create_primary_key(
        "survey_statement_pkey", "survey_statement", ["key", "language", "version"]
    )
    op.drop_column("survey_statement", "questionnaire")
    op.drop_constraint("survey_wave_once_a_quarter", "survey_wave")
    for name in ("questionnaire", "mark_key", "seal_key", "closed"):
        op.drop_column("survey_wave", name)
    op.create_unique_constraint("survey_wave_quarter_start_key", "survey_wave", ["quarter_start"])
