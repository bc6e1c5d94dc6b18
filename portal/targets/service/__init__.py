"""The use cases of goals and figures: what comes in, is published, is changed, is reported."""

from portal.targets.service import counting, improvements, measurements, publication, reports

__all__ = ["counting", "improvements", "measurements", "publication", "reports"]
