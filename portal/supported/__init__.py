"""Work placements, wage subsidies and public-benefit places.

A company applies for one place; the employees' representative consents by a signed link.
Each rule is dated data with a source, and a failed one is a sentence that says what would be right.
Staff decide with a reason, before the deadline that is counted from the consent.
The database refuses two places at once for one citizen, more people than a partner company has
places for, and more time than the rule in force allows.
"""
