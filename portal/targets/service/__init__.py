"""The use cases of goals: figures that come in."""

from portal.targets.service import measurements

__all__ = ["measurements"]
