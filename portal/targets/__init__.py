"""Goals of the employment plans, and how far the job centre is from them.

Survey figures are published once a day by one rule for all tables (`service/publication.py`), and
pages, files, API and commands show nothing else; what was published never changes. The promises to
businesses are computed on read from the enquiries' event log. A share always comes with its n, its
95 % interval and a verdict, and what could betray an answer is not even in the published tables.
The plans' goals keep their Danish words, and their published figures stay as published.
"""
