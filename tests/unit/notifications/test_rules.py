"""When messages may go out, and when they are tried again."""

from datetime import time, timedelta

import pytest

from portal.notifications import rules
from portal.notifications.channels import smtp
from tests.conftest import NOW


@pytest.mark.parametrize(
    ("wall", "answer"),
    [
        (time(8, 59, 59), False),
        (time(9), True),
        (time(21, 59), True),
        (time(22), False),
        (time(0), False),
    ],
)
def test_reminders_go_out_by_day(wall: time, answer: bool) -> None:
    assert rules.is_daytime(wall) is answer


def test_each_refusal_waits_longer_and_then_we_give_up() -> None:
    waits = [rules.next_attempt(n, NOW) for n in range(1, len(rules.BACK_OFF) + 1)]
    assert waits == sorted(w for w in waits if w is not None)
    assert rules.next_attempt(len(rules.BACK_OFF) + 1, NOW) is None


def test_a_lease_outlasts_every_conversation_with_a_server() -> None:
    # connect, greeting, EHLO, STARTTLS, EHLO, AUTH, MAIL, RCPT, DATA, the text's end, RSET, QUIT
    assert timedelta(seconds=12 * smtp.TIMEOUT) < rules.LEASE
