"""The first page of each audience, and what everybody may know about the portal."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.accounts import words as accounts_words
from portal.booking import queries as booking_queries
from portal.booking import service as booking
from portal.booking import words as booking_words
from portal.caseload.queries import citizen_of
from portal.core import audit, clock, outgoing, policy
from portal.core.access import actor, business, citizen, public, staff
from portal.core.db import db
from portal.core.unchanged import same_for_all
from portal.home import feed, queries
from portal.privacy import queries as privacy
from portal.recruitment import queries as recruitment
from portal.recruitment import words as recruitment_words
from portal.recruitment.queries import Whose
from portal.surveys import queries as surveys
from portal.targets import queries as targets

blueprint = Blueprint("home", __name__)

QUEUE_SHOWN = 3


@blueprint.get("/")
@public
@same_for_all
def front() -> str:
    """What this is, the three doors, how it goes, and whether we are open now."""
    now = clock.now()
    return render_template(
        "home/front.html",
        bars=targets.front_page(db.session, now),
        doors=queries.doors(db.session, now),
    )


@blueprint.get("/borger", endpoint="citizen")
@citizen
def citizen_home() -> str:
    """What the citizen must do next, has planned, and has been told."""
    now, person = clock.now(), actor()
    reader = person.power.holder_name if person.power else person.name
    return render_template(
        "home/citizen.html",
        day=queries.citizen_day(db.session, person.person_id, now),
        first_name=reader.split()[0],
        now=now,
        words=booking_words,
        sentence=feed.sentence,
    )


@blueprint.get("/borger/det-er-sket")
@citizen
def history() -> str:
    """Everything that has happened, a page at a time."""
    before = feed.mark(request.args.get("foer"))
    person, now = actor().person_id, clock.now()
    return render_template(
        "home/history.html",
        past=feed.happened(db.session, person, now, before=before, most=feed.PAGE),
        before=before,
        now=now,
        sentence=feed.sentence,
    )


@blueprint.get("/personale/borger/<int(max=9223372036854775807):citizen_id>")
@staff(policy.SEE_OWN_CITIZENS)
def of_citizen(citizen_id: int) -> str:
    """The same feed as the citizen sees it: what waits, and what happened. The look is noted."""
    now, person = clock.now(), citizen_of(db.session, actor(), citizen_id, clock.now())
    before = feed.mark(request.args.get("foer"))
    page = render_template(
        "home/of_citizen.html",
        citizen=person,
        waiting=feed.to_do(db.session, citizen_id, now),
        past=feed.happened(db.session, citizen_id, now, before=before, most=feed.PAGE),
        before=before,
        now=now,
        groups=accounts_words.TARGET_GROUPS,
        sentence=feed.sentence,
        restricted=privacy.is_restricted(db.session, citizen_id),
    )
    audit.record(db.session, actor(), "read", "feed", citizen_id, now=now, citizen_id=citizen_id)
    db.session.commit()
    return page


@blueprint.get("/virksomhed", endpoint="business")
@business
def business_home() -> str:
    """The company's enquiries with their clocks, and those begun and not sent."""
    person = actor()
    assert person.business_id is not None
    return render_template(
        "home/business.html",
        enquiries=recruitment.for_business(
            db.session, person.business_id, clock.now(), person.person_id
        ),
        drafts=recruitment.drafts_of(db.session, person.person_id),
        words=recruitment_words,
    )


@blueprint.get("/personale", endpoint="staff")
@staff(policy.EVERY_ROLE)
def staff_home() -> str | Response:
    """The day of a caseworker, the head of a consultant's queue. The look is written down."""
    now, person = clock.now(), actor()
    if policy.may(person, policy.INVITED_ONLY):
        return redirect(url_for("plan_shared.index"))
    runs_talks = policy.may(person, policy.RUN_TALKS)
    day = queries.staff_day(db.session, person, now) if runs_talks else None
    queue = (
        recruitment.queue(db.session, person, Whose.ALL, now).rows[:QUEUE_SHOWN]
        if policy.may(person, policy.SEE_ENQUIRIES)
        else None
    )
    joins = day is None and policy.may(person, policy.TAKE_PART)
    joined = booking_queries.joined(db.session, person.person_id, now) if joins else []
    page = render_template(
        "home/staff.html",
        day=day,
        joined=joined,
        queue=queue,
        letters=queries.letters(db.session, person, now)
        if policy.may(person, policy.WRITE_MESSAGES)
        else None,
        survey_desk=surveys.desk(db.session, clock.local_date(now))
        if policy.may(person, policy.CHECK_WORDS, policy.CALL_BACK, policy.ENTER_PAPER)
        else None,
        now=now,
        held=not outgoing.is_open(db.session),
        first_name=person.name.split()[0],
        words=booking_words,
        enquiry_words=recruitment_words,
    )
    seen = (day.citizen_ids if day else set()) | {talk.citizen_id for talk in joined}
    if seen:
        booking.note_look(db.session, person, seen, now=now)
        db.session.commit()
    return page


@blueprint.get("/was")
@public
@same_for_all
def accessibility() -> str:
    """How accessible the portal is, and what to do when it is not."""
    return render_template("home/accessibility.html")
