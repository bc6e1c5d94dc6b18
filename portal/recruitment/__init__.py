"""Enquiries of businesses: answered in 24 hours, candidates in 72, and everybody can see it.

What happens to a request is appended to its log, which the database refuses to change; both
clocks are computed from it whenever somebody looks, so they can't be reset or tidied up.
A business sees its own requests only. Candidates are people a consultant picked and who said
yes to this very job; the business gets a short frozen profile, never a number, benefit or plan.
"""
