"""The goals of the employment plans, the figures on them, and what the answers changed."""

from portal.targets.models.counts import AT_THE_END, COUNTED_KEYS, QuarterCount
from portal.targets.models.goals import GOAL_KINDS, STATUS_WORDS, Goal, Measurement
from portal.targets.models.improvements import Improvement
from portal.targets.models.publication import FigureRelease, PublicationRule, PublishedFigure
from portal.targets.models.reports import FORMATS, Report, ReportComment, ReportFile

__all__ = [
    "AT_THE_END",
    "COUNTED_KEYS",
    "FORMATS",
    "GOAL_KINDS",
    "STATUS_WORDS",
    "FigureRelease",
    "Goal",
    "Improvement",
    "Measurement",
    "PublicationRule",
    "PublishedFigure",
    "QuarterCount",
    "Report",
    "ReportComment",
    "ReportFile",
]
