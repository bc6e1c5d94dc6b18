"""Use cases: forget, delete again, copy, correct, restrict, erase."""
