"""The use cases of goals and figures: some come in, some are published, some change something."""

from portal.targets.service import improvements, measurements, publication

__all__ = ["improvements", "measurements", "publication"]
