"""Concrete openings that citizens are asked about, and their answers.

A citizen sees why they are asked, by when to answer, and what the employer sees after a yes.
A no costs nothing; its reason is for the job centre only. After the deadline nothing changes,
and a yes can be taken back until the employer has been shown the citizen.
One citizen is asked once about one opening, however often the button is pressed.
"""
