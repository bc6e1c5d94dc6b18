"""Named uses that reach beyond one's own rows, and the tables each opens."""

from portal.core.row_security import Flow

_ASKED = {
    "business",
    "production_unit",
    "recruitment_request",
    "request_event",
    "service_result",
}
FLOWS: dict[str, Flow] = {
    name: Flow(why, frozenset(tables))
    for name, why, tables in (
        (
            "sign_in",
            "who is behind a cookie, a claim or a token",
            {
                "business", "business_user", "citizen", "emergency_key", "emergency_link",
                "emergency_use", "held_form", "identity", "power_of_attorney", "representative",
                "production_unit", "protected_reader", "sign_in", "system_access",
                "system_answer", "system_secret",
            },
        ),
        (
            "telling",
            "telling somebody else what happened, and taking it back",
            {"business_user", "citizen", "contact_preference", "outbox_message"},
        ),
        (
            "calendar",
            "somebody's calendar, by its secret address",
            {"calendar_feed", "citizen", "obligation", "talk", "talk_participant"},
        ),
        (
            "guest",
            "the answer of a guest of a talk, by a signed link",
            {"citizen", "outbox_message", "talk", "talk_participant"},
        ),
        (
            "consent",
            "the employees' representative's answer about a place, by a signed link",
            {
                "business", "business_user", "partner_agreement", "placement",
                "production_unit", "supported_application", "supported_event",
            },
        ),
        (
            "enquiry",
            "a company's enquiry without signing in, by its key or a signed link",
            _ASKED
            | {
                "business_user", "guest_pass", "request_draft", "request_file", "request_visit",
            },
        ),
        ("wall", "a screen in the job centre, by its secret address", _ASKED),
        ("figures", "how promises were kept, as counts for everybody", _ASKED | {"thread_message"}),
        (
            "survey",
            "answers to the survey, by a signed link or a code",
            {
                "citizen", "business_user", "survey_call_wish", "survey_code",
                "survey_invitation", "survey_opt_out", "survey_sealed_answer",
                "survey_spent_link",
            },
        ),
        (
            "asking",
            "who has the enquiry behind a job that a citizen asks to be sent on to",
            {"recruitment_request"},
        ),
        (
            "receipts",
            "what became of an SMS, signed by the gateway",
            {"business_user", "citizen", "contact_preference", "outbox_message"},
        ),
    )
}  # fmt: skip
