"""Min Plan: the citizen's goal in own words, and small tasks by week with owner and day.

The citizen writes goal and strengths, adds own tasks and ticks off; the caseworker, or somebody of
the same team, sees it (each look leaves a line in the audit trail) and adds tasks. Who is in the
course stands there with telephone and mail. Ticking twice is the same as ticking once.
"""
