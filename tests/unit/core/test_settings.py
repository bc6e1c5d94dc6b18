"""Settings: what production refuses to start with, and that every one is documented."""

import json
import os
import re
from typing import Any

import pytest

from portal.settings import (
    DEVELOPMENT_SECRET,
    ROOT,
    Provider,
    Settings,
    SettingsError,
    load_settings,
)

SAFE = {
    "PORTAL_ENV": "production",
    "PORTAL_SECRET_KEY": "s" * 32,
    "PORTAL_CPR_PEPPER": "p" * 32,
    "PORTAL_CPR_KEY": "k" * 32,
    "DATABASE_URL": "postgresql://portal@db.example.invalid/portal",
    "PORTAL_BASE_URL": "https://portal.example.invalid",
    "PORTAL_CITIZEN_PROVIDER__ISSUER": "https://mitid.example.invalid",
    "PORTAL_CITIZEN_PROVIDER__CLIENT_ID": "portal",
    "PORTAL_BUSINESS_PROVIDER__ISSUER": "https://erhverv.example.invalid",
    "PORTAL_BUSINESS_PROVIDER__CLIENT_ID": "portal",
    "PORTAL_STAFF_PROVIDER__ISSUER": "https://staff.example.invalid",
    "PORTAL_STAFF_PROVIDER__CLIENT_ID": "portal",
}


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """No settings from the developer's environment."""
    for name in list(os.environ):
        if name.startswith("PORTAL_") or name == "DATABASE_URL":
            monkeypatch.delenv(name)
    return monkeypatch


def start(monkeypatch: pytest.MonkeyPatch, **changes: str | None) -> Settings:
    """The settings of a safe production environment with `changes`; None takes one away."""
    for name, value in (SAFE | changes).items():
        if value is not None:
            monkeypatch.setenv(name, value)
    return load_settings()


def test_a_safe_production_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = start(monkeypatch)
    assert settings.env == "production"
    assert not settings.is_demo()
    assert settings.secure_cookies()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"PORTAL_DEMO_PERSONAS": "true"}, "PORTAL_DEMO_PERSONAS"),
        ({"PORTAL_DEBUG": "1"}, "PORTAL_DEBUG"),
        ({"PORTAL_SECRET_KEY": None}, "PORTAL_SECRET_KEY"),
        ({"PORTAL_SECRET_KEY": "short"}, "PORTAL_SECRET_KEY"),
        ({"PORTAL_SECRET_KEY": DEVELOPMENT_SECRET}, "PORTAL_SECRET_KEY"),
        ({"PORTAL_CPR_PEPPER": None}, "PORTAL_CPR_PEPPER"),
        ({"PORTAL_CPR_PEPPER": "p" * 31}, "PORTAL_CPR_PEPPER"),
        ({"PORTAL_CPR_KEY": None}, "PORTAL_CPR_KEY"),
        ({"PORTAL_CPR_KEY": "k" * 31}, "PORTAL_CPR_KEY"),
        ({"PORTAL_BASE_URL": "http://portal.example.invalid"}, "PORTAL_BASE_URL"),
        ({"DATABASE_URL": None}, "DATABASE_URL"),
        (
            {"PORTAL_CITIZEN_PROVIDER__ISSUER": "http://mitid.example.invalid"},
            "PORTAL_CITIZEN_PROVIDER__ISSUER",
        ),
        (
            {"PORTAL_BUSINESS_PROVIDER__ISSUER": "http://erhverv.example.invalid"},
            "PORTAL_BUSINESS_PROVIDER__ISSUER",
        ),
        (
            {"PORTAL_STAFF_PROVIDER__ISSUER": None, "PORTAL_STAFF_PROVIDER__CLIENT_ID": None},
            "PORTAL_STAFF_PROVIDER__ISSUER",
        ),
    ],
)
def test_an_unsafe_production_does_not_start(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, str | None], said: str
) -> None:
    with pytest.raises(SettingsError, match="will not start") as refused:
        start(monkeypatch, **changes)
    assert said in str(refused.value)
    assert str(refused.value).count(";") == 0, "one problem is one sentence"


def test_every_problem_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_ENV", "production")
    with pytest.raises(SettingsError) as refused:
        load_settings()
    for name in ("SECRET_KEY", "CPR_PEPPER", "CPR_KEY", "BASE_URL", "DATABASE_URL", "PROVIDER"):
        assert name in str(refused.value)


def test_secrets_never_show_in_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError) as refused:
        start(monkeypatch, PORTAL_SECRET_KEY="hunter2", PORTAL_DEBUG="1")
    assert "hunter2" not in str(refused.value)
    assert "hunter2" not in repr(Settings(env="demo", debug=False, secret_key="hunter2"))  # type: ignore[arg-type]


def test_the_embedded_database_must_be_asked_for_in_production(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = start(monkeypatch, DATABASE_URL=None, PORTAL_ALLOW_EMBEDDED_IN_PRODUCTION="true")
    assert settings.database_url is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORTAL_ENV", "staging"),
        ("PORTAL_BRAND_COLOUR", "blue"),
        ("PORTAL_SMTP_PORT", "mail"),
        ("PORTAL_SESSION_IDLE_MINUTES", "0"),
        ("PORTAL_EMBEDDED", "docker"),
        ("PORTAL_CITIZEN_PROVIDER__ISSUER", "https://without-a-client-id.invalid"),
    ],
)
def test_nonsense_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name.split("__")[0]):
        load_settings()


def test_a_provider_is_configured_by_its_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    claims = '{"cpr": "dk:gov:saml:attribute:CprNumberIdentifier"}'
    settings = start(monkeypatch, PORTAL_CITIZEN_PROVIDER__CLAIMS=claims)
    provider = settings.provider_for("citizen")
    assert provider.issuer == "https://mitid.example.invalid"
    assert provider.claims["cpr"] == "dk:gov:saml:attribute:CprNumberIdentifier"
    assert provider.claims["name"] == "name"


def test_the_demo_provider_is_on_this_machine() -> None:
    for audience in ("citizen", "business", "staff"):
        assert Settings(oidc_port=9444).provider_for(audience).issuer == "http://localhost:9444"


def test_settings_never_change() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings().debug = True  # type: ignore[misc]


def documented() -> set[str]:
    """The names in `.env.example`."""
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    return set(re.findall(r"^#?([A-Z_]+)=", text, re.MULTILINE))


def names() -> set[str]:
    """The names the settings read."""
    found: set[str] = set()
    for name, field in Settings.model_fields.items():
        variable = field.validation_alias or f"PORTAL_{name.upper()}"
        if name.endswith("_provider"):
            found |= {f"{variable}__{part.upper()}" for part in Provider.model_fields}
        else:
            found.add(str(variable))
    return found


def test_every_setting_is_documented_and_nothing_else() -> None:
    assert documented() == names()


def test_the_documented_defaults_are_the_defaults() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    shown = dict(re.findall(r"^#PORTAL_([A-Z_]+)=(.*)$", text, re.MULTILINE))
    defaults: dict[str, Any] = {n.upper(): f.default for n, f in Settings.model_fields.items()}
    for name, value in shown.items():
        default = defaults.get(name)
        if "PROVIDER" in name or name == "DATA_DIR" or "SECRET" in name or "CPR_" in name:
            continue
        if isinstance(default, bool):
            default = str(default).lower()
        elif isinstance(default, dict):
            default = json.dumps(default, ensure_ascii=False)
        elif default is None or name == "SMTP_PASSWORD":
            default = ""
        assert value == str(default), name


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/x", "http://localhost/x", "http://[::1]:9/", "https://sms.example/"]
)
def test_sms_go_out_encrypted_or_stay_on_this_machine(url: str) -> None:
    assert load_settings(env="test", sms_url=url).sms_url == url


@pytest.mark.parametrize(
    "url",
    [
        "http://sms.example/",
        "http://127.0.0.1.evil.example/",
        "http://localhost.evil.example/",
        "http://localhost@evil.example/",
        "https:",
        "ftp://127.0.0.1/",
        "sms.example",
    ],
)
def test_tokens_are_not_sent_in_the_open(url: str) -> None:
    with pytest.raises(SettingsError, match="https"):
        load_settings(env="test", sms_url=url)


def test_backups_are_sealed_for_real_keys_only() -> None:
    with pytest.raises(SettingsError, match="PORTAL_BACKUP_RECIPIENTS: must be age public keys"):
        load_settings(backup_recipients="age1short")
