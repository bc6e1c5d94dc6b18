"""Addresses that may be told, signatures, and when to try again."""

import base64
import hmac
import ipaddress
from datetime import datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.systems.rules import hooks
from portal.systems.rules.hooks import UrlFlaw


@pytest.mark.parametrize(
    ("url", "flaw"),
    [
        ("https://hr.example.dk/in", None),
        ("https://hr.example.dk:8443/in?x=1", None),
        ("https://93.184.216.34/", None),
        ("http://hr.example.dk/", UrlFlaw.NO_HTTPS),
        ("ftp://hr.example.dk/", UrlFlaw.NO_HTTPS),
        ("javascript:alert(1)", UrlFlaw.NOT_AN_ADDRESS),
        ("", UrlFlaw.NOT_AN_ADDRESS),
        ("https://", UrlFlaw.NOT_AN_ADDRESS),
        ("https:///x", UrlFlaw.NOT_AN_ADDRESS),
        ("https://hr.example.dk:99999/", UrlFlaw.NOT_AN_ADDRESS),
        ("https://hr.example.dk/#x", UrlFlaw.NOT_AN_ADDRESS),
        ("https://hr.example.dk/\r\nX: y", UrlFlaw.NOT_AN_ADDRESS),
        ("https://hr.example.dk\\@evil.dk/", UrlFlaw.NOT_AN_ADDRESS),
        ("https://hr.exámple.dk/", UrlFlaw.NOT_AN_ADDRESS),
        ("https://[::1", UrlFlaw.NOT_AN_ADDRESS),
        ("https://" + "x" * 500 + ".dk/", UrlFlaw.NOT_AN_ADDRESS),
        ("https://user:pass@hr.example.dk/", UrlFlaw.USER_INFO),
        ("https://hr.example.dk@evil.dk/", UrlFlaw.USER_INFO),
        ("https://@hr.example.dk/", UrlFlaw.USER_INFO),
        ("https://localhost/", UrlFlaw.NOT_PUBLIC),
        ("https://localhost./", UrlFlaw.NOT_PUBLIC),
        ("https://db.internal/", UrlFlaw.NOT_PUBLIC),
        ("https://intranet/", UrlFlaw.NOT_PUBLIC),
        ("https://127.0.0.1/", UrlFlaw.NOT_PUBLIC),
        ("https://127.1/", UrlFlaw.NOT_PUBLIC),
        ("https://2130706433/", UrlFlaw.NOT_PUBLIC),
        ("https://0x7f.0.0.1/", UrlFlaw.NOT_PUBLIC),
        ("https://127.0.0.0x1/", UrlFlaw.NOT_PUBLIC),
        ("https://10.0.0.5/", UrlFlaw.NOT_PUBLIC),
        ("https://169.254.169.254/latest/meta-data", UrlFlaw.NOT_PUBLIC),
        ("https://[::1]/", UrlFlaw.NOT_PUBLIC),
        ("https://[::ffff:10.0.0.1]/", UrlFlaw.NOT_PUBLIC),
        ("https://[fe80::1]/", UrlFlaw.NOT_PUBLIC),
    ],
)
def test_which_addresses_may_be_told(url: str, flaw: UrlFlaw | None) -> None:
    assert hooks.url_flaw(url, None) is flaw


def test_with_a_list_only_those_on_it() -> None:
    hosts = ("example.dk", "93.184.216.34")
    assert hooks.url_flaw("https://example.dk/", hosts) is None
    assert hooks.url_flaw("https://hr.example.dk/", hosts) is None
    assert hooks.url_flaw("https://93.184.216.34/", hosts) is None
    assert hooks.url_flaw("https://notexample.dk/", hosts) is UrlFlaw.NOT_LISTED
    assert hooks.url_flaw("https://example.dk.evil.com/", hosts) is UrlFlaw.NOT_LISTED
    assert hooks.url_flaw("https://8.8.8.8/", hosts) is UrlFlaw.NOT_LISTED


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104
        "100.64.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fc00::1",
        "fe80::1%eth0",
        "ff02::1",
        "::ffff:127.0.0.1",
        "2002:7f00:1::",
        "64:ff9b::7f00:1",
        "64:ff9b::a00:1",
        "2001::1",
        "nonsense",
    ],
)
def test_what_is_not_on_the_open_internet(address: str) -> None:
    assert not hooks.is_public(address)


@given(st.ip_addresses(v=4))
def test_however_an_address_is_written_it_is_the_same(address: ipaddress.IPv4Address) -> None:
    plain = hooks.is_public(str(address))
    assert hooks.is_public(f"::ffff:{address}") == plain
    if address.is_private or address.is_loopback or address.is_link_local:
        assert not plain or address.is_global


def test_one_closed_answer_closes_them_all() -> None:
    assert hooks.all_public(["8.8.8.8", "2606:4700::1111"])
    assert not hooks.all_public(["8.8.8.8", "10.0.0.1"])
    assert not hooks.all_public([])


def test_the_signature_is_what_the_receiver_computes(now: datetime) -> None:
    old, new = hooks.make_secret(), hooks.make_secret()
    headers = hooks.headers([new, old], "id-1", now, '{"a": 1}')
    signed = f"id-1.{int(now.timestamp())}.".encode() + b'{"a": 1}'
    for secret, sent in zip((new, old), headers["Webhook-Signature"].split(), strict=True):
        key = base64.b64decode(secret.removeprefix("whsec_"))
        mine = base64.b64encode(hmac.new(key, signed, sha256).digest()).decode()
        assert sent == f"v1,{mine}"
    assert hooks.sign(new, "id-1", 1, "x") != hooks.sign(new, "id-1", 2, "x")


def test_waits_grow_and_end(now: datetime) -> None:
    waits = []
    attempts = 1
    while (again := hooks.next_attempt(attempts, now)) is not None:
        waits.append(again - now)
        attempts += 1
    assert waits == sorted(set(waits))
    assert sum(waits, timedelta()) > timedelta(days=1)
    assert hooks.next_attempt(0, now) is None
