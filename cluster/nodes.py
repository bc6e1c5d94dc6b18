"""Three PostgreSQL nodes kept by Patroni; etcd remembers who leads, HAProxy leads there.

The times are short, so that a test does not wait: a leader is given up 10 seconds after it
was last heard of. docs/scale.md says what we advise for production.
"""

import json
import os
import shutil
import subprocess
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from cluster import ClusterError
from cluster.processes import Processes, database_user, find, wait_until
from portal.core.embedded_postgres import place

ETCD, ETCD_PEER = 23790, 23800
WRITES, READS = 25000, 25001
PATIENCE = 120.0
SCOPE = "portal"


@dataclass(frozen=True)
class Node:
    """One of the three."""

    number: int
    folder: Path

    @property
    def name(self) -> str:
        """What Patroni calls it."""
        return f"node{self.number}"

    @property
    def port(self) -> int:
        """Where its PostgreSQL listens."""
        return 25430 + self.number

    @property
    def rest(self) -> int:
        """Where its Patroni answers."""
        return 28000 + self.number

    def dsn(self, database: str = "postgres") -> str:
        """A connection straight to it, as the superuser."""
        return f"host=127.0.0.1 port={self.port} user=postgres dbname={database} connect_timeout=2"


class Nodes:
    """The database side of the cluster."""

    def __init__(self, processes: Processes, folder: Path) -> None:
        self.processes, self.folder = processes, folder
        self.user = database_user()
        self.bin = Path(place.find_programs("system").folder)
        self.all = [Node(number, folder / f"node{number}") for number in (1, 2, 3)]

    @staticmethod
    def must_be_possible() -> None:
        """Look for what has to be installed.

        Raises:
            ClusterError, EmbeddedPostgresError: naming what is missing.
        """
        for name in ("patroni", "etcd", "haproxy"):
            find(name)
        place.find_programs("system")
        database_user()

    def up(self) -> None:
        """Start everything; returns when one leads and the others follow, one of them in step."""
        self._start_etcd()
        for node in self.all:
            self._make_folder(node)
            self.start(node)
        self._start_haproxy()
        wait_until(self.is_whole, PATIENCE, "three nodes of which one leads and one is in step")

    def start(self, node: Node) -> None:
        """Start a node's Patroni, which starts its PostgreSQL, or brings it back into the row."""
        written = node.folder / "patroni.yml"
        environment = {"PATRONICTL_CONFIG_FILE": str(written), "PGPASSFILE": "/dev/null"}
        self.processes.start(node.name, [find("patroni"), str(written)], environment, self.user)

    def members(self) -> list[dict[str, Any]]:
        """What Patroni says of each node; nothing where none answers."""
        for node in self.all:
            with suppress(OSError, ValueError):
                address = f"http://127.0.0.1:{node.rest}/cluster"
                with urllib.request.urlopen(address, timeout=2) as answer:
                    found: list[dict[str, Any]] = json.load(answer)["members"]
                    return found
        return []

    def leader(self) -> Node | None:
        """The node that leads now, if one does."""
        for member in self.members():
            if member["role"] == "leader" and member["state"] == "running":
                return next(node for node in self.all if node.name == member["name"])
        return None

    def must_lead(self) -> Node:
        """The node that leads; waits for one.

        Raises:
            ClusterError: when none does after a while.
        """
        wait_until(self.leader, PATIENCE, "a node that leads")
        leader = self.leader()
        if leader is None:
            raise ClusterError("No node leads for long.")
        return leader

    def in_step(self) -> Node | None:
        """The node that has everything before we say yes to anybody."""
        for member in self.members():
            if member["role"] == "sync_standby":
                return next(node for node in self.all if node.name == member["name"])
        return None

    def is_whole(self) -> bool:
        """One leads, the others stream from it, and one of them is in step."""
        members = self.members()
        roles = sorted(member["role"] for member in members)
        there = all(member["state"] in ("running", "streaming") for member in members)
        lags = [member.get("lag", 0) for member in members]
        return roles == ["leader", "replica", "sync_standby"] and there and not any(lags)

    def kill(self, node: Node) -> None:
        """The node is gone at once, Patroni and PostgreSQL, without a word to anybody."""
        with suppress(OSError, ValueError):
            postmaster = int((node.folder / "data/postmaster.pid").read_text().split()[0])
            self.processes.kill(node.name, *_with_children(postmaster))
            return
        self.processes.kill(node.name)

    def hand_over(self, node: Node) -> None:
        """Let `node` lead, in good order."""
        words = [shutil.which("patronictl") or "patronictl", "-c", str(node.folder / "patroni.yml")]
        words += ["switchover", SCOPE, "--master", self.must_lead().name, "--candidate", node.name]
        subprocess.run([*words, "--force"], capture_output=True, timeout=60, check=False)
        wait_until(lambda: self.leader() == node and self.is_whole(), PATIENCE, "the hand-over")

    def _start_etcd(self) -> None:
        client, peer = f"http://127.0.0.1:{ETCD}", f"http://127.0.0.1:{ETCD_PEER}"
        words = [find("etcd"), "--name", "one", "--data-dir", str(self.folder / "etcd")]
        words += ["--listen-client-urls", client, "--advertise-client-urls", client]
        words += ["--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer]
        self.processes.start("etcd", [*words, "--initial-cluster", f"one={peer}"])

    def _start_haproxy(self) -> None:
        servers = "\n".join(
            f"    server {n.name} 127.0.0.1:{n.port} check port {n.rest}" for n in self.all
        )
        written = self.folder / "haproxy.cfg"
        written.write_text(HAPROXY.format(writes=WRITES, reads=READS, servers=servers))
        self.processes.start("haproxy", [find("haproxy"), "-f", str(written), "-db"])

    def _make_folder(self, node: Node) -> None:
        node.folder.mkdir(parents=True, exist_ok=True)
        (node.folder / "patroni.yml").write_text(
            PATRONI.format(
                scope=SCOPE, name=node.name, rest=node.rest, etcd=ETCD, port=node.port,
                data=node.folder / "data", bin=self.bin, folder=node.folder,
            )
        )  # fmt: skip
        if self.user:
            shutil.chown(node.folder, self.user)


def _with_children(pid: int) -> list[int]:
    """A process and all below it."""
    listed = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True
    )
    pairs = [tuple(map(int, line.split())) for line in listed.stdout.splitlines()]
    return [pid, *(child for child, parent in pairs if parent == pid and child != os.getpid())]


def ask(node: Node, statement: str) -> Any:
    """The first value a node answers with."""
    with psycopg.connect(node.dsn(), autocommit=True) as connection:
        row = connection.execute(statement.encode()).fetchone()
        return row and row[0]


HAPROXY = """\
global
    maxconn 400
defaults
    mode tcp
    timeout connect 2s
    timeout client 30m
    timeout server 30m
    timeout check 2s
    default-server inter 1s fastinter 500ms fall 2 rise 1 on-marked-down shutdown-sessions
listen writes
    bind 127.0.0.1:{writes}
    option httpchk OPTIONS /primary
    http-check expect status 200
{servers}
listen reads
    bind 127.0.0.1:{reads}
    option httpchk OPTIONS /replica?lag=16MB
    http-check expect status 200
{servers}
"""
PATRONI = """\
scope: {scope}
name: {name}
restapi:
  listen: 127.0.0.1:{rest}
  connect_address: 127.0.0.1:{rest}
etcd3:
  host: 127.0.0.1:{etcd}
bootstrap:
  dcs:
    ttl: 10
    loop_wait: 2
    retry_timeout: 4
    maximum_lag_on_failover: 1048576
    master_start_timeout: 0
    synchronous_mode: true
    postgresql:
      use_pg_rewind: true
      use_slots: true
      parameters:
        max_connections: 100
        shared_buffers: 64MB
        wal_keep_size: 128MB
        max_wal_size: 256MB
        wal_log_hints: "on"
        wal_sender_timeout: 5s
        wal_receiver_timeout: 5s
        lock_timeout: 10s
  initdb:
    - encoding: UTF8
    - locale: C.UTF-8
    - data-checksums
  pg_hba:
    - host all all 127.0.0.1/32 trust
    - host replication all 127.0.0.1/32 trust
postgresql:
  listen: 127.0.0.1:{port}
  connect_address: 127.0.0.1:{port}
  data_dir: {data}
  bin_dir: {bin}
  pgpass: {folder}/pgpass
  authentication:
    superuser:
      username: postgres
    replication:
      username: replicator
    rewind:
      username: postgres
  parameters:
    unix_socket_directories: "{folder}"
  create_replica_methods: [basebackup]
  basebackup:
    checkpoint: fast
tags: {{}}
"""
