"""Occupations and competences by concept; a CV with versions, certificates and finer choices."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016_cv_taxonomy"
down_revision = "0015_joint"


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    _create_taxonomy()
    _widen_cv()


def _widen_cv() -> None:
    texts, none = sa.ARRAY(sa.Text()), sa.text("'{}'")
    for name in ("occupation_uris", "competence_uris"):
        op.add_column("cv", sa.Column(name, texts, server_default=none, nullable=False))
    op.add_column("cv", sa.Column("considerations", sa.Text(), server_default="", nullable=False))
    op.add_column(
        "cv", sa.Column("for_businesses", sa.Boolean(), server_default=sa.true(), nullable=False)
    )
    for name in ("show_considerations", "hide_employers", "hide_contact"):
        op.add_column(
            "cv", sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    op.create_table(
        "cv_certificate",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("citizen_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), server_default="", nullable=False),
        sa.Column("ended_year", sa.Integer(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "ended_year BETWEEN 1900 AND 2200", name=op.f("cv_certificate_year_possible")
        ),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("cv_certificate_citizen_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("cv_certificate_pkey")),
    )
    op.create_index("cv_certificate_citizen_id_idx", "cv_certificate", ["citizen_id"])
    op.create_table(
        "cv_version",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("citizen_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.CheckConstraint(
            "made_by IN ('change', 'import', 'restore')", name=op.f("cv_version_made_by_known")
        ),
        sa.ForeignKeyConstraint(
            ["citizen_id"], ["citizen.id"], name=op.f("cv_version_citizen_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("cv_version_pkey")),
        sa.UniqueConstraint("citizen_id", "number", name=op.f("cv_version_once")),
    )


def _create_taxonomy() -> None:
    texts = sa.ARRAY(sa.Text())
    op.create_table(
        "taxonomy_concept",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("uri", sa.Text(), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("label_da", sa.Text(), server_default="", nullable=False),
        sa.Column("label_en", sa.Text(), server_default="", nullable=False),
        sa.Column("aliases_da", texts, server_default=sa.text("'{}'"), nullable=False),
        sa.Column("aliases_en", texts, server_default=sa.text("'{}'"), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=True),
        sa.Column("retired", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint(
            "scheme IN ('occupation', 'skill')", name=op.f("taxonomy_concept_scheme_known")
        ),
        sa.CheckConstraint(
            "source IN ('esco', 'sample')", name=op.f("taxonomy_concept_source_known")
        ),
        sa.CheckConstraint(
            "area IS NULL OR area IN ('care', 'teaching', 'green', 'it')",
            name=op.f("taxonomy_concept_area_known"),
        ),
        sa.CheckConstraint(
            "label_da <> '' OR label_en <> ''", name=op.f("taxonomy_concept_has_a_name")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("taxonomy_concept_pkey")),
        sa.UniqueConstraint("uri", name=op.f("taxonomy_concept_uri_key")),
    )
    concept = "taxonomy_concept.id"
    op.create_table(
        "taxonomy_name",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("concept_id", sa.BigInteger(), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("preferred", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(collation="C"), nullable=False),
        sa.ForeignKeyConstraint(
            ["concept_id"], [concept], name=op.f("taxonomy_name_concept_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("taxonomy_name_pkey")),
    )
    op.create_index("taxonomy_name_concept_id_idx", "taxonomy_name", ["concept_id"])
    op.create_index("taxonomy_name_exact", "taxonomy_name", ["words", "scheme"])
    op.create_index(
        "taxonomy_name_trigrams",
        "taxonomy_name",
        ["words"],
        postgresql_using="gin",
        postgresql_ops={"words": "gin_trgm_ops"},
    )
    op.create_table(
        "taxonomy_word",
        sa.Column("word", sa.Text(collation="C"), nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("taxonomy_word_pkey")),
    )
    op.create_index(
        "taxonomy_word_trigrams",
        "taxonomy_word",
        ["word"],
        postgresql_using="gin",
        postgresql_ops={"word": "gin_trgm_ops"},
    )
    op.create_table(
        "taxonomy_relation",
        sa.Column("occupation_id", sa.BigInteger(), nullable=False),
        sa.Column("skill_id", sa.BigInteger(), nullable=False),
        sa.Column("essential", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["occupation_id"], [concept], name=op.f("taxonomy_relation_occupation_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["skill_id"], [concept], name=op.f("taxonomy_relation_skill_id_fkey")
        ),
        sa.PrimaryKeyConstraint("occupation_id", "skill_id", name=op.f("taxonomy_relation_pkey")),
    )
    op.create_index("taxonomy_relation_skill_id_idx", "taxonomy_relation", ["skill_id"])


def downgrade() -> None:
    op.drop_table("cv_version")
    op.drop_table("cv_certificate")
    for name in (
        "occupation_uris",
        "competence_uris",
        "considerations",
        "for_businesses",
        "show_considerations",
        "hide_employers",
        "hide_contact",
    ):
        op.drop_column("cv", name)
    for table in ("taxonomy_relation", "taxonomy_word", "taxonomy_name", "taxonomy_concept"):
        op.drop_table(table)
    op.execute("DROP EXTENSION IF EXISTS pg_trgm")
