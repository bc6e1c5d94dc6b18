"""Use cases: write and send an enquiry, answer it, find and present candidates, tell in time."""
