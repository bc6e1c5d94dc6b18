"""Companies, their sites and the people who act for them.

A company is known by its CVR number, checked by the official check digit in one place.
People of a company see their own company and nobody else's.
New companies are let in by the job centre, with a command; they need no further set-up.
A company may have one named contact among the consultants.
"""
