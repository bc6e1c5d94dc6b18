"""The first page of everybody: the public, citizens, businesses and staff.

It reads the other rooms and owns no table. A citizen's page says in one sentence what must be done
next; a business sees its enquiries with their clocks; staff see the day. What the portal knows of
people, and how accessible it is, is told to everybody in plain words.
"""
