"""Two hundred thousand enquiries that were answered and closed, over five years."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.demo.city.bare import bare
from portal.demo.city.sizes import YEARS, City
from portal.demo.town import Town

LATEST_HOURS_AGO = 300
# Each is received, answered after up to 24 hours and a few later, presented, and closed.
_MADE = sa.text("""
    WITH made AS (
        INSERT INTO recruitment_request (business_id, kind, title, positions, tasks, hours_per_week,
            starts_on, workplace, postcode, contact_name, contact_phone, contact_email,
            consultant_id)
        SELECT 1 + n % :businesses, 'recruitment', 'Medarbejder', 1, 'Som aftalt', 37,
            CAST(:until AS date), 'Byen', '2800', 'Kontoret', '45970000',
            'kontoret@example.invalid', consultant.id
        FROM generate_series(1, :number) AS n
        JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS many
              FROM staff WHERE role = 'business_consultant') AS consultant
          ON consultant.place = n % consultant.many
        RETURNING id
    ), timed AS (
        SELECT id, CAST(:until AS timestamptz)
            - interval '1 hour' * (:hours * CAST(row_number() OVER (ORDER BY id) AS float)
                / :number) AS at
        FROM made
    )
    INSERT INTO request_event (request_id, kind, at, version_key)
    SELECT id, kind, at + wait * interval '1 hour' * (0.2 + (id % 100) / 55.0),
        CASE WHEN kind = 'received' THEN :version END
    FROM timed CROSS JOIN (VALUES ('received', 0.0), ('receipt_sent', 0.001), ('answered', 14.0),
        ('presented', 45.0), ('closed', 90.0)) AS happened (kind, wait)
""")
_VERSION = sa.text("SELECT version_key FROM request_event WHERE version_key <> '' LIMIT 1")


def load(session: Session, town: Town, city: City) -> None:
    """Enquiries of every company in turn, with their logs."""
    with bare(session, ("recruitment_request", "request_event")):
        session.execute(
            _MADE,
            {
                "businesses": max(city.businesses, len(town.companies)),
                "until": town.ago(LATEST_HOURS_AGO, LATEST_HOURS_AGO),
                "hours": YEARS * 365 * 24,
                "number": city.requests,
                "version": session.scalar(_VERSION),
            },
        )
