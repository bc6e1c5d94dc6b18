"""Changing the keys that people's numbers and our secrets are stored with, while the portal runs.

A ring of keys is a setting (`PORTAL_CPR_KEYS`, `PORTAL_CPR_PEPPERS`, `PORTAL_SECRET_KEYS`): the
newest makes, all read. `portal keys rotate` writes anew what older ones made, in steps that may be
broken off and repeated; `portal keys status` says when an old key is needed no more.
"""

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen, Representative
from portal.core import audit, clock
from portal.core.crypto import (
    cpr_hmac,
    cpr_hmacs,
    decrypt_cpr,
    encrypt_cpr,
    key_id,
    key_of,
    seal,
    unseal,
)
from portal.core.db import db
from portal.settings import Settings
from portal.systems.models import WebhookSecret
from portal.systems.service.hooks import SEALED_FOR

RINGS = ("secret_key", "cpr_pepper", "cpr_key")
STEP = 200


@dataclass
class Progress:
    """How far a change of keys has come."""

    looked_at: int = 0
    written: int = 0


def rotate_citizens(
    session: Session, settings: Settings, after: int, most: int, done: Progress
) -> int | None:
    """Write the next citizens' numbers with the newest keys; the last id, None at the end.

    The rows are held meanwhile, so a change by somebody else comes before or after.
    """
    people = session.execute(
        sa.select(Citizen.id, Citizen.cpr_hmac, Citizen.cpr_encrypted)
        .where(Citizen.id > after)
        .order_by(Citizen.id)
        .limit(most)
        .with_for_update()
    ).all()
    newest = key_id(settings.ring("cpr_key")[0])
    for one in people:
        cpr = decrypt_cpr(settings, one.cpr_encrypted)
        number = cpr_hmac(settings, cpr)
        if number == one.cpr_hmac and key_of(one.cpr_encrypted) == newest:
            continue
        values = {"cpr_hmac": number, "cpr_encrypted": encrypt_cpr(settings, cpr)}
        session.execute(sa.update(Citizen).where(Citizen.id == one.id).values(values))
        older = Representative.cpr_hmac.in_(cpr_hmacs(settings, cpr)[1:])
        session.execute(sa.update(Representative).where(older).values(cpr_hmac=number))
        done.written += 1
    done.looked_at += len(people)
    return people[-1].id if people else None


def rotate_webhooks(session: Session, settings: Settings, done: Progress) -> None:
    """Seal companies' webhook keys anew with the newest key."""
    newest = key_id(settings.ring("cpr_key")[0])
    for one in session.scalars(sa.select(WebhookSecret).with_for_update()):
        done.looked_at += 1
        if key_of(one.sealed) != newest:
            one.sealed = seal(settings, SEALED_FOR, unseal(settings, SEALED_FOR, one.sealed))
            done.written += 1
    session.flush()


def used(session: Session, settings: Settings) -> dict[str, dict[str, int]]:
    """How many rows each key has made, by its id; '' is from before keys had names."""
    peppers, keys = Counter[str](), Counter[str]()
    names = [key_id(pepper) for pepper in settings.ring("cpr_pepper")]
    rows = sa.select(Citizen.cpr_hmac, Citizen.cpr_encrypted)
    for number, token in session.execute(rows, execution_options={"yield_per": 1000}):
        keys[key_of(token)] += 1
        known = dict(zip(cpr_hmacs(settings, decrypt_cpr(settings, token)), names, strict=True))
        peppers[known.get(number, "?")] += 1
    keys.update(key_of(sealed) for sealed in session.scalars(sa.select(WebhookSecret.sealed)))
    return {"cpr_pepper": dict(peppers), "cpr_key": dict(keys)}


@click.group()
def keys() -> None:
    """The keys that numbers and secrets are stored and signed with."""


@keys.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@with_appcontext
def status(as_json: bool) -> None:
    """The keys of each ring by their ids, newest first, and how many rows each has made."""
    settings = _settings()
    counted = used(db.session, settings)
    rings: dict[str, list[dict[str, Any]]] = {}
    for ring in RINGS:
        names = [key_id(key) for key in settings.ring(ring)]
        rows = counted.get(ring, {})
        rings[ring] = [{"id": name, "rows": rows.get(name, 0)} for name in names]
        others = sum(number for name, number in rows.items() if name not in names)
        if others:
            rings[ring].append({"id": "", "rows": others})
    if as_json:
        click.echo(json.dumps(rings, indent=2))
        return
    for ring, listed in rings.items():
        for place, one in enumerate(listed):
            name = one["id"] or "without a name"
            made = "signs and reads" if ring == "secret_key" else f"{one['rows']} rows"
            click.echo(f"{ring:<11} {'newest' if not place else 'older':<7} {name:<15} {made}")


@keys.command()
@click.option("--dry-run", is_flag=True, help="Only say how many rows would be written anew.")
@click.option("--step", type=click.IntRange(1, 5000), default=STEP, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@with_appcontext
def rotate(dry_run: bool, step: int, as_json: bool) -> None:
    """Write anew what older keys and peppers made. It may be broken off and run again."""
    settings, session, done = _settings(), db.session, Progress()
    after: int | None = 0
    while after is not None:
        after = rotate_citizens(session, settings, after, step, done)
        session.rollback() if dry_run else session.commit()
        if not as_json and after is not None:
            click.echo(f"{done.looked_at} looked at, {done.written} written anew", err=True)
    rotate_webhooks(session, settings, done)
    if dry_run:
        session.rollback()
    else:
        audit.record(session, None, "rotate", "keys", now=clock.now(), rows=done.written)
        session.commit()
    said = {"looked_at": done.looked_at, "written": done.written, "dry_run": dry_run}
    would = "would be" if dry_run else "are"
    click.echo(
        json.dumps(said)
        if as_json
        else f"Of {done.looked_at} rows {done.written} {would} written anew."
    )


def _settings() -> Settings:
    settings: Settings = current_app.extensions["portal.settings"]
    return settings
