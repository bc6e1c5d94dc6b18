"""Messages between a citizen and the named staff of the course: threads, files, when they are read.

Each answer is promised by a real day, and what waits longest stands first with staff. A thread with
the caseworker follows the citizen to the next one; who is away is stood in for. Mail and SMS say
only that a message waits, once until it is read. Only the citizen, who the thread is with, whoever
stands in, and the lead of that team can open it.
"""
