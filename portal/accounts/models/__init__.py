"""The people of the portal, who they are to the providers, their sign-ins, who acts for whom."""

from portal.accounts.models.emergency import EmergencyKey, EmergencyLink, EmergencyUse
from portal.accounts.models.people import (
    TARGET_GROUPS,
    BusinessUser,
    Citizen,
    Persona,
    ProtectedReader,
    Staff,
    Team,
    one_of,
)
from portal.accounts.models.powers import PowerOfAttorney, Representative
from portal.accounts.models.signing_in import HeldForm, Identity, LogoutToken, SignIn

__all__ = [
    "TARGET_GROUPS",
    "BusinessUser",
    "Citizen",
    "EmergencyKey",
    "EmergencyLink",
    "EmergencyUse",
    "HeldForm",
    "Identity",
    "LogoutToken",
    "Persona",
    "PowerOfAttorney",
    "ProtectedReader",
    "Representative",
    "SignIn",
    "Staff",
    "Team",
    "one_of",
]
