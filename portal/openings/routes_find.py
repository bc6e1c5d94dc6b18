"""Jobs the citizen finds alone: the search, one job, and what can be done with it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock, weblinks
from portal.core.access import actor, citizen
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.refusing import say_why
from portal.cv import queries as cv
from portal.openings import queries, rules, service, words
from portal.openings.forms import SearchForm
from portal.openings.queries import Found, Search
from portal.openings.rules import Fit
from portal.recruitment import queries as recruitment
from portal.taxonomy import queries as taxonomy

blueprint = Blueprint("openings_find", __name__)

LARGEST_ID = 2**63 - 1
JOB = f"/job/<int(max={LARGEST_ID}):opening_id>"


@blueprint.get("/find")
@citizen
def search() -> str:
    """What was found, the best fit for the citizen's CV first, with the reasons."""
    now, person = clock.now(), actor().person_id
    form = SearchForm(formdata=request.args)
    form.validate()
    wanted, unknown = _wanted(form)
    areas = queries.shortage_areas(db.session, clock.local_date(now))
    number = request.args.get("page", 1, type=int)
    listing = queries.listing(db.session, person, wanted, areas, now, number)
    shown = [one.opening.id for one in listing.found]
    return render_template(
        "openings/find.html",
        form=form,
        asked={name: request.args[name] for name in form.data if request.args.get(name)},
        listing=listing,
        kept=queries.kept(db.session, person, shown),
        has_wishes=bool(queries.wishes_of(db.session, person)[0].occupations),
        unknown=unknown,
        areas=areas,
        words=words,
        town=queries.town,
        address=queries.address,
    )


def _wanted(form: SearchForm) -> tuple[Search, str]:
    """What is looked for, and the occupation typed that is in no list: its words are used."""
    typed = "" if form.occupation.errors else form.occupation.data or ""
    uri = taxonomy.by_name(db.session, [typed], "occupation").get(typed, "") if typed else ""
    unknown = typed if typed and not uri else ""
    said = "" if form.q.errors else form.q.data or ""
    km = form.km.data or ""
    return (
        Search(
            words=" ".join(part for part in (said, unknown) if part),
            occupation=uri,
            hours=form.hours.data if form.hours.data in words.HOURS else "",
            area=form.area.data if form.area.data in words.AREAS else "",
            within_km=int(km) if km and km in words.DISTANCES else None,
        ),
        unknown,
    )


@blueprint.get(JOB)
@citizen
def job(opening_id: int) -> str:
    """One job: what it is, why it may fit, and what can be done with it."""
    now, person = clock.now(), actor().person_id
    opening = queries.visible_opening(db.session, person, opening_id)
    today = clock.local_date(now)
    areas = queries.shortage_areas(db.session, today)
    wishes, postcode = queries.wishes_of(db.session, person)
    found = Found(opening, queries.km_between(postcode, opening.postcode), Fit(0))
    kept = queries.kept(db.session, person, [opening_id])
    referral = kept.referrals.get(opening_id)
    presented = [referral.id] if referral and referral.answer == rules.YES else []
    return render_template(
        "openings/job.html",
        one=Found(opening, found.km, queries.fit_of(wishes, found, set(areas))),
        opening=opening,
        standing=rules.standing(opening.closed_at, opening.apply_by, now, today),
        kept=kept,
        referral=referral,
        waits=referral in queries.waiting_for_answer(db.session, person, now),
        presented=bool(recruitment.presented_referrals(db.session, presented)),
        cv_for_businesses=cv.head(db.session, person).for_businesses,
        areas=areas,
        words=words,
        town=queries.town,
        address=queries.address,
        host_of=weblinks.host_of,
    )


@blueprint.post(f"{JOB}/gem")
@citizen
def save(opening_id: int) -> Response:
    """Keep an eye on it."""
    service.save(db.session, actor(), opening_id, now=clock.now())
    db.session.commit()
    flash(_("Saved. You find it under Jobs."), "success")
    return _back(opening_id)


@blueprint.post(f"{JOB}/glem")
@citizen
def unsave(opening_id: int) -> Response:
    """Let go of it."""
    service.unsave(db.session, actor(), opening_id, now=clock.now())
    db.session.commit()
    flash(_("It is no longer saved."), "success")
    return redirect(url_for("openings.suggestions"))


@blueprint.post(f"{JOB}/joblog")
@citizen
def write_in_log(opening_id: int) -> Response:
    """Write in the job log that the citizen has applied today."""
    try:
        _entry, is_new = service.write_in_log(db.session, actor(), opening_id, now=clock.now())
    except Refused as refused:
        return _refused(refused, opening_id)
    db.session.commit()
    flash(
        _("It is in your job log, and counts in this week.")
        if is_new
        else _("It is already in your job log."),
        "success",
    )
    return redirect(url_for("joblog.show"))


@blueprint.post(f"{JOB}/send-videre")
@citizen
def send_on(opening_id: int) -> Response:
    """Ask to be sent on to the business behind it."""
    behind = recruitment.behind(db.session, opening_id)
    try:
        service.ask_to_be_sent(
            db.session,
            actor().person_id,
            opening_id,
            consultant_id=behind.consultant_id if behind else None,
            now=clock.now(),
        )
    except Refused as refused:
        return _refused(refused, opening_id)
    db.session.commit()
    flash(_("Thank you. A consultant looks at it, and you hear from us."), "success")
    return _back(opening_id)


def _refused(refused: Refused, opening_id: int) -> Response:
    return say_why(refused, _back(opening_id))


def _back(opening_id: int) -> Response:
    return redirect(url_for("openings_find.job", opening_id=opening_id))
