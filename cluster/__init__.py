"""A cluster on this machine: three PostgreSQL nodes under Patroni, and what happens to them.

`make cluster-test` builds it, lets citizens book talks all the while, and takes the primary away
again and again.
"""


class ClusterError(Exception):
    """The cluster can't be built, or did not do what it must; the words say which."""
