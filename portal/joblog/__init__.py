"""The job log: which jobs the citizen has applied for, written in twenty seconds.

Title, employer and day are enough. The week is the Danish calendar week, Monday to Sunday, and its
goal is the one agreed with the caseworker, else the rule of the citizen's group; groups that are
not to look for jobs have none. An entry can be changed or deleted by its own citizen only.
"""
