"""Goals of the employment plans, and how far the job centre is from them.

Figures are computed on read from answers and from the enquiries' event log; nothing is stored
twice. A share always comes with its n, its 95 % interval and a verdict, and a group of fewer than
five answers shows nothing at all: the same on pages, in the API and on the command line.
The plans' goals keep their Danish words, and their published figures stay as published.
"""
