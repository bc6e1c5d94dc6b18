"""What is said about people's own data. Nothing of the data stands in it."""

from flask_babel import lazy_gettext as _l

from portal.notifications.texts.kinds import Kind

KINDS: dict[str, Kind] = {
    "data_copy_ready": Kind(
        _l("A copy of somebody's data is ready"),
        _l("The copy of your data is ready"),
        _l("Fetch it under Your data. It lies there for {days} days, and then it is deleted."),
        ("days",),
    ),
    "data_copy_failed": Kind(
        _l("A copy of somebody's data could not be made"),
        _l("We could not make the copy of your data"),
        _l(
            "Something went wrong on our side, and nothing of yours is lost. Ask for the copy again"
            " under Your data. If it fails again, write to us."
        ),
    ),
    "export_ready": Kind(
        _l("A file that was ordered is ready"),
        _l("Your file is ready: {title}"),
        _l("Fetch it under Files to take out. It lies there for {days} days."),
        ("title", "days"),
    ),
    "export_failed": Kind(
        _l("A file that was ordered could not be made"),
        _l("We could not make your file: {title}"),
        _l(
            "Nothing is lost. Order it again under Files to take out. If it fails again, write to"
            " those who run the portal."
        ),
        ("title",),
    ),
    "data_erased": Kind(
        _l("Data were deleted as a citizen asked"),
        _l("We have deleted what you asked for"),
        _l("Under Your data you can see what we still keep, why, and until when."),
    ),
    "data_request_received": Kind(
        _l("Somebody asks something of their data"),
        _l("We have got your request about your data"),
        _l("You get an answer by {answer_by} at the latest. See it under Your data."),
        ("answer_by",),
    ),
    "data_request_longer": Kind(
        _l("A request about data takes longer"),
        _l("Your request about your data takes longer"),
        _l("You get an answer by {answer_by} at the latest. Why it takes longer: {note}"),
        ("answer_by", "note"),
    ),
    "data_request_decided": Kind(
        _l("A request about data is decided"),
        _l("We have answered your request about your data"),
        _l(
            "See the answer under Your data. The reason: {reason}\n"
            "You can complain to the Danish Data Protection Agency, datatilsynet.dk."
        ),
        ("reason",),
    ),
    "restriction_lifted": Kind(
        _l("The use of data is no longer restricted"),
        _l("We use your data again"),
        _l("The restriction of the use of your data is lifted. The reason: {reason}"),
        ("reason",),
    ),
}
