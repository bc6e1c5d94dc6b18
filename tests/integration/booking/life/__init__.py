"""A job centre in which talks live: who is there, what they do, and what must hold throughout."""
