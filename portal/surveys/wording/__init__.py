"""The statements' fixed wording. A published version never changes: new words are a new version.

Each statement to citizens is the employment plan's own sentence (Beskæftigelsesplan 2022, focus
area 2), turned to the first person and made plain. 'open' is the one open question.
"""

from portal.core import i18n
from portal.surveys.wording.business import VERSIONS as BUSINESS
from portal.surveys.wording.citizen import VERSIONS as CITIZEN

# The languages of the citizens' questionnaire, and of the pages around it.
LANGUAGES = i18n.LANGUAGES | i18n.MORE_LANGUAGES
# questionnaire -> version -> language -> statement -> words
WORDINGS: dict[str, dict[int, dict[str, dict[str, str]]]] = {
    "citizen": CITIZEN,
    "business": BUSINESS,
}
