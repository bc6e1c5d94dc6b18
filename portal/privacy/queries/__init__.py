"""What is kept, for how long, whose it is, and what people have asked of it."""

from portal.privacy.queries.periods import answer_months, period, periods
from portal.privacy.queries.restrictions import is_restricted, not_restricted

__all__ = ["answer_months", "is_restricted", "not_restricted", "period", "periods"]
