"""The words the tables of this room know."""

QUESTIONNAIRES = ("citizen", "business")
STATEMENTS = ("guidance", "purpose", "plan_use", "resources", "cooperation")
BUSINESS_STATEMENTS = ("reachable", "understood", "candidates", "easy", "again")
STATEMENTS_OF = {"citizen": STATEMENTS, "business": BUSINESS_STATEMENTS}
OPEN_QUESTION = "open"

# What an answer is counted by. 'background' is all that stands on an answer of a citizen;
# 'caseworker' and 'channel' are counted beside it, 'occasion' is all of a business's.
CELL_KINDS = ("background", "caseworker", "channel", "occasion")
OTHER = "other"
"""A background value that is kept back because too few people share it."""
CASEWORKERS = ("own", "other", "none")
OCCASIONS = ("request", "yearly")

OPEN_STATES = ("waiting", "released", "withheld")

# Every sealed answer has this size, whatever it holds. Below 2 kB, so that PostgreSQL never moves
# one to a side table whose numbers would tell the order.
SEALED_SIZE = 1840
