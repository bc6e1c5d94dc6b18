"""The survey of dignified casework: every citizen with a contact course, once a quarter.

A signed link opens five statements without sign-in and is used once. The invitation knows who
was asked, the answer never does, and nothing in the database joins the two: not ids, times, order
or system columns. Opening a link changes nothing. Answers on and off the scale are told apart.
Why it is built so, and what it does not protect from: docs/decisions/0005-survey-anonymity.md.
"""
