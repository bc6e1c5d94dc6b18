"""The parts of plans that citizens let a member of staff of another department see."""

from flask import Blueprint, render_template

from portal.core import clock, policy
from portal.core.access import actor, staff
from portal.core.db import db
from portal.plan import queries, service, words

blueprint = Blueprint("plan_shared", __name__)

LARGEST_ID = 2**63 - 1


@blueprint.get("")
@staff(policy.SEE_SHARED_PLANS)
def index() -> str:
    """Whose plans, why, and until when. The look is written down."""
    now = clock.now()
    shares = queries.shared_with(db.session, actor(), clock.local_date(now))
    page = render_template("plan/shared_index.html", shares=shares, sections=words.SECTIONS)
    service.note_shares_listed(db.session, actor(), shares, now=now)
    db.session.commit()
    return page


@blueprint.get(f"/<int(max={LARGEST_ID}):share_id>")
@staff(policy.SEE_SHARED_PLANS)
def show(share_id: int) -> str:
    """The parts the citizen chose, and nothing else. The look is written down."""
    now = clock.now()
    share = queries.share_open_to(db.session, actor(), share_id, clock.local_date(now))
    shown, person = set(share.shown), share.citizen
    page = render_template(
        "plan/shared.html",
        share=share,
        head=queries.head(db.session, person.id),
        tasks=queries.contents(db.session, person.id).open_tasks if "tasks" in shown else [],
        contacts=queries.contacts(db.session, person.id) if "contacts" in shown else [],
        roles=words.ROLES,
        sections=words.SECTIONS,
        owners=words.OWNERS | {"citizen": person.first_name, "caseworker": person.caseworker.name},
    )
    service.note_shared_look(db.session, actor(), share, now=now)
    db.session.commit()
    return page
