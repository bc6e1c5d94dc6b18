"""Companies and whom one may call there."""

from flask_babel import lazy_gettext as _l

from portal.privacy.holding import held

HELD = (
    held(
        "business",
        "company",
        P0=(
            "id cvr name name_sort trade sector employees address postcode city "
            "closed_at units_share"
        ),
        P1="named_contact_id",
    ),
    held(
        "production_unit",
        "company",
        P0="id business_id p_number name address postcode city removed_at",
    ),
    held(
        "business_contact",
        "company",
        _l("People we may call at the company"),
        kept="business_contact",
        P0="id business_id",
        P1="name title phone email consented_at consent_by noted_by_id withdrawn_at",
    ),
    held(
        "business_note",
        "company",
        _l("Calls and visits"),
        kept="business_case",
        P0="id business_id",
        P1="kind on_day written_at staff_id next_step next_on",
        P2="text",
    ),
)
