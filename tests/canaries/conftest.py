"""The stage of the faults, where nothing is killed this time."""

from tests.faults.conftest import beside, mail, stage, town

__all__ = ["beside", "mail", "stage", "town"]
