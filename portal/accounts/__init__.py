"""Accounts: who people are, how they sign in, how long that lasts.

Sign-in is OpenID Connect only. A sign-in is a row the portal can revoke; the browser holds a
random id and the database its hash. The row is read on every request, so a person who is removed
or changes role is refused at the next one.
"""
