"""What is said about places in supported employment."""

from flask_babel import lazy_gettext as _l

from portal.notifications.texts.kinds import Kind

KINDS: dict[str, Kind] = {
    "supported_consent_asked": Kind(
        _l("To the employees' representative: say yes or no to a place"),
        _l("{business} asks for your yes to a place"),
        _l(
            "{business} would like to have somebody on special terms, and your colleagues' view"
            " counts. Read about the place through the link, and say yes or no. It takes a"
            " minute, and you need not sign in."
        ),
        ("business",),
    ),
    "supported_received": Kind(
        _l("To the company: an application for a place is received"),
        _l("We have your application: {title}"),
        _l(
            "We have written to {who} and asked for a yes on behalf of the employees.\n"
            "From that yes on our days to decide are counted. You see the date on the page of the"
            " application."
        ),
        ("title", "who"),
    ),
    "supported_to_decide": Kind(
        _l("To staff: a place is to be decided"),
        _l("A place is to be decided: {title}"),
        _l("The employees' representative has said yes. Open it under Places."),
        ("title",),
    ),
    "supported_objected": Kind(
        _l("To the company: the representative has said no"),
        _l("The employees' representative has said no: {title}"),
        _l(
            "We can't approve the place without a yes from the employees. Talk together, and send"
            " a new application when you agree, or call us."
        ),
        ("title",),
    ),
    "supported_approved": Kind(
        _l("To the company: a place is approved"),
        _l("Yes to your place: {title}"),
        _l("The place is approved. Why: {reason}\nWe now look for somebody whom it suits."),
        ("title", "reason"),
    ),
    "supported_refused": Kind(
        _l("To the company: a place is refused"),
        _l("No to your place: {title}"),
        _l("We can't approve the place. Why: {reason}\nCall us if you want to talk about it."),
        ("title", "reason"),
    ),
    "supported_placed": Kind(
        _l("To the company: somebody has the place"),
        _l("Somebody has the place: {title}"),
        _l("{who} begins with you. The first day stands on the page of the place."),
        ("title", "who"),
    ),
    "supported_yours": Kind(
        _l("The citizen has a place"),
        _l("You have a place: {title}"),
        _l(
            "You begin {by}. Read under My plan where it is, who is there for you, and for how"
            " long. There you can also tell us what you think of it."
        ),
        ("title", "by"),
    ),
    "supported_ended": Kind(
        _l("The citizen's place ends early"),
        _l("Your place ends early: {title}"),
        _l("The last day is {by}. Your caseworker talks with you about what comes next."),
        ("title", "by"),
    ),
    "supported_ended_business": Kind(
        _l("To the company: a place ends early"),
        _l("The place ends early: {title}"),
        _l("The last day is {by}. Why: {reason}"),
        ("title", "by", "reason"),
    ),
    "supported_said": Kind(
        _l("To staff: a citizen says what they think of a place"),
        _l("{who} has written what they think of the place: {title}"),
        _l("Read it on the page of the place. The company does not see it."),
        ("title", "who"),
    ),
}
