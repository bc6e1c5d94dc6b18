"""Every room of the portal: where its pages lie, its commands and its jobs."""

from flask import Flask

from portal.accounts import routes as accounts
from portal.accounts import routes_account as accounts_account
from portal.accounts import routes_acting as accounts_acting
from portal.accounts import routes_emergency as accounts_emergency
from portal.accounts import routes_powers as accounts_powers
from portal.accounts import routes_powers_staff as accounts_powers_staff
from portal.accounts import routes_proof as accounts_proof
from portal.accounts import routes_sign_out as accounts_sign_out
from portal.accounts import routes_staff as accounts_staff
from portal.accounts import words as accounts_words
from portal.accounts.acting import note_look as note_acting
from portal.accounts.acting import note_shown
from portal.accounts.routes_proof import ask_again
from portal.accounts.service import load_actor
from portal.booking import routes_api as booking_api
from portal.booking import routes_behalf as booking_behalf
from portal.booking import routes_calendar as booking_calendar
from portal.booking import routes_citizen as booking
from portal.booking import routes_feed as booking_feed
from portal.booking import routes_guest as booking_guest
from portal.booking import routes_help as booking_help
from portal.booking import routes_joint as booking_joint
from portal.booking import routes_patterns as booking_patterns
from portal.booking import routes_places as booking_places
from portal.booking import routes_rulebook as booking_rulebook
from portal.booking import routes_staff as booking_staff
from portal.booking import routes_talk as booking_talk
from portal.booking import routes_times as booking_times
from portal.businesses import routes as businesses
from portal.businesses import routes_staff as businesses_staff
from portal.caseload import routes as caseload
from portal.caseload import routes_lead as caseload_lead
from portal.core import commands as core_commands
from portal.core import health
from portal.cv import routes as cv
from portal.cv import routes_files as cv_files
from portal.cv import routes_staff as cv_staff
from portal.cv import routes_versions as cv_versions
from portal.exports import routes as exports
from portal.home import routes as home
from portal.joblog import routes as joblog
from portal.joblog import routes_more as joblog_more
from portal.joblog import routes_staff as joblog_staff
from portal.messages import routes_citizen as messages
from portal.messages import routes_staff as messages_staff
from portal.notifications import routes as notifications
from portal.notifications import routes_contact as contact
from portal.notifications import routes_receipts as receipts
from portal.notifications import routes_texts as texts
from portal.openings import queries as openings_queries
from portal.openings import routes as openings
from portal.openings import routes_find as openings_find
from portal.openings import routes_refer as openings_refer
from portal.openings import routes_staff as openings_staff
from portal.operations import routes as operations
from portal.plan import routes as plan
from portal.plan import routes_shared as plan_shared
from portal.plan import routes_sharing as plan_sharing
from portal.plan import routes_staff as plan_staff
from portal.plan import routes_use as plan_use
from portal.privacy import routes as privacy
from portal.privacy import routes_own as privacy_own
from portal.privacy import routes_staff as privacy_staff
from portal.privacy.access_log import routes as access_log
from portal.recruitment import words_candidates as candidate_words
from portal.recruitment.routes import api as recruitment_api
from portal.recruitment.routes import business as recruitment
from portal.recruitment.routes import candidate_rules as recruitment_rules
from portal.recruitment.routes import candidates as recruitment_candidates
from portal.recruitment.routes import figures as recruitment_figures
from portal.recruitment.routes import files as recruitment_files
from portal.recruitment.routes import guest as recruitment_guest
from portal.recruitment.routes import guest_talk as recruitment_guest_talk
from portal.recruitment.routes import handling as recruitment_handling
from portal.recruitment.routes import matching as recruitment_matching
from portal.recruitment.routes import record as recruitment_record
from portal.recruitment.routes import roster as recruitment_roster
from portal.recruitment.routes import searching as recruitment_searching
from portal.recruitment.routes import settings as recruitment_settings
from portal.recruitment.routes import sharing as recruitment_sharing
from portal.recruitment.routes import staff as recruitment_staff
from portal.recruitment.routes import visits as recruitment_visits
from portal.recruitment.routes import wall as recruitment_wall
from portal.supported import routes as supported
from portal.supported import routes_business as supported_business
from portal.supported import routes_partners as supported_partners
from portal.supported import routes_rules as supported_rules
from portal.supported import routes_staff as supported_staff
from portal.surveys import routes as surveys
from portal.surveys import routes_citizen as surveys_citizen
from portal.surveys import routes_code as surveys_code
from portal.surveys import routes_staff as surveys_staff
from portal.systems.gate import load_system
from portal.systems.routes import access as systems
from portal.systems.routes import hooks as systems_hooks
from portal.targets import routes as targets
from portal.targets import routes_api as targets_api
from portal.targets import routes_goals as goals
from portal.targets import routes_improvements as improvements
from portal.targets import routes_public as targets_public
from portal.targets import routes_reports as reports
from portal.taxonomy import routes as taxonomy

__all__ = [
    "ask_again",
    "load_actor",
    "load_system",
    "note_acting",
    "note_shown",
    "register",
]

BLUEPRINTS = [
    (health.blueprint, ""),
    (accounts.blueprint, ""),
    (accounts_account.blueprint, "/konto"),
    (accounts_acting.blueprint, "/konto/handl-for"),
    (accounts_emergency.blueprint, "/noedadgang"),
    (accounts_powers.blueprint, "/konto/fuldmagter"),
    (accounts_powers_staff.blueprint, "/personale/borger"),
    (accounts_proof.blueprint, "/log-ind"),
    (accounts_sign_out.blueprint, "/log-ud"),
    (accounts_staff.blueprint, "/personale/medarbejdere"),
    (booking.blueprint, "/borger/samtaler"),
    (booking_behalf.blueprint, "/personale/borger"),
    (booking_calendar.blueprint, "/personale/kalender"),
    (booking_patterns.blueprint, "/personale/kalender/arbejdstid"),
    (booking_feed.blueprint, ""),
    (booking_guest.blueprint, "/samtale"),
    (booking_talk.blueprint, "/borger/samtaler"),
    (booking_help.blueprint, "/borger/samtaler/ingen-tid"),
    (booking_joint.blueprint, "/personale/samtaler"),
    (booking_staff.blueprint, "/personale/samtaler"),
    (booking_rulebook.blueprint, "/personale/regelbog"),
    (booking_places.blueprint, "/personale/regelbog"),
    (booking_times.blueprint, "/personale/tider"),
    (businesses.blueprint, "/virksomhed"),
    (businesses_staff.blueprint, "/personale/virksomheder"),
    (access_log.blueprint, ""),
    (caseload.blueprint, "/personale"),
    (caseload_lead.blueprint, "/personale/borger"),
    (exports.blueprint, "/personale/udtraek"),
    (home.blueprint, ""),
    (cv.blueprint, "/borger/cv"),
    (cv_files.blueprint, "/borger/cv"),
    (cv_versions.blueprint, "/borger/cv/versioner"),
    (cv_staff.blueprint, "/personale/borger"),
    (joblog.blueprint, "/borger/joblog"),
    (joblog_more.blueprint, "/borger/joblog"),
    (joblog_staff.blueprint, "/personale/borger"),
    (messages.blueprint, "/borger/beskeder"),
    (messages_staff.blueprint, "/personale"),
    (notifications.blueprint, ""),
    (contact.blueprint, ""),
    (receipts.blueprint, ""),
    (texts.blueprint, "/personale/tekster"),
    (openings.blueprint, "/borger"),
    (openings_find.blueprint, "/borger/jobforslag"),
    (openings_refer.blueprint, "/personale"),
    (openings_staff.blueprint, "/personale/jobaabninger"),
    (operations.blueprint, ""),
    (plan.blueprint, "/borger/min-plan"),
    (plan_sharing.blueprint, ""),
    (plan_shared.blueprint, "/personale/delte-planer"),
    (plan_staff.blueprint, "/personale/borger"),
    (plan_use.blueprint, "/personale/maaltal/brug-af-min-plan"),
    (privacy.blueprint, ""),
    (privacy_own.of_citizen, "/borger/mine-data"),
    (privacy_own.of_business, "/virksomhed/mine-data"),
    (privacy_staff.blueprint, "/personale/databeskyttelse"),
    (recruitment.blueprint, "/virksomhed"),
    (systems.blueprint, "/virksomhed/vores-virksomhed/systemer"),
    (systems_hooks.blueprint, "/virksomhed/vores-virksomhed/systemer/beskeder"),
    (recruitment_staff.blueprint, "/personale/henvendelser"),
    (recruitment_handling.blueprint, "/personale/henvendelser"),
    (recruitment_matching.blueprint, "/personale/henvendelser"),
    (recruitment_searching.blueprint, "/personale/henvendelser"),
    (recruitment_rules.blueprint, "/personale/regelbog/kandidater"),
    (recruitment_candidates.blueprint, "/virksomhed/henvendelser"),
    (recruitment_sharing.blueprint, "/borger"),
    (recruitment_figures.blueprint, "/personale/henvendelser/tal"),
    (recruitment_settings.blueprint, "/personale/henvendelser"),
    (recruitment_roster.blueprint, "/personale/henvendelser/vagtplan"),
    (recruitment_wall.blueprint, ""),
    (recruitment_guest.blueprint, ""),
    (recruitment_guest_talk.blueprint, ""),
    (recruitment_visits.blueprint, ""),
    (recruitment_files.blueprint, ""),
    (recruitment_record.blueprint, "/personale/henvendelser/ny"),
    (supported.blueprint, ""),
    (supported_business.blueprint, "/virksomhed/praktik-og-tilskud"),
    (supported_staff.blueprint, "/personale/praktik-og-tilskud"),
    (supported_partners.blueprint, "/personale/praktik-og-tilskud/aftaler"),
    (supported_rules.blueprint, "/personale/regelbog/pladser"),
    (surveys_code.blueprint, "/svar"),
    (surveys.blueprint, "/svar"),
    (surveys_citizen.blueprint, "/borger/undersoegelse"),
    (surveys_staff.blueprint, "/personale"),
    (targets.blueprint, "/personale"),
    (targets_public.blueprint, ""),
    (improvements.blueprint, "/personale/maaltal/i-sagde"),
    (goals.blueprint, "/personale/maal"),
    (reports.blueprint, "/personale/rapporter"),
    (taxonomy.blueprint, "/begreber"),
    (booking_api.blueprint, "/api/v1"),
    (recruitment_api.blueprint, "/api/v1"),
    (targets_api.blueprint, "/api/v1"),
]

# Read when they are asked for: a web process needs none of them.
COMMANDS = {
    "db": "portal.defaults:database",
    "accounts": "portal.accounts.commands:accounts",
    "policy": "portal.core.commands:policy_",
    "keys": "portal.keys:keys",
    "worker": "portal.core.worker:worker",
    "access-log": "portal.privacy.access_log.commands:access_log",
    "invariants": "portal.invariants:invariants",
    "booking": "portal.booking.commands_times:booking",
    "obligations": "portal.booking.commands_times:obligations",
    "businesses": "portal.businesses.commands:businesses",
    "cv": "portal.cv.commands:cv",
    "demo": "portal.demo.commands:demo",
    "outbox": "portal.notifications.commands:outbox",
    "doctor": "portal.operations.commands_doctor:doctor",
    "backup": "portal.operations.commands:backup",
    "restore": "portal.operations.commands:restore",
    "privacy": "portal.privacy.commands:privacy",
    "retention": "portal.privacy.commands:retention",
    "recruitment": "portal.recruitment.commands:recruitment",
    "surveys": "portal.surveys.commands:surveys",
    "targets": "portal.targets.commands:targets",
    "service-goals": "portal.targets.commands:service_goals",
    "reports": "portal.targets.commands_reports:reports",
    "taxonomy": "portal.taxonomy.commands:taxonomy",
}

# Likewise: only the worker reads them.
JOBS = [
    "portal.privacy.access_log.jobs",
    "portal.booking.jobs",
    "portal.cv.jobs",
    "portal.exports.jobs",
    "portal.joblog.jobs",
    "portal.messages.jobs",
    "portal.notifications.jobs",
    "portal.openings.jobs",
    "portal.operations.jobs",
    "portal.privacy.jobs",
    "portal.recruitment.jobs",
    "portal.targets.jobs_measurements",
    "portal.targets.jobs_reports",
    "portal.surveys.jobs",
    "portal.systems.jobs",
    "portal.targets.jobs",
]

# What can be ordered as a file, in the order it is shown. Read when they are asked for.
EXPORTS = {
    "citizens": "portal.caseload.exporting:CITIZENS",
    "openings": "portal.openings.exporting:OPENINGS",
    "enquiries": "portal.recruitment.exporting:ENQUIRIES",
    "figures": "portal.targets.exporting:FIGURES",
    "access_log": "portal.privacy.access_log.exporting:ACCESS_LOG",
    "own_data": "portal.privacy.exporting:OWN_DATA",
}


def register(app: Flask) -> None:
    """Hang every room's pages, words and commands on the application."""
    app.extensions["portal.exports"] = dict(EXPORTS)
    app.jinja_env.filters["job_title"] = accounts_words.job_title
    app.jinja_env.filters["profile_facts"] = candidate_words.facts
    app.jinja_env.filters["at_postcode"] = openings_queries.address_line
    for blueprint, prefix in BLUEPRINTS:
        app.register_blueprint(blueprint, url_prefix=prefix or None)
    app.extensions["portal.jobs"] = JOBS
    app.cli.add_command(core_commands.Commands("portal", COMMANDS, "The job centre's portal."))
