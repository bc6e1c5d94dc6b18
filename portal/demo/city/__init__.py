"""A whole city on top of the demo municipality: the same kinds of rows, very many of them.

For measuring. The municipality stays as it is, personas and all; the city's people are plain, its
history is regular, and all of it keeps the rules the database keeps.
"""

from portal.demo.city.loading import load
from portal.demo.city.sizes import City

__all__ = ["City", "load"]
