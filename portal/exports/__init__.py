"""Files too long to wait for: ordered, made by the worker, fetched for some days.

One table of orders for everybody: what staff take out, and people's copies of all about
themselves. What can be ordered is a `Kind`; each room says its own in `exporting.py`, and
`portal/rooms.py` lists them. A file is opened by the one who ordered it, while they still may.
"""
