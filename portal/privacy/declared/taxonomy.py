"""Occupations and competences."""

from portal.privacy.holding import held

HELD = (
    held(
        "taxonomy_concept",
        P0="id uri scheme label_da label_en aliases_da aliases_en source area code retired",
    ),
    held(
        "taxonomy_name",
        P0="id concept_id scheme language preferred name words",
    ),
    held(
        "taxonomy_word",
        P0="word",
    ),
    held(
        "taxonomy_relation",
        P0="occupation_id skill_id essential",
    ),
)
