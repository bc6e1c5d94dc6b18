"""Checks of what the portal leans on: mail, sign-in, certificates, disk, scanner, settings."""

import shutil
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import requests

from portal.core import scanning
from portal.notifications.channels import smtp
from portal.notifications.channels.ways import ServerAway
from portal.operations.findings import Finding, State, graded
from portal.production import DEVELOPMENT_SECRET
from portal.settings import Settings

TIMEOUT = 5.0
CERTIFICATE_WARNS, CERTIFICATE_FAILS = 21, 3  # days
DISK_WARNS, DISK_FAILS = 85, 95  # per cent in use
LETTERS_WAIT = 60  # minutes: the carrier empties the folder within minutes


def settings_of(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """Settings that work and are not wise. Unsafe ones keep production from starting at all."""
    said: list[str] = []
    production = settings.env == "production"
    if not production and settings.secret_key.get_secret_value() == DEVELOPMENT_SECRET:
        said.append("PORTAL_SECRET_KEY")
    if production and not settings.backup_recipients:
        said.append("PORTAL_BACKUP_RECIPIENTS")
    if production and settings.backup_dir is None:
        said.append("PORTAL_BACKUP_DIR")
    if production and settings.database_worker_url is None:
        said.append("DATABASE_WORKER_URL")
    if production and settings.deletion_journal is None:
        said.append("PORTAL_DELETION_JOURNAL")
    if production and not settings.survey_keys.get_secret_value():
        said.append("PORTAL_SURVEY_KEYS")
    if settings.base_url.startswith("https:") and settings.trusted_proxies == 0:
        said.append("PORTAL_TRUSTED_PROXIES")
    if said:
        yield Finding("settings", "settings_bad", State.WARNING, {"names": ", ".join(said)})
    else:
        yield Finding("settings", "settings_ok", State.OK, {"env": settings.env})


def mail(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """Whether the mail server greets us, encrypts and lets us in; nothing is sent."""
    if settings.smtp_host is None:
        bad = State.ERROR if settings.env == "production" else State.OK
        yield Finding("mail", "mail_files", bad)
        return
    values = {"host": settings.smtp_host}
    try:
        with smtp.opened(settings):
            yield Finding("mail", "mail_ok", State.OK, values)
    except ServerAway:
        yield Finding("mail", "mail_away", State.ERROR, values)


def providers(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """Whether each sign-in provider tells about itself, under the name we know it by."""
    for audience in ("citizen", "business", "staff"):
        issuer = settings.provider_for(audience).issuer
        key, values = f"provider_{audience}", {"issuer": issuer}
        try:
            address = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
            answer = requests.get(address, timeout=TIMEOUT, allow_redirects=False)
            told = answer.json().get("issuer") if answer.status_code == 200 else None
        except (requests.RequestException, ValueError, AttributeError):
            told = None
        if told is None:
            yield Finding(key, f"{key}_away", State.ERROR, values)
        elif told.rstrip("/") != issuer.rstrip("/"):
            yield Finding(key, f"{key}_other", State.ERROR, values | {"told": str(told)[:200]})
        else:
            yield Finding(key, f"{key}_ok", State.OK, values)


def certificate(settings: Settings, now: datetime) -> Iterator[Finding]:
    """How long the certificates of our own address and the providers' still hold."""
    addresses = [settings.base_url]
    addresses += [settings.provider_for(a).issuer for a in ("citizen", "business", "staff")]
    hosts = {
        (parts.hostname, parts.port or 443)
        for parts in map(urlsplit, addresses)
        if parts.scheme == "https" and parts.hostname
    }
    for host, port in sorted(hosts):
        yield _certificate_of(host, port, now)


def _certificate_of(host: str, port: int, now: datetime) -> Finding:
    key, values = f"certificate:{host}", {"host": host}
    try:
        with (
            socket.create_connection((host, port), TIMEOUT) as line,
            ssl.create_default_context().wrap_socket(line, server_hostname=host) as secured,
        ):
            ends = str((secured.getpeercert() or {})["notAfter"])
    except ssl.SSLCertVerificationError as error:
        return Finding(
            key, "certificate_wrong", State.ERROR, values | {"why": error.verify_message}
        )
    except (OSError, KeyError):
        return Finding(key, "certificate_unseen", State.WARNING, values)
    left = datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC) - now
    return graded(
        key,
        "certificate",
        -left.days,
        warns_at=-CERTIFICATE_WARNS,
        fails_at=-CERTIFICATE_FAILS,
        host=host,
        days=left.days,
    )


def disk(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """How full the disks are that the portal writes to. The database's own is its server's."""
    seen: dict[int, tuple[Path, float]] = {}
    for folder in (settings.data_dir, settings.backup_folder()):
        place = next(p for p in (folder, *folder.absolute().parents) if p.exists())
        usage = shutil.disk_usage(place)
        seen[place.stat().st_dev] = (place, 100 * (1 - usage.free / usage.total))
    for place, full in seen.values():
        yield graded(
            f"disk:{place}",
            "disk",
            full,
            warns_at=DISK_WARNS,
            fails_at=DISK_FAILS,
            folder=str(place),
            percent=round(full),
        )


def scanner(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """Whether the virus scanner gives a verdict on a harmless file."""
    if not scanning.is_on(settings):
        bad = State.WARNING if settings.env == "production" else State.OK
        yield Finding("scanner", "scanner_none", bad)
        return
    try:
        scanning.find_virus(settings, b"harmless")
        yield Finding("scanner", "scanner_ok", State.OK)
    except scanning.ScannerAway:
        yield Finding("scanner", "scanner_away", State.ERROR)


def digital_post(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Whether somebody carries away what lies in Digital Post's folder."""
    if settings.digital_post_dir is None:
        return
    waiting = [file for file in (settings.digital_post_dir / "out").glob("[!.]*") if file.is_file()]
    oldest = min((file.stat().st_mtime for file in waiting), default=now.timestamp())
    minutes = (now.timestamp() - oldest) / 60
    yield graded(
        "digital_post",
        "digital_post",
        minutes,
        warns_at=LETTERS_WAIT,
        fails_at=24 * LETTERS_WAIT,
        number=len(waiting),
        minutes=round(minutes),
    )
