"""The operators' commands are read when they are asked for: each place in the list leads to one."""

import click
import pytest

from portal import rooms
from portal.core.commands import Commands

PORTAL = Commands("portal", rooms.COMMANDS, "The job centre's portal.")
CONTEXT = click.Context(PORTAL)


@pytest.mark.parametrize("name", PORTAL.list_commands(CONTEXT))
def test_each_name_leads_to_a_command_of_that_name_with_a_word_of_help(name: str) -> None:
    found = PORTAL.get_command(CONTEXT, name)
    assert found is not None
    assert found.name == name
    assert found.help


def test_another_name_is_none() -> None:
    assert PORTAL.get_command(CONTEXT, "nothing") is None
