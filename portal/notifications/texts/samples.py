"""Values to show an administrator what a text will look like. Nobody real is in them."""

from datetime import UTC, date, datetime
from typing import Any

SAMPLES: dict[str, Any] = {
    "name": "Anna",
    "solution": "Jobcenterportalen",
    "phone": "45 97 30 00",
    "centre": "Lyngby-Taarbæk Kommune",
    "link": "https://jobcenter.example.invalid/borger/beskeder",
    "starts": datetime(2026, 12, 1, 9, 30, tzinfo=UTC),
    "caseworker": "Mette Ravn",
    "previous": "Jens Holm",
    "who": "Karen Lind, Metal A-kasse",
    "purpose": "Vi ser på din jobsøgning og finder konkrete job, du kan søge",
    "channel": "in_person",
    "place": "Lokale 4, 1. sal",
    "book_by": date(2026, 12, 3),
    "hold_by": date(2026, 12, 14),
    "answer_by": date(2026, 11, 25),
    "because": "outage",
    "answer": "Du kan få en tid om eftermiddagen. Se dem under Samtaler.",
    "expires_at": datetime(2026, 11, 25, 14, 0, tzinfo=UTC),
    "team": "Team Job",
    "short": 6,
    "title": "Ekspedient til bageri",
    "candidates_by": datetime(2026, 12, 4, 9, 30, tzinfo=UTC),
    "consultant": "Sofie Lund",
    "business": "Ørholm Bageri",
    "employer": "Ørholm Bageri",
    "reason": "Du har arbejdet som bager og ønsker det igen.",
    "due": datetime(2026, 12, 2, 9, 30, tzinfo=UTC),
    "number": 3,
    "step": "Vi besøger jer og ser på arbejdspladsen.",
    "by": date(2026, 12, 4),
    "note": "De har brug for to bagere til natholdet.",
}
