"""What stands in the menu of each audience, in order: a page, its word, and who may open it."""

from flask_babel import lazy_gettext as _l

from portal.core import policy
from portal.core.access import Audience
from portal.core.page import Menu

NAVIGATION: dict[Audience, Menu] = {
    Audience.CITIZEN: [
        ("home.citizen", _l("My page"), None),
        ("booking.talks", _l("Talks"), None),
        ("plan.show", _l("My plan"), None),
        ("joblog.show", _l("Job log"), None),
        ("cv.show", _l("CV"), None),
        ("openings.suggestions", _l("Jobs"), None),
        ("notifications.inbox", _l("Messages"), None),
    ],
    Audience.BUSINESS: [
        ("home.business", _l("Overview"), None),
        ("recruitment.new", _l("New enquiry"), None),
        ("supported_business.index", _l("Places"), None),
        ("businesses.show", _l("Our company"), None),
        ("notifications.business_inbox", _l("Messages"), None),
    ],
    Audience.STAFF: [
        ("home.staff", _l("My day"), policy.INSIDE),
        ("caseload.index", _l("Citizens"), policy.SEE_OWN_CITIZENS),
        ("booking_calendar.week", _l("Calendar"), policy.RUN_TALKS),
        ("plan_shared.index", _l("Plans you are invited to"), policy.INVITED_ONLY),
        ("booking_times.show", _l("Times"), policy.SEE_TIMES),
        ("booking_rulebook.index", _l("Rule book"), policy.SEE_RULES),
        ("recruitment_staff.queue", _l("Enquiries"), policy.SEE_ENQUIRIES),
        ("businesses_staff.index", _l("Companies"), policy.SEE_COMPANIES),
        ("supported_staff.queue", _l("Places"), policy.SEE_PLACES),
        ("openings_staff.index", _l("Openings"), policy.EDIT_OPENINGS),
        ("targets.dashboard", _l("Figures"), policy.SEE_FIGURES),
        ("goals.index", _l("Goals"), policy.SEE_FIGURES),
        ("reports.index", _l("Reports"), policy.SEE_REPORTS),
        ("exports.index", _l("Files to take out"), policy.ORDER_EXPORTS),
        ("surveys_staff.index", _l("Survey"), policy.SEE_FIGURES),
        ("staff.index", _l("Staff"), policy.KEEP_ACCESS),
        ("notifications_texts.index", _l("Texts"), policy.ADMINISTER),
        ("privacy_staff.index", _l("Data protection"), policy.DECIDE_RIGHTS),
        ("access_log.samples", _l("Access log"), policy.CHECK_LOG),
        ("operations.status", _l("System status"), policy.SEE_SYSTEM),
        ("notifications.staff_inbox", _l("Messages"), None),
    ],
}
