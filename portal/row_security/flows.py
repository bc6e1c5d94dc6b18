"""Named uses that reach beyond one's own rows, and what each opens: to read, or to write too."""

from collections.abc import Mapping

from portal.core.row_security import ALL, Flow, setting
from portal.row_security.terms import STAFF, asking

KEY = setting("flow_key")
"""The one row, or person, that the use is about."""
EVENT = "(SELECT nullif(current_setting('portal.flow_event', true), ''))"

FLOWS: dict[str, Flow] = {}


def _flow(
    name: str,
    why: str,
    reads: str = "",
    writes: str = "",
    **rows: Mapping[str, str],
) -> None:
    """A flow that opens whole tables, named in a line each, and some `rows` of others."""
    FLOWS[name] = Flow(
        why,
        dict.fromkeys(reads.split(), ALL) | dict(rows.get("read", {})),
        dict.fromkeys(writes.split(), ALL) | dict(rows.get("write", {})),
    )


def _told(audience: str) -> dict[str, str]:
    return {"outbox_message": f"audience = '{audience}' AND recipient_id = {KEY}"}


_flow(
    "sign_in",
    "who is behind a cookie, a claim or a token",
    reads="power_of_attorney protected_reader",
    writes="business business_user citizen emergency_key emergency_link emergency_use held_form"
    " identity production_unit representative sign_in system_access system_answer system_secret",
)
# Telling somebody: what reaches them, and their own messages, of the one person alone.
_flow(
    "tell_citizen",
    "telling a citizen what happened",
    read={"citizen": f"id = {KEY}", "contact_preference": f"citizen_id = {KEY}"},
    write=_told("citizen"),
)
_flow(
    "tell_business",
    "telling somebody in a company what happened",
    read={"business_user": f"id = {KEY}"},
    write=_told("business"),
)
_flow("tell_staff", "telling a member of staff what happened", write=_told("staff"))
_flow("tell_guest", "telling the guest of a talk what happened", write=_told("guest"))
_flow(
    "take_back",
    "taking back what is not sent yet of one event, whoever was to hear of it",
    write={"outbox_message": f"starts_with(event, {EVENT})"},
)
_flow("calendar", "whose a secret calendar address is", reads="calendar_feed")
_flow(
    "staff_calendar",
    "a colleague's calendar, by its secret address: talks they hold or take part in",
    read={
        "citizen": asking("lock_meets", "id", STAFF),
        "obligation": asking("lock_meets", "citizen_id", STAFF),
        "talk": asking("lock_attends", "id", STAFF),
        "talk_participant": asking("lock_attends", "talk_id", STAFF),
    },
)
_flow(
    "guest",
    "the answer of a guest of a talk, by a signed link",
    reads="citizen talk",
    writes="talk_participant",
)
_flow(
    "consent",
    "the employees' representative's answer about a place, by a signed link",
    reads="business business_user partner_agreement placement production_unit",
    writes="supported_application supported_event",
)
_flow(
    "enquiry",
    "a company's enquiry without signing in, by its key or a signed link",
    reads="open_enquiry service_result",
    writes="business business_user guest_pass production_unit recruitment_request request_draft"
    " request_event request_file request_visit",
)
_COUNTED = "business open_enquiry production_unit recruitment_request request_event service_result"
_flow("wall", "a screen in the job centre, by its secret address", reads=_COUNTED)
_flow("figures", "how promises were kept, as counts for everybody", f"{_COUNTED} thread_message")
_flow(
    "survey",
    "answers to the survey, by a signed link or a code",
    reads="business_user citizen",
    writes="survey_call_wish survey_code survey_invitation survey_opt_out survey_sealed_answer"
    " survey_spent_link",
)
_flow(
    "asking",
    "who has the enquiry behind a job that a citizen asks to be sent on to",
    reads="recruitment_request",
)
_flow(
    "receipts",
    "what became of an SMS, signed by the gateway",
    reads="business_user citizen contact_preference",
    writes="outbox_message",
)
