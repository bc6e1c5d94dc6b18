"""Write Denmark's public holidays down for the portal, as the library `holidays` has them.

A web process would carry the calendars of all the world about to know eleven days a year. Run with
the portal's own Python after a change of the law; a test compares the file with the library.
"""

from pathlib import Path

from holidays import country_holidays

TABLE = Path(__file__).resolve().parent.parent / "portal" / "core" / "public_holidays.txt"
FIRST, LAST = 1990, 2100


def table() -> str:
    """A line for each year: the year, then its holidays as month and day."""
    lines = []
    for year in range(FIRST, LAST + 1):
        days = sorted(country_holidays("DK", years=year, language="da"))
        lines.append(f"{year} {' '.join(f'{day:%m-%d}' for day in days)}\n")
    return "".join(lines)


if __name__ == "__main__":
    TABLE.write_text(table(), encoding="utf-8")
