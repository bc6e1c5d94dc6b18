"""The goals of the employment plans, and the figures measured on them."""

from portal.targets.models.goals import GOAL_KINDS, STATUS_WORDS, Goal, Measurement

__all__ = ["GOAL_KINDS", "STATUS_WORDS", "Goal", "Measurement"]
