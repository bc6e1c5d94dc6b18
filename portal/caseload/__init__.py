"""Whose data staff may see: their own citizens and their team's, others after saying why.

A look at a citizen of another team begins with a reason, ends by itself, and is always among those
that are checked. Protected names and addresses are shown to named staff only.
"""
