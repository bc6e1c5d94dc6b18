"""Figures that others have counted: reading them as people write them, and what is new in them."""
