"""Tables with people's and companies' rows, and who sees which of them."""

from dataclasses import replace

from portal.core.row_security import Rows
from portal.row_security.terms import (
    BUSINESS,
    CITIZEN,
    INSIDE,
    OF_REQUEST,
    PERSONAL,
    REQUEST,
    STAFF,
    USER,
    asking,
    either,
    of_business,
    of_citizen,
    of_citizen_or_shared,
    of_person,
    within,
)

LOCKED: dict[str, Rows] = {
    # accounts
    "citizen": either(
        "the citizen's own; of another department while the plan is shared with it; of a company"
        " they were presented to, or have a place with",
        f"id = {CITIZEN}",
        shown=(
            asking("lock_shared", "id", STAFF),
            asking("lock_shown_citizen", "id", BUSINESS),
        ),
    ),
    "business_user": either(
        "the company's own, and the name of who has looked at a citizen, for that citizen",
        f"business_id = {BUSINESS}",
        shown=(asking("lock_has_looked", "id", CITIZEN),),
    ),
    "identity": Rows(
        f"citizen_id = {CITIZEN} OR business_user_id = {USER} OR staff_id = {STAFF}",
        "the person's own",
    ),
    "sign_in": within("sign_in", "identity_id", "identity"),
    "emergency_key": INSIDE,
    "emergency_link": INSIDE,
    "emergency_use": INSIDE,
    "power_of_attorney": of_citizen(),
    "representative": either(
        "who acts for the citizen, for that citizen",
        asking("lock_acts_for", "id", CITIZEN),
    ),
    "held_form": within("held_form", "identity_id", "identity"),
    "audit_event": Rows(
        f"citizen_id = {CITIZEN} OR business_id = {BUSINESS} AND citizen_id IS NULL OR "
        + PERSONAL.format(id="person_id"),
        "what the person did, what was done with the citizen's or company's data, and what this"
        " request writes",
        added="true",
        shown=f"request_id = {REQUEST}",
    ),
    # exports
    "export_order": Rows(
        f"citizen_id = {CITIZEN} OR business_user_id = {USER} OR staff_id = {STAFF}",
        "the person's own",
    ),
    "export_piece": within("export_piece", "order_id", "export_order"),
    # privacy
    "data_copy": of_person(),
    "data_correction": of_citizen(),
    "data_request": of_person(),
    "deletion_journal": Rows("", INSIDE.why, added="true"),
    "processing_restriction": of_citizen(),
    "access_sample": INSIDE,
    "access_sample_look": INSIDE,
    "citizen_look": of_citizen(),
    "protected_reader": INSIDE,
    # booking
    "booking_exemption": of_citizen(),
    "calendar_feed": Rows(f"citizen_id = {CITIZEN} OR staff_id = {STAFF}", "the person's own"),
    "no_time_found": of_citizen(),
    "obligation": of_citizen(),
    "talk": replace(of_citizen(), why="the citizen's own; of others' which room is taken when"),
    "talk_agenda_item": within("talk_agenda_item", "talk_id", "talk"),
    "talk_participant": within("talk_participant", "talk_id", "talk"),
    "time_offer": of_citizen(),
    "waiting_wish": of_citizen(),
    # cv, plan, joblog
    "cv": of_citizen(),
    "cv_certificate": of_citizen(),
    "cv_education": of_citizen(),
    "cv_experience": of_citizen(),
    "cv_language": of_citizen(),
    "cv_version": of_citizen(),
    "job_log_away": of_citizen(),
    "job_log_comment": within("job_log_comment", "entry_id", "job_log_entry"),
    "job_log_entry": of_citizen(),
    "job_log_goal": of_citizen(),
    "plan": of_citizen_or_shared(),
    "plan_contact": of_citizen_or_shared(),
    "plan_share": Rows(
        f"citizen_id = {CITIZEN} OR staff_id = {STAFF}",
        "the citizen's own, and of whom in another department it is shared with",
    ),
    "plan_task": of_citizen_or_shared(),
    "plan_version": of_citizen(),
    # messages, notifications
    "contact_preference": of_citizen(),
    "message_file": Rows(
        "EXISTS (SELECT FROM thread_message WHERE thread_message.id = message_file.message_id)"
        f" OR message_id IS NULL AND starts_with(key, 'citizen:' || {CITIZEN} || ':')",
        "seen by whoever sees the message, and until it is sent by who writes it",
    ),
    "message_thread": of_citizen(),
    "thread_message": within("thread_message", "thread_id", "message_thread"),
    "outbox_key": INSIDE,
    "outbox_message": Rows(PERSONAL.format(id="recipient_id"), "who it is for"),
    # openings
    "logged_opening": of_citizen(),
    "referral": either(
        "the citizen's own, and of the company they were presented to",
        f"citizen_id = {CITIZEN}",
        asking("lock_presented", "id", BUSINESS),
    ),
    "referral_event": within("referral_event", "referral_id", "referral"),
    "saved_opening": of_citizen(),
    "shared_cv": within("shared_cv", "referral_id", "referral"),
    # companies
    "business": either(
        "the company's own, and of a citizen who was asked about its job or has its place",
        f"id = {BUSINESS}",
        shown=(asking("lock_company_of", "id", CITIZEN),),
    ),
    "business_contact": INSIDE,
    "business_note": INSIDE,
    "production_unit": either(
        "the company's own, and of a citizen who was asked about its job or has its place",
        f"business_id = {BUSINESS}",
        shown=(asking("lock_company_of", "business_id", CITIZEN),),
    ),
    # recruitment
    "candidate": either(
        "the citizen's own, and the company's they were presented to",
        asking("lock_asked", "referral_id", CITIZEN),
        asking("lock_request_of", "request_id", BUSINESS),
    ),
    "guest_pass": OF_REQUEST,
    "match_profile": OF_REQUEST,
    "recruitment_request": either(
        "the company's own, and of a citizen who was asked about its job",
        f"business_id = {BUSINESS}",
        shown=(asking("lock_asked_about", "opening_id", CITIZEN),),
    ),
    "request_draft": Rows(f"business_user_id = {USER}", "who writes it"),
    "request_event": OF_REQUEST,
    "request_file": OF_REQUEST,
    "request_visit": OF_REQUEST,
    "open_enquiry": OF_REQUEST,
    "service_result": OF_REQUEST,
    # supported
    "partner_agreement": of_business(),
    "placement": either(
        "the citizen's own, and the company's whose place it is",
        f"citizen_id = {CITIZEN}",
        shown=(asking("lock_place_of", "application_id", BUSINESS),),
    ),
    "supported_application": either(
        "the company's own, and of the citizen who has the place",
        f"business_id = {BUSINESS}",
        shown=(asking("lock_placed", "id", CITIZEN),),
    ),
    "supported_event": within("supported_event", "application_id", "supported_application"),
    # surveys
    "survey_answer": INSIDE,
    "survey_business_answer": INSIDE,
    "survey_call_wish": INSIDE,
    "survey_code": INSIDE,
    "survey_invitation": of_person(),
    "survey_open_answer": INSIDE,
    "survey_opt_out": of_person(),
    "survey_paper_entry": INSIDE,
    "survey_sealed_answer": INSIDE,
    "survey_spent_link": INSIDE,
    "survey_tally": INSIDE,
    # companies' systems
    "system_access": of_business(),
    "system_answer": within("system_answer", "access_id", "system_access"),
    "system_secret": within("system_secret", "access_id", "system_access"),
    "webhook": of_business(),
    "webhook_delivery": within("webhook_delivery", "webhook_id", "webhook"),
    "webhook_secret": within("webhook_secret", "webhook_id", "webhook"),
}
