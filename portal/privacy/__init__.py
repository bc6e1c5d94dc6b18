"""Everyone's own data: what is kept and why, a copy of it, what is put right and what is deleted.

Every column of the portal has a class, and every person's rows are named in one declaration: the
copy a person gets, the deletion, and the page that explains it all are made from it.
What is deleted stays deleted, also after a backup has been put back.
"""
