"""The words the tables of this room know."""

CHANNELS = ("in_person", "phone", "video", "workplace")
JOINT_KINDS = ("joint", "round_table", "workplace_follow_up")
SELF_BOOKED_CHANNELS = ("in_person", "phone", "video")
KINDS = ("assessment", "job", "joint", "round_table", "workplace_follow_up")
TALK_STATUSES = (
    "booked",
    "held",
    "cancelled",
    "citizen_absent",
    "centre_absent",
    "technical_trouble",
)
OBLIGATION_STATUSES = ("open", "booked", "held", "expired", "excused", "exempt", "withdrawn")
STOPPED_BECAUSE = ("no_time_found", "centre_absent", "centre_cancelled", "absence")
EXEMPTION_GROUNDS = ("it_skills", "language", "disability", "interpreter", "premises")
RESOURCE_KINDS = ("room", "video_line")
# What of it a talk takes, by the way of meeting; the others take none.
RESOURCE_OF_CHANNEL = {"in_person": "room", "video": "video_line"}
OFFER_REASONS = ("earlier_time", "absence", "priority")
OFFER_STATUSES = ("open", "accepted", "declined", "expired", "gone")
PARTICIPANT_KINDS = ("colleague", "unemployment_fund", "department", "employer", "other")
