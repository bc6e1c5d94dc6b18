"""Goals that are measured, and the head of a table of their figures."""

from datetime import date

from portal.targets.rules.measurements.judging import KnownGoal

TODAY = date(2026, 11, 26)
GOALS = [
    KnownGoal(2014, "unge", "change_max", False),
    KnownGoal(2019, "unge", "change_max", False),
    KnownGoal(2019, "aktive", "share_min", False),
    KnownGoal(2022, "antal", "follow", False),
    KnownGoal(2022, "purpose", "share_min", True),
    KnownGoal(2019, "bedrageri", "text", False),
]
HEAD = "plan_year;key;figures_from;municipality;cluster;eastern_denmark;whole_country"
