"""Notifications: what people are told, in the portal's inbox and beyond it.

Telling somebody is one outbox row per channel, written in the transaction of what happened: if
that is undone, nobody hears of it. The worker sends what is due, at least once and never before
the commit; a message that is no longer true is dropped. Other channels than the inbox say only that
a message waits; one that fails passes it on, and a changed address gets what was lost.
"""
