"""Talks: what must be held and by when, the times a citizen can choose, and the talks booked.

A time that is shown can be booked: list, booking and command ask the same function. Nobody is
booked twice at once; the database refuses it. A citizen has one open duty of a kind at most, never
beside a talk that fulfils it, and always hears in one sentence what to do by when.
"""
