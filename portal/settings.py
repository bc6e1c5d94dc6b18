"""The portal's settings: typed, frozen, from the environment only.

Every name is documented in `.env.example`. In production the portal refuses to start on
settings that would make it unsafe, and says which and why.
"""

import re
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from portal import production
from portal.production import DEVELOPMENT_SECRET
from portal.providers import Provider

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = ("127.0.0.1", "localhost", "::1")
AGE_RECIPIENT = re.compile(r"age1[0-9a-z]{58}")
CLAMD = re.compile(r"unix:/.+|tcp:[^\s/]+:\d{1,5}")
OFFICE_PER_MINUTE = 3000


class SettingsError(Exception):
    """The environment asks for something the portal refuses to start with."""


class Settings(BaseSettings):
    """Everything an operator can set. Immutable once the portal has started."""

    model_config = SettingsConfigDict(
        env_prefix="PORTAL_", env_nested_delimiter="__", frozen=True, extra="ignore"
    )

    env: Literal["demo", "test", "production"] = "demo"
    debug: bool = False
    demo_personas: bool | None = None
    """None means: on in demo and test, off in production."""

    secret_key: SecretStr = SecretStr(DEVELOPMENT_SECRET)
    cpr_pepper: SecretStr = SecretStr(DEVELOPMENT_SECRET)
    cpr_key: SecretStr = SecretStr(DEVELOPMENT_SECRET)

    secret_keys: SecretStr = SecretStr("")
    cpr_peppers: SecretStr = SecretStr("")
    cpr_keys: SecretStr = SecretStr("")
    """Rings, newest first, with commas between: for changing one of the three above."""

    survey_keys: SecretStr = SecretStr("")
    """What marks and links of the survey are made with, newest first, with commas between."""
    survey_opening_keys: SecretStr = SecretStr("")
    """What opens waiting answers, likewise; only the worker needs it."""

    database_url: SecretStr | None = Field(default=None, validation_alias="DATABASE_URL")
    database_owner_url: SecretStr | None = Field(None, validation_alias="DATABASE_OWNER_URL")
    """Who owns the tables: only commands that change them sign in as that role."""
    database_worker_url: SecretStr | None = Field(None, validation_alias="DATABASE_WORKER_URL")
    """The worker's role and that of commands; only with it old lines of the trail are forgotten."""
    database_replica_url: SecretStr | None = Field(None, validation_alias="DATABASE_REPLICA_URL")
    """A copy that is kept up to date, for figures and exports."""
    replica_lag_seconds: float = Field(default=10.0, gt=0, le=3600)
    """How far the copy may be behind and still be read."""
    database_pooler: Literal["none", "transaction"] = "none"
    """Whether PgBouncer, lending server connections for a transaction, stands before it."""
    embedded: Literal["system", "wheel"] | None = None
    allow_embedded_in_production: bool = False
    data_dir: Path = ROOT / ".data"
    deletion_journal: Path | None = None
    """The file that says what was deleted; beside the backups, never in them."""

    backup_dir: Path | None = None
    """Where backups lie; best on another machine's disk."""
    backup_way: Literal["dump", "base"] = "dump"
    """What a backup is by default: one file of the database, or the whole server with its log."""
    backup_recipients: str = ""
    """The age public keys that backups are sealed for, with commas between."""
    backup_identity_file: Path | None = None
    """The age secret key that opens backups; only where they are verified and restored."""
    backup_database_url: SecretStr | None = None
    """Who makes backups: a role that sees every row. None means the owner of the tables."""

    base_url: str = "http://127.0.0.1:8000"
    trusted_proxies: int = 0
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    tracing: str | None = Field(None, validation_alias="OTEL_EXPORTER_OTLP_ENDPOINT")
    """Where traces are sent; without it nothing is traced."""

    municipality: str = "Lyngby-Taarbæk Kommune"
    solution_name: str = "Jobcenterportalen"
    logo_text: str = "Lyngby-Taarbæk Kommune"
    brand_colour: str = Field(default="#0f5b78", pattern=r"^#[0-9a-fA-F]{6}$")
    phone: str = "45 97 30 00"
    email: str = "jobcenter@example.invalid"
    address: str = "Toftebæksvej 12, 2800 Kongens Lyngby"
    cvr: str = "11715311"
    dpo_email: str = "databeskyttelse@example.invalid"
    """Where the data protection officer is reached."""
    dpo_phone: str = "45 97 30 05"
    processors: str = ""
    """Who processes data for the municipality, with semicolons between."""

    session_idle_minutes: int = Field(default=30, ge=1)
    session_absolute_hours: int = Field(default=10, ge=1)
    session_proof_minutes: int = Field(default=15, ge=1)
    """What can't be undone asks for a sign-in no older than this."""

    emergency_minutes: int = Field(default=60, ge=5, le=240)
    """How long an administrator is in who came with a security key."""

    smtp_host: str | None = None
    smtp_port: int = 25
    smtp_user: str | None = None
    smtp_password: SecretStr = SecretStr("")
    smtp_starttls: bool = False
    mail_from: str = "no-reply@example.invalid"

    sms_url: str | None = None
    """Where the SMS gateway takes messages; https, but on loopback."""
    sms_token: SecretStr = SecretStr("")
    sms_timeout: float = Field(default=10.0, gt=0, le=60)
    """Seconds we wait for the gateway to say anything."""
    sms_sender: str = Field(default="Jobcenter", max_length=11)
    digital_post_dir: Path | None = None
    """Where Digital Post files are dropped and receipts found."""

    file_max_mb: int = Field(default=10, ge=1, le=50)
    """The largest file that may be attached."""
    file_max_count: int = Field(default=5, ge=1, le=20)
    """How many files a message may have."""
    file_max_megapixels: int = Field(default=40, ge=1, le=120)
    """Larger pictures are refused before they are unpacked."""
    clamd: str | None = None
    """Where the virus scanner listens: unix:/path or tcp:host:port."""
    clamd_timeout: float = Field(default=10.0, gt=0, le=60)

    jobindsats_url: str = "https://api.jobindsats.dk/v2"
    jobindsats_token: SecretStr = SecretStr("")
    """Without it no figures are fetched."""
    jobindsats_measures: Path | None = None
    """A file that says which tables and columns measure which goals."""
    jobindsats_areas: dict[str, str] = {"whole_country": "Hele landet"}
    """What the four places are called there."""

    requests_per_minute: int | None = Field(default=None, ge=0)
    """What one network address may ask of one process in a minute; 0 is no limit. None means a
    whole office's worth, but no limit in tests."""
    api_per_minute: int = Field(default=60, ge=1, le=100_000)
    """How often a company's system may ask in a minute."""
    api_unknown_per_minute: int = Field(default=10, ge=1, le=100_000)
    """How often one address may try a token that is not in force."""
    webhooks: Literal["off", "listed", "on"] | None = None
    """Whether the portal tells companies' systems; None means on in demo and test, else off."""
    webhook_hosts: str = ""
    """With 'listed': the only hosts that are told, and what is below them, with commas between."""
    webhook_timeout: float = Field(default=10.0, gt=0, le=60)
    """Seconds a company's system has to take a message."""
    webhook_loopback: bool = False
    """For tests: also this machine may be told, without encryption."""

    oidc_port: int = 9400
    citizen_provider: Provider | None = None
    business_provider: Provider | None = None
    staff_provider: Provider | None = None

    def is_demo(self) -> bool:
        """True where the named demo personas may sign in."""
        return self.env != "production" if self.demo_personas is None else self.demo_personas

    def address_limit(self) -> int:
        """How often one address may ask one process in a minute; 0 is without a limit."""
        if self.requests_per_minute is not None:
            return self.requests_per_minute
        return 0 if self.env == "test" else OFFICE_PER_MINUTE

    def is_pooled(self) -> bool:
        """True where a server's connection is lent for one transaction at a time."""
        return self.database_pooler == "transaction"

    def secure_cookies(self) -> bool:
        """True everywhere but on plain-http loopback, where browsers drop Secure cookies."""
        return self.base_url.startswith("https:")

    def backup_folder(self) -> Path:
        """Where backups lie."""
        return self.backup_dir or self.data_dir / "backups"

    def digital_post_folder(self) -> Path:
        """Where Digital Post files lie; in demo and tests a folder of our own."""
        return self.digital_post_dir or self.data_dir / "digital-post"

    def ring(self, name: str) -> tuple[str, ...]:
        """Every 'secret_key', 'cpr_pepper' or 'cpr_key' there is, newest first.

        The single setting is the oldest one, where a ring is given too.
        """
        listed, single = self.listed(f"{name}s"), getattr(self, name).get_secret_value()
        known = single in listed or (listed and single == DEVELOPMENT_SECRET)
        return listed if known else (*listed, single)

    def listed(self, name: str) -> tuple[str, ...]:
        """The keys of a setting that holds several."""
        keys: SecretStr = getattr(self, name)
        return words_of(keys.get_secret_value())

    def survey_secrets(self) -> tuple[str, ...]:
        """The keys of the survey's marks and links, newest first; without any the secret keys."""
        return self.listed("survey_keys") or self.ring("secret_key")

    def survey_opening_secrets(self) -> tuple[str, ...]:
        """The keys that open waiting answers, newest first; without any, those of the marks."""
        return self.listed("survey_opening_keys") or self.survey_secrets()

    def webhook_mode(self) -> str:
        """Whether the portal tells companies' systems: 'off', 'listed' or 'on'."""
        return self.webhooks or ("off" if self.env == "production" else "on")

    def webhook_allowed(self) -> tuple[str, ...] | None:
        """The only hosts that are told, or None for any on the internet."""
        if self.webhook_mode() != "listed":
            return None
        return tuple(host.lower() for host in words_of(self.webhook_hosts))

    def provider_for(self, audience: str) -> Provider:
        """The provider that signs `audience` in; in demo mode the one `make run` started."""
        configured: Provider | None = getattr(self, f"{audience}_provider")
        if configured is not None:
            return configured
        # The provider's issuer says localhost, and so must we: issuers are compared as text.
        # It remembers nobody, so there is nothing to sign out of.
        issuer, client = f"http://localhost:{self.oidc_port}", f"portal-{audience}"
        return Provider(issuer=issuer, client_id=client, sign_out_there=False)

    @field_validator("sms_url", "jobindsats_url")
    @classmethod
    def _is_encrypted(cls, url: str | None) -> str | None:
        parts = urlsplit(url or "")
        here = parts.scheme == "http" and parts.hostname in LOOPBACK
        if url and not here and not (parts.scheme == "https" and parts.hostname):
            raise ValueError("must begin with https:")
        return url or None

    @field_validator("backup_recipients")
    @classmethod
    def _recipients_are_keys(cls, given: str) -> str:
        if not all(AGE_RECIPIENT.fullmatch(key) for key in words_of(given)):
            raise ValueError("must be age public keys (age1…) with commas between")
        return given

    @field_validator("clamd")
    @classmethod
    def _clamd_is_a_place(cls, place: str | None) -> str | None:
        if place and not CLAMD.fullmatch(place):
            raise ValueError("must be unix:/path or tcp:host:port")
        return place or None

    def largest_upload(self) -> int:
        """The largest request with files, in bytes: every file, and a megabyte for the rest."""
        return (self.file_max_count * self.file_max_mb + 1) * 1024 * 1024

    @model_validator(mode="after")
    def _production_is_safe(self) -> Self:
        if self.env == "production":
            problems = production.problems(self)
            if problems:
                raise ValueError("; ".join(problems))
        return self


def words_of(text: str) -> tuple[str, ...]:
    """What stands between the commas of a setting."""
    return tuple(word.strip() for word in text.split(",") if word.strip())


def load_settings(**overrides: Any) -> Settings:
    """Settings from the environment.

    Raises:
        SettingsError: in one readable sentence per problem.
    """
    try:
        return Settings(**overrides)
    except ValidationError as error:
        lines = [_sentence(problem) for problem in error.errors()]
        raise SettingsError("The portal will not start: " + "; ".join(lines)) from None


def _sentence(problem: Any) -> str:
    place = "__".join(str(part) for part in problem["loc"]).upper()
    message = str(problem["msg"]).removeprefix("Value error, ")
    return f"PORTAL_{place}: {message}" if place and not place.startswith("DATABASE") else message
