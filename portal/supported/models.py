"""Applications for supported employment, what happened to them, who has the place."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Citizen, Staff, one_of
from portal.businesses.models import Business, ProductionUnit
from portal.core.db import Base

FORMS = ("work_placement", "wage_subsidy", "public_benefit")
SECTORS = ("private", "public")
EVENTS = (
    "sent",
    "consented",
    "objected",
    "approved",
    "refused",
    "withdrawn",
    "placed",
    "ended",
    "asked_again",
    "asked_another",
)
DECISIONS = ("approved", "refused", "withdrawn")
FEWEST_PLACES, MOST_PLACES = 2, 4


class PlacementRule(Base):
    """What a kind of place with a kind of employer may be, from a day on.

    It lasts at most `weeks` or `months`. In a production unit there may be one such person for
    each `ratio_each` ordinary employees begun, up to `ratio_up_to` of them, and one for each
    `ratio_each_above` begun beyond. No row: that kind of employer can't have such a place.
    """

    __tablename__ = "placement_rule"
    __table_args__ = (
        sa.CheckConstraint(one_of("form", FORMS), name="placement_rule_form_known"),
        sa.CheckConstraint(one_of("sector", SECTORS), name="placement_rule_sector_known"),
        sa.CheckConstraint("num_nonnulls(weeks, months) = 1", name="placement_rule_has_one_length"),
        sa.CheckConstraint("weeks > 0 AND weeks <= 104", name="placement_rule_weeks_possible"),
        sa.CheckConstraint("months > 0 AND months <= 24", name="placement_rule_months_possible"),
        sa.CheckConstraint("hours_most BETWEEN 1 AND 60", name="placement_rule_hours_possible"),
        sa.CheckConstraint(
            "ratio_each > 0 AND ratio_each_above > 0 AND ratio_up_to >= 0",
            name="placement_rule_ratio_possible",
        ),
        sa.CheckConstraint("decide_days > 0", name="placement_rule_decides_in_days"),
    )

    form: Mapped[str] = mapped_column(primary_key=True)
    sector: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(sa.Date, primary_key=True)
    weeks: Mapped[int | None]
    months: Mapped[int | None]
    hours_most: Mapped[int]
    ratio_each: Mapped[int]
    ratio_up_to: Mapped[int]
    ratio_each_above: Mapped[int]
    decide_days: Mapped[int]
    """Days from the representative's consent to the decision."""
    source: Mapped[str]


class PartnerAgreement(Base):
    """A partner company: two to four places in a production unit, for a time."""

    __tablename__ = "partner_agreement"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["unit_id", "business_id"],
            ["production_unit.id", "production_unit.business_id"],
            name="partner_agreement_unit_is_own",
        ),
        sa.CheckConstraint(
            f"places BETWEEN {FEWEST_PLACES} AND {MOST_PLACES}", name="partner_agreement_places"
        ),
        sa.CheckConstraint("ends_on >= starts_on", name="partner_agreement_ends_after_start"),
        ExcludeConstraint(
            ("unit_id", "="),
            (sa.text("daterange(starts_on, ends_on, '[]')"), "&&"),
            using="gist",
            name="partner_agreement_one_at_a_time",
        ),
        sa.UniqueConstraint("id", "unit_id", name="partner_agreement_unit_can_be_demanded"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    business_id: Mapped[int] = mapped_column(sa.ForeignKey("business.id"), index=True)
    unit_id: Mapped[int] = mapped_column(sa.BigInteger)
    places: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    tasks: Mapped[str]
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    made_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))

    unit: Mapped[ProductionUnit] = relationship(
        lazy="raise_on_sql",
        foreign_keys="PartnerAgreement.unit_id",
        primaryjoin="PartnerAgreement.unit_id == ProductionUnit.id",
        viewonly=True,
    )


class SupportedApplication(Base):
    """What a company applied for: one place. Its state is read from its events, never stored.

    An extension begins the day after what it extends; `counted_from` is the first day of all of
    it, and the rule's length is counted from there.
    """

    __tablename__ = "supported_application"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["unit_id", "business_id"],
            ["production_unit.id", "production_unit.business_id"],
            name="supported_application_unit_is_own",
        ),
        sa.ForeignKeyConstraint(
            ["agreement_id", "unit_id"],
            ["partner_agreement.id", "partner_agreement.unit_id"],
            name="supported_application_agreement_is_the_units",
        ),
        sa.CheckConstraint(one_of("form", FORMS), name="supported_application_form_known"),
        sa.CheckConstraint(one_of("sector", SECTORS), name="supported_application_sector_known"),
        sa.CheckConstraint("ends_on >= starts_on", name="supported_application_ends_after_start"),
        sa.CheckConstraint("hours_per_week BETWEEN 1 AND 60", name="supported_application_hours"),
        sa.CheckConstraint(
            "ordinary_staff BETWEEN 0 AND 100000", name="supported_application_staff_counted"
        ),
        sa.CheckConstraint(
            "(extends_id IS NULL AND counted_from = starts_on)"
            " OR (extends_id IS NOT NULL AND counted_from < starts_on)",
            name="supported_application_counted_from_first_day",
        ),
        sa.UniqueConstraint("created_by_id", "key", name="supported_application_sent_once"),
        sa.Index("supported_application_business_idx", "business_id"),
        sa.Index("supported_application_unit_idx", "unit_id", "starts_on"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    business_id: Mapped[int] = mapped_column(sa.ForeignKey("business.id"))
    unit_id: Mapped[int] = mapped_column(sa.BigInteger)
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("business_user.id"))
    request_id: Mapped[int | None] = mapped_column(sa.ForeignKey("recruitment_request.id"))
    """The enquiry it began with, if any."""
    extends_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("supported_application.id"), index=True
    )
    agreement_id: Mapped[int | None] = mapped_column(sa.BigInteger, index=True)
    consultant_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"), index=True)
    key: Mapped[str]
    """Made with the form, so that it is sent once however often one clicks."""
    form: Mapped[str]
    sector: Mapped[str]
    title: Mapped[str]
    tasks: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    counted_from: Mapped[date]
    hours_per_week: Mapped[int]
    ordinary_staff: Mapped[int]
    """Ordinary employees in the production unit, as the company counts them."""
    supervisor_name: Mapped[str]
    supervisor_phone: Mapped[str]
    representative_name: Mapped[str]
    representative_email: Mapped[str]

    business: Mapped[Business] = relationship(lazy="raise_on_sql")
    consultant: Mapped[Staff] = relationship(lazy="raise_on_sql")
    unit: Mapped[ProductionUnit] = relationship(
        lazy="raise_on_sql",
        foreign_keys="SupportedApplication.unit_id",
        primaryjoin="SupportedApplication.unit_id == ProductionUnit.id",
        viewonly=True,
    )


def _once(name: str, kinds: tuple[str, ...]) -> sa.Index:
    return sa.Index(
        name,
        "application_id",
        unique=True,
        postgresql_where=sa.text(one_of("kind", kinds)),
    )


class SupportedEvent(Base):
    """One thing that happened to an application. Append-only: the database refuses changes."""

    __tablename__ = "supported_event"
    __table_args__ = (
        sa.CheckConstraint(one_of("kind", EVENTS), name="supported_event_kind_known"),
        sa.CheckConstraint(
            f"NOT ({one_of('kind', ('approved', 'refused', 'ended'))}) OR text <> ''",
            name="supported_event_has_reason",
        ),
        sa.CheckConstraint(
            "(kind = 'ended') = (on_day IS NOT NULL)", name="supported_event_ends_on_a_day"
        ),
        _once("supported_event_sent_once", ("sent",)),
        _once("supported_event_representative_answers_once", ("consented", "objected")),
        _once("supported_event_decided_once", DECISIONS),
        _once("supported_event_ended_once", ("ended",)),
        sa.Index("supported_event_application_idx", "application_id", "at"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("supported_application.id"))
    kind: Mapped[str]
    at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    staff_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    business_user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("business_user.id"))
    text: Mapped[str] = mapped_column(server_default="")
    on_day: Mapped[date | None] = mapped_column(sa.Date)
    """The last day, when it ended early."""


class Placement(Base):
    """A citizen who has the place. The database refuses two at once, and a partner's fifth."""

    __tablename__ = "placement"
    __table_args__ = (
        sa.CheckConstraint("ends_on >= starts_on", name="placement_ends_after_start"),
        sa.CheckConstraint("(said = '') = (said_at IS NULL)", name="placement_said_has_a_time"),
        ExcludeConstraint(
            ("citizen_id", "="),
            (sa.text("daterange(starts_on, ends_on, '[]')"), "&&"),
            where=sa.text("NOT called_off"),
            using="gist",
            name="placement_one_at_a_time",
        ),
    )

    application_id: Mapped[int] = mapped_column(
        sa.ForeignKey("supported_application.id"), primary_key=True
    )
    citizen_id: Mapped[int] = mapped_column(sa.ForeignKey("citizen.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    called_off: Mapped[bool] = mapped_column(server_default=sa.false())
    """It ended before it began."""
    chosen_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    chosen_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    said: Mapped[str] = mapped_column(server_default="")
    """What the citizen thinks of it, for the job centre only."""
    said_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))

    citizen: Mapped[Citizen] = relationship(lazy="raise_on_sql")
    chosen_by: Mapped[Staff] = relationship(lazy="raise_on_sql")
    application: Mapped[SupportedApplication] = relationship(lazy="raise_on_sql")
