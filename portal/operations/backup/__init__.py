"""Backups: made, kept, verified, restored. Sealed with age on the way, so never plain on a disk.

A `dump` is the database in one file (pg_dump); it is restored into any PostgreSQL. A `base` is
the whole server (pg_basebackup); with the log that is archived each minute it is restored to any
moment since.
"""
