"""The rule book in plain words, with its history; the administrator writes new versions."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts.models import TARGET_GROUPS
from portal.booking import queries, sentences, service, words
from portal.booking.forms_rulebook import GroupRuleForm, KindRuleForm
from portal.booking.models import KINDS, KindRule, TalkRule
from portal.core import clock, i18n, policy
from portal.core.access import actor, staff
from portal.core.db import db
from portal.core.errors import NotFound, Refused
from portal.core.refusing import say_why

blueprint = Blueprint("booking_rulebook", __name__)

Page = str | tuple[str, int] | Response


@blueprint.get("")
@staff(policy.SEE_RULES)
def index() -> str:
    """Every rule that holds today, each with its sentences."""
    today = clock.local_date(clock.now())
    book = queries.rule_book(db.session, today)
    groups = sorted(
        book.groups.values(), key=lambda r: (TARGET_GROUPS.index(r.target_group), r.at_risk)
    )
    return render_template(
        "booking/rulebook.html",
        groups=groups,
        kinds=[book.kinds[kind] for kind in KINDS if kind in book.kinds],
        sentences=sentences,
        words=words,
    )


@blueprint.get("/gruppe/<group>")
@staff(policy.SEE_RULES)
def group(group: str) -> str:
    """A group's rule: what holds, what is to come, what held before."""
    at_risk = _at_risk()
    versions = queries.group_versions(db.session, group, at_risk)
    return render_template(
        "booking/rule.html",
        heading=sentences.group_name(group, at_risk),
        versions=versions,
        says=sentences.of_group,
        citizens=queries.citizens_under(db.session, group, at_risk),
        today=clock.local_date(clock.now()),
        new=url_for("booking_rulebook.new_group", group=group, risiko=_risk(at_risk)),
        away=url_for("booking_rulebook.remove_group", group=group, risiko=_risk(at_risk)),
    )


@blueprint.get("/gruppe/<group>/ny")
@staff(policy.ADMINISTER)
def new_group(group: str) -> str:
    """A new version, begun from the one that holds."""
    versions = queries.group_versions(db.session, group, _at_risk())
    form = GroupRuleForm(formdata=None)
    form.start_from(queries.in_force(versions, clock.local_date(clock.now())))
    return _group_page(group, form)


@blueprint.post("/gruppe/<group>/ny")
@staff(policy.ADMINISTER)
def save_group(group: str) -> Page:
    """Show the new version in words, and store it when that is right."""
    at_risk = _at_risk()
    queries.group_versions(db.session, group, at_risk)
    form = _with_purposes(GroupRuleForm())
    if not form.validate():
        return _group_page(group, form), HTTPStatus.UNPROCESSABLE_ENTITY
    if "save" not in request.form:
        return _group_page(group, form, TalkRule(**form.values()))
    try:
        service.rule_versions.add_group_version(
            db.session,
            group,
            at_risk,
            form.begins(),
            form.values(),
            actor=actor(),
            now=clock.now(),
        )
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused.refusal, "valid_from")
        return _group_page(group, form), HTTPStatus.CONFLICT
    db.session.commit()
    flash(_("The new version is saved."), "success")
    return redirect(url_for("booking_rulebook.group", group=group, risiko=_risk(at_risk)))


@blueprint.post("/gruppe/<group>/fjern")
@staff(policy.ADMINISTER)
def remove_group(group: str) -> Response:
    """Take back a version that has not begun."""
    at_risk = _at_risk()
    there = redirect(url_for("booking_rulebook.group", group=group, risiko=_risk(at_risk)))
    return _remove(queries.group_versions(db.session, group, at_risk), there)


@blueprint.get("/slags/<kind>")
@staff(policy.SEE_RULES)
def kind(kind: str) -> str:
    """The rule of a kind of talk: what holds, what is to come, what held before."""
    versions = queries.kind_versions(db.session, kind)
    return render_template(
        "booking/rule.html",
        heading=words.KINDS[kind],
        versions=versions,
        says=sentences.of_kind,
        citizens=None,
        today=clock.local_date(clock.now()),
        new=url_for("booking_rulebook.new_kind", kind=kind),
        away=url_for("booking_rulebook.remove_kind", kind=kind),
    )


@blueprint.get("/slags/<kind>/ny")
@staff(policy.ADMINISTER)
def new_kind(kind: str) -> str:
    """A new version, begun from the one that holds."""
    versions = queries.kind_versions(db.session, kind)
    form = KindRuleForm(formdata=None)
    form.start_from(queries.in_force(versions, clock.local_date(clock.now())))
    return _kind_page(kind, form)


@blueprint.post("/slags/<kind>/ny")
@staff(policy.ADMINISTER)
def save_kind(kind: str) -> Page:
    """Show the new version in words, and store it when that is right."""
    queries.kind_versions(db.session, kind)
    form = KindRuleForm()
    if not form.validate():
        return _kind_page(kind, form), HTTPStatus.UNPROCESSABLE_ENTITY
    if "save" not in request.form:
        return _kind_page(kind, form, KindRule(**form.values()))
    try:
        service.rule_versions.add_kind_version(
            db.session, kind, form.begins(), form.values(), actor=actor(), now=clock.now()
        )
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused.refusal, "valid_from")
        return _kind_page(kind, form), HTTPStatus.CONFLICT
    db.session.commit()
    flash(_("The new version is saved."), "success")
    return redirect(url_for("booking_rulebook.kind", kind=kind))


@blueprint.post("/slags/<kind>/fjern")
@staff(policy.ADMINISTER)
def remove_kind(kind: str) -> Response:
    """Take back a version that has not begun."""
    there = redirect(url_for("booking_rulebook.kind", kind=kind))
    return _remove(queries.kind_versions(db.session, kind), there)


def _remove(versions: Any, there: Response) -> Response:
    wanted = request.form.get("valid_from")
    version = next((one for one in versions if one.valid_from.isoformat() == wanted), None)
    if version is None:
        raise NotFound
    try:
        service.rule_versions.take_away(db.session, version, actor=actor(), now=clock.now())
    except Refused as refused:
        return say_why(refused, there)
    db.session.commit()
    flash(_("The version is taken back."), "success")
    return there


def _group_page(group: str, form: GroupRuleForm, preview: TalkRule | None = None) -> str:
    at_risk = _at_risk()
    _with_purposes(form)
    return render_template(
        "booking/rule_edit.html",
        heading=sentences.group_name(group, at_risk),
        back=url_for("booking_rulebook.group", group=group, risiko=_risk(at_risk)),
        action=url_for("booking_rulebook.save_group", group=group, risiko=_risk(at_risk)),
        form=form,
        preview=sentences.of_group(preview) if preview else None,
        citizens=queries.citizens_under(db.session, group, at_risk) if preview else None,
    )


def _kind_page(kind: str, form: KindRuleForm, preview: KindRule | None = None) -> str:
    return render_template(
        "booking/rule_edit.html",
        heading=words.KINDS[kind],
        back=url_for("booking_rulebook.kind", kind=kind),
        action=url_for("booking_rulebook.save_kind", kind=kind),
        form=form,
        preview=sentences.of_kind(preview) if preview else None,
        citizens=None,
    )


def _with_purposes(form: GroupRuleForm) -> GroupRuleForm:
    form.offer_purposes(queries.purposes(db.session), i18n.current())
    return form


def _at_risk() -> bool:
    return request.args.get("risiko") == "1"


def _risk(at_risk: bool) -> str | None:
    return "1" if at_risk else None
