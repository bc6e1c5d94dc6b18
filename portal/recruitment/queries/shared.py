"""What a business may see of a citizen's CV."""

from portal.cv import queries as cv


def short_profile(profile: cv.Profile) -> str:
    """What a business is shown of a CV, one fact a line: work, competences, wishes, languages.

    Never the free text, in which people may have written about their life, and nothing at all
    when the citizen keeps the CV from businesses.
    """
    if not profile.for_businesses:
        return ""
    languages = ", ".join(
        name if level == "native" else f"{name} ({level})" for name, level in profile.languages
    )
    facts = [
        profile.latest_experience,
        ", ".join(profile.competences),
        ", ".join(profile.wished_occupations),
        languages,
        profile.considerations,
    ]
    return "\n".join(fact for fact in facts if fact)
