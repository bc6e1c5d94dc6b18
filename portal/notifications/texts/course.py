"""What is said about a citizen's course: caseworker, CV, job log and plan."""

from flask_babel import lazy_gettext as _l

from portal.notifications.texts.kinds import Kind

KINDS: dict[str, Kind] = {
    "cv_to_confirm": Kind(
        _l("The CV is to be confirmed"),
        _l("Is your CV still right?"),
        _l(
            "Look it through, change what is no longer right, and confirm it. It takes a few"
            " minutes, and it is what we show to businesses you say yes to."
        ),
        ("due",),
    ),
    "job_log_comment": Kind(
        _l("A comment in the job log"),
        _l("Your caseworker has written about {title}"),
        _l("You can read it in your job log, below the job."),
        ("title",),
    ),
    "job_log_goal": Kind(
        _l("A goal for the job log is proposed"),
        _l("How many jobs a week? Your caseworker proposes {number}"),
        _l("Say yes or no in your job log. Nothing changes before you have answered."),
        ("number",),
    ),
    "job_log_quiet": Kind(
        _l("The job log is quiet"),
        _l("You have not written in your job log for {number} days"),
        _l(
            "Have you applied for something, or will you? Write it in your job log, so it counts."
            " Are you away or ill? Tell us there, and the days do not count."
        ),
        ("number",),
    ),
    "caseworker_changed": Kind(
        _l("The citizen has a new caseworker"),
        _l("{caseworker} is your caseworker from now on"),
        _l(
            "{caseworker} follows your course from now on, instead of {previous}. The talks you"
            " have booked stay as they are. You can write to {caseworker} under Messages."
        ),
        ("caseworker", "previous"),
    ),
    "citizen_received": Kind(
        _l("To staff: a citizen is given to you"),
        _l("You are the caseworker of {who} from now on"),
        _l("Talks that are booked stay with whoever holds them. Read the plan, and say hello."),
        ("who",),
    ),
    "plan_proposed": Kind(
        _l("The plan is to be agreed on"),
        _l("Your caseworker asks whether your plan is right"),
        _l("Read it under My plan, see what has changed, and say yes or what is to be different."),
    ),
    "plan_agreed": Kind(
        _l("To staff: the plan is agreed on"),
        _l("{who} agrees to the plan"),
        _l("You both have the same version now."),
        ("who",),
    ),
    "plan_objected": Kind(
        _l("To staff: the plan is to be different"),
        _l("{who} wants the plan to be different"),
        _l("Read what {who} has written, change the plan together, and propose it anew."),
        ("who",),
    ),
}
