"""Profiles of brokers, and the levels of assurance in their words."""

import tomllib
from typing import Any

import pytest
from pydantic import ValidationError

from portal import providers
from portal.core.access import Role
from portal.providers import HERE, Provider


def made(name: str, **more: Any) -> Provider:
    return Provider(issuer="https://broker.invalid", client_id="portal", profile=name, **more)


@pytest.mark.parametrize("name", providers.names())
def test_every_profile_is_whole(name: str) -> None:
    said = tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))
    assert said["audience"] in ("citizen", "business", "staff")
    assert all(address.startswith("https://") for address in said["sources"])
    assert said["title"]
    assert said["issuer_is"]
    provider = made(name)
    needed = {"citizen": "cpr", "business": "cvr", "staff": "email"}[said["audience"]]
    assert needed in said["claims"]
    assert "openid" in provider.scope.split()
    assert set(provider.roles.values()) <= set(Role)
    assert set(provider.ask) <= set(providers.LEVELS)


def test_settings_go_before_the_profile() -> None:
    provider = made("idura-mitid", scope="openid ssn address", claims={"name": "fullName"})
    assert provider.scope == "openid ssn address"
    assert provider.claims["name"] == "fullName"
    assert provider.claims["cpr"] == "cprNumberIdentifier"


def test_an_unknown_profile_is_said_by_name() -> None:
    with pytest.raises(ValidationError, match="there is no profile 'mitid'; there are"):
        made("mitid")


@pytest.mark.parametrize(
    ("profile", "told", "level"),
    [
        ("", "low", "low"),
        ("", "Substantial", "substantial"),
        ("", "HIGH", "high"),
        ("", "https://data.gov.dk/concept/core/nsis/Substantial", "substantial"),
        ("", "https://data.gov.dk/concept/core/nsis/loa/High", "high"),
        ("", "https://evil.invalid/High", None),
        ("", "urn:grn:authn:dk:mitid:high", None),
        ("idura-mitid", "urn:grn:authn:dk:mitid:high", "high"),
        ("idura-mitid", "SUBSTANTIAL", "substantial"),
        ("signicat-mitid", "SUBSTANTIAL", "substantial"),
        ("", "3", None),
        ("", "", None),
        ("", None, None),
    ],
)
def test_levels_are_read_in_each_brokers_words(
    profile: str, told: str | None, level: str | None
) -> None:
    assert made(profile).level_of({"loa": told}) == level


def test_a_provider_without_levels_has_the_one_it_is_declared_at() -> None:
    assert made("entra-id").level_of({}) is None
    assert made("entra-id", fixed_level="substantial").level_of({}) == "substantial"
    told = made("entra-id", fixed_level="high").level_of({"loa": "low"})
    assert told == "low", "what is told goes before what is declared"


@pytest.mark.parametrize("demanded", providers.LEVELS)
@pytest.mark.parametrize("told", [*providers.LEVELS, None])
def test_a_level_is_enough_when_it_is_not_below_the_demanded(
    demanded: Any, told: str | None
) -> None:
    order = {None: -1, "low": 0, "substantial": 1, "high": 2}
    assert made("", level=demanded).is_enough(told) is (order[told] >= order[demanded])


def test_the_demanded_level_is_asked_for() -> None:
    high = made("idura-mitid", level="high").asking()
    assert high == {"acr_values": "urn:grn:authn:dk:mitid:high"}
    nets = made("signaturgruppen-mitid").asking()
    assert nets["idp_values"] == "mitid"
    assert "nsis/Substantial" in nets["idp_params"]


def test_the_directory_says_which_role_the_first_in_our_order() -> None:
    provider = made("entra-id")
    assert provider.role_of({"roles": ["Jobcenterportal.Sagsbehandler"]}) == "caseworker"
    both = ["Jobcenterportal.Sagsbehandler", "Jobcenterportal.Administrator", "Andet"]
    assert provider.role_of({"roles": both}) == "administrator"
    assert provider.role_of({"roles": "Jobcenterportal.Analytiker"}) == "analyst"
    assert provider.role_of({"roles": ["Andet"]}) is None
    assert provider.role_of({}) is None
