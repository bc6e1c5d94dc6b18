"""What is said about one's own account: who may act for one, and new devices."""

from flask_babel import lazy_gettext as _l

from portal.notifications.texts.kinds import Kind

KINDS: dict[str, Kind] = {
    "power_given_on_paper": Kind(
        _l("A power of attorney is entered from paper"),
        _l("{who} may now act for you"),
        _l(
            "We have entered the power of attorney you signed on paper, so {who} can act for you"
            " here.\nYou can see what {who} does, and end it at any time, under Your account."
        ),
        ("who",),
    ),
    "power_ended": Kind(
        _l("A power of attorney is ended"),
        _l("{who} can no longer act for you"),
        _l("The power of attorney you gave {who} has ended. You find it under Your account."),
        ("who",),
    ),
    "new_device": Kind(
        _l("Somebody signed in from a device not seen before"),
        _l("You have signed in from a new device"),
        _l(
            "You signed in with {device}, which we have not seen you use before.\nWas it not you?"
            " Sign out everywhere under Your account, and call us."
        ),
        ("device",),
    ),
    "emergency_key_made": Kind(
        _l("To administrators: a security key for emergency access is enrolled"),
        _l("{who} has enrolled a security key for emergency access"),
        _l(
            "With it {who} can come in when the usual sign-in is away.\n"
            "Is that right? If not, end it under Staff."
        ),
        ("who",),
    ),
    "emergency_used": Kind(
        _l("To administrators: somebody has used the emergency access"),
        _l("Emergency access: {who} has come in with a security key"),
        _l(
            "{who} is in until {ends}.\nThe reason given: {reason}\n"
            "Is that right? If not, act now: it stands under Staff."
        ),
        ("who", "reason", "ends"),
    ),
}
