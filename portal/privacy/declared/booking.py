"""Talks, duties and calendars."""

from flask_babel import lazy_gettext as _l

from portal.privacy.holding import held

HELD = (
    held(
        "talk_rule",
        P0=(
            "target_group at_risk valid_from self_booking channels first_kind "
            "first_within_days early_within_days early_until_days next_within_days "
            "purpose_code talk_minutes book_before_hold_days notice_days "
            "cancel_until_hours max_changes remind_hours_before answer_within_days "
            "source created_at"
        ),
        P1="created_by_id",
    ),
    held(
        "talk_kind_rule",
        P0=(
            "kind valid_from self_bookable channels buffer_before_minutes "
            "buffer_after_minutes lead_hours horizon_days source created_at"
        ),
        P1="created_by_id",
    ),
    held(
        "talk_purpose",
        P0="code text_da text_en bring_da bring_en active",
    ),
    held(
        "talk_resource",
        P0="id kind team_id name capacity features directions active",
    ),
    held(
        "opening_hours",
        P0="weekday valid_from opens closes source",
    ),
    held(
        "outage",
        P0="id began_at ended_at reason moved recorded_at",
    ),
    held(
        "portal_pulse",
        P0="id beat_at",
    ),
    held(
        "working_pattern",
        "staff",
        _l("When employees take talks"),
        kept="staff",
        P1=(
            "id staff_id weekday starts ends valid_from valid_to kept_for_staff "
            "released_hours_before"
        ),
    ),
    held(
        "absence",
        "staff",
        _l("When employees are away"),
        kept="staff_calendar",
        P0="id",
        P1="staff_id",
        P2="during kind",
    ),
    held(
        "staff_time",
        "staff",
        _l("What employees' time is taken by"),
        kept="staff_calendar",
        P0="id",
        P1="talk_id staff_id blocks held_for",
        goes_with="talk_id",
    ),
    held(
        "obligation",
        "talks",
        _l("Talks that must be held, with their deadlines"),
        citizen="citizen_id",
        kept="talks",
        P0="id",
        P1="created_by_id",
        P2="citizen_id",
        P3=(
            "kind purpose_code purpose_words book_by hold_by status rule_valid_from "
            "short_notice_reason stopped_at stopped_because priority changes created_at "
            "warned_at"
        ),
    ),
    held(
        "booking_exemption",
        "talks",
        _l("That you need not book yourself"),
        citizen="citizen_id",
        kept="talks",
        P0="id",
        P1="decided_by_id",
        P2="citizen_id",
        P3="expires_on decided_at ended_at",
        P4="ground",
    ),
    held(
        "no_time_found",
        "talks",
        _l("When you could not find a time"),
        citizen="citizen_id",
        kept="talks",
        P0="id",
        P1="answered_by_id",
        P2=(
            "citizen_id obligation_id asked_at window_from window_to times_shown shown "
            "answer_by answered_at"
        ),
        P3="wish answer",
    ),
    held(
        "talk",
        "talks",
        _l("Your talks"),
        citizen="citizen_id",
        kept="talks",
        P0="id buffer_before buffer_after resource_unit version",
        P1="caseworker_id instead_of_id outcome_by_id",
        P2="citizen_id",
        P3=(
            "obligation_id kind channel purpose_code purpose_words place during "
            "resource_id status booked_by created_at cancelled_at cancelled_by "
            "outcome_at calendar_uid"
        ),
        hidden="buffer_before buffer_after resource_unit version calendar_uid",
    ),
    held(
        "talk_agenda_item",
        "talks",
        _l("What you and we want to talk about"),
        citizen="talk_id",
        kept="talks",
        P0="id talk_id",
        P3="words added_by added_at",
    ),
    held(
        "talk_participant",
        "talks",
        _l("Others who took part in your talks"),
        citizen="talk_id",
        kept="talks",
        P0="id talk_id answers",
        P1="staff_id",
        P2="kind name organisation email language status invited_at answered_at",
        P3="about",
    ),
    held(
        "waiting_wish",
        "talks",
        _l("That you want an earlier time"),
        citizen="citizen_id",
        kept="talks",
        at_once="*",
        P0="id",
        P2="citizen_id talk_id channel created_at ended_at",
        goes_with="talk_id",
    ),
    held(
        "time_offer",
        "talks",
        _l("Times we have offered you"),
        citizen="citizen_id",
        kept="talks",
        P0="id",
        P1="staff_id",
        P2=(
            "citizen_id talk_id wish_id during channel because status made_at "
            "expires_at answered_at"
        ),
    ),
    held(
        "calendar_feed",
        "talks",
        _l("Your calendar address"),
        citizen="citizen_id",
        kept="account",
        at_once="*",
        P1="staff_id",
        P2="citizen_id created_at revoked_at",
        P3="token_hash",
        locked="token_hash",
    ),
)
