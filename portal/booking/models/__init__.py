"""Talks, what must be held, and when caseworkers can be met.

The database itself refuses to double-book a caseworker, a citizen or a room.
"""

from portal.booking.models.codes import (
    CHANNELS,
    EXEMPTION_GROUNDS,
    JOINT_KINDS,
    KINDS,
    OFFER_REASONS,
    PARTICIPANT_KINDS,
    RESOURCE_KINDS,
    RESOURCE_OF_CHANNEL,
    SELF_BOOKED_CHANNELS,
)
from portal.booking.models.hours import Absence, Resource, WorkingPattern
from portal.booking.models.obligations import Exemption, NoTimeFound, Obligation, Outage, Pulse
from portal.booking.models.offers import CalendarFeed, TimeOffer, WaitingWish
from portal.booking.models.rulebook import KindRule, Purpose, TalkRule
from portal.booking.models.talks import AgendaItem, Participant, StaffTime, Talk

__all__ = [
    "CHANNELS",
    "EXEMPTION_GROUNDS",
    "JOINT_KINDS",
    "KINDS",
    "OFFER_REASONS",
    "PARTICIPANT_KINDS",
    "RESOURCE_KINDS",
    "RESOURCE_OF_CHANNEL",
    "SELF_BOOKED_CHANNELS",
    "Absence",
    "AgendaItem",
    "CalendarFeed",
    "Exemption",
    "KindRule",
    "NoTimeFound",
    "Obligation",
    "Outage",
    "Participant",
    "Pulse",
    "Purpose",
    "Resource",
    "StaffTime",
    "Talk",
    "TalkRule",
    "TimeOffer",
    "WaitingWish",
    "WorkingPattern",
]
