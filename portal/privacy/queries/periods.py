"""How long things are kept, as it stands on a day."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.privacy import rules
from portal.privacy.defaults import PERIODS, RIGHTS, VALID_FROM
from portal.privacy.models import RetentionRule, RightsRule
from portal.privacy.queries.rows import table_of
from portal.privacy.rules import Period
from portal.recruitment.defaults import SHARING

_BUILT_IN = [(key, VALID_FROM, Period(n, unit)) for key, (n, unit, _) in PERIODS.items()]
_BUILT_IN.append(("shared_cv", VALID_FROM, Period(int(str(SHARING["days"])), "days")))


def periods(session: Session, day: date) -> dict[str, Period]:
    """Every rule's period in force on a day, by its key: one statement.

    How long a shared CV is kept is the rule of sharing itself.
    """
    share = table_of("share_rule").c
    written = session.execute(
        sa.union_all(
            sa.select(
                RetentionRule.key,
                RetentionRule.valid_from,
                RetentionRule.amount,
                RetentionRule.unit,
            ).where(RetentionRule.valid_from <= day),
            sa.select(
                sa.literal("shared_cv"), share.valid_from, share.days, sa.literal("days")
            ).where(share.valid_from <= day),
        )
    )
    ours = [(key, since, Period(n, unit)) for key, since, n, unit in written]
    return rules.in_force(_BUILT_IN, day) | rules.in_force(ours, day)


def period(session: Session, key: str, day: date) -> Period:
    """How long one thing is kept: one statement.

    Raises:
        KeyError: when there is no such rule.
    """
    return periods(session, day)[key]


def answer_months(session: Session, day: date) -> tuple[int, int]:
    """How many months a request may take, and how many more when it is difficult."""
    found = session.execute(
        sa.select(RightsRule.answer_months, RightsRule.longer_months)
        .where(RightsRule.valid_from <= day)
        .order_by(RightsRule.valid_from.desc())
        .limit(1)
    ).one_or_none()
    return (
        (found.answer_months, found.longer_months)
        if found
        else (int(str(RIGHTS["answer_months"])), int(str(RIGHTS["longer_months"])))
    )
