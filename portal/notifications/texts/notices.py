"""What e-mail, SMS and Digital Post say: that a message waits, and where."""

from flask_babel import lazy_gettext as _l

from portal.notifications.texts.kinds import Kind

KINDS: dict[str, Kind] = {
    "notice_email": Kind(
        _l("E-mail that a message waits"),
        _l("You have a new message in {solution}"),
        _l(
            "Hello {name}\n\nYou have a new message in {solution}. Read it here:\n\n{link}\n\n"
            "Best wishes\n{solution}\n\n"
            "You can't reply to this e-mail. Write or call us instead."
        ),
        ("name", "link"),
    ),
    "notice_sms": Kind(
        _l("SMS that a message waits"),
        _l("You have a new message in {solution}"),
        _l("You have a new message in {solution}. Read it here: {link}"),
        ("link",),
    ),
    "notice_digital_post": Kind(
        _l("Digital Post that a message waits"),
        _l("You have a new message in {solution}"),
        _l("You have a new message in {solution}. Read it here: {link}"),
        ("name", "link"),
    ),
}
