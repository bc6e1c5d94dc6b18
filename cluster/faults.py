"""What is done to the cluster, and how long citizens wait for it to be whole again."""

import os
import pwd
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from cluster import ClusterError
from cluster.load import Load
from cluster.nodes import Node, Nodes
from cluster.processes import database_user, wait_until

PATIENCE = 180.0
CUT_OFF = 15.0
"""Seconds a node is unreachable."""
FULL = 20.0
"""Seconds a disk stays full, unless another node leads before."""
SMALL_DISK = 900
"""Megabytes of the disk that is filled."""


def kill_primary(nodes: Nodes, load: Load, *, comes_back: bool = True) -> float:
    """The node that leads is gone; returns the longest time no citizen got a yes."""
    leader, began = nodes.must_lead(), time.monotonic()
    nodes.kill(leader)
    wait_until(lambda: nodes.leader() not in (None, leader), PATIENCE, "another leader")
    led = time.monotonic()
    wait_until(lambda: load.silence_after(led) is not None, PATIENCE, "a yes after the kill")
    silence = load.longest_silence(began)
    if comes_back:
        nodes.start(leader)
        wait_until(nodes.is_whole, PATIENCE, f"{leader.name} to follow again")
    return silence


def cut_off_follower(nodes: Nodes, load: Load) -> float | None:
    """Nobody hears the follower in step any more; returns the longest silence citizens met.

    None where this machine can't do it: it takes root, iptables and a user for the nodes.
    """
    user, follower = database_user(), nodes.in_step()
    if user is None or follower is None or shutil.which("iptables") is None:
        return None
    began = time.monotonic()
    rules = [["-p", "tcp", "--dport", str(port)] for port in (follower.port, follower.rest)]
    rules += [["-p", "tcp", "--sport", str(port)] for port in (follower.port, follower.rest)]
    for rule in rules:
        _iptables("-I", rule)
    # What it has asked others for is cut too: those connections begin at its own sockets.
    stopped = _stop_streaming(nodes, follower)
    try:
        time.sleep(CUT_OFF)
    finally:
        for rule in rules:
            _iptables("-D", rule)
        for pid in stopped:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
    silence = load.longest_silence(began)
    wait_until(nodes.is_whole, PATIENCE, f"{follower.name} to follow again")
    return silence


def _stop_streaming(nodes: Nodes, follower: Node) -> list[int]:
    """Freeze what receives the stream, as a cut cable would; returns the processes."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,args="], capture_output=True, text=True)
    postmaster = (follower.folder / "data/postmaster.pid").read_text().split()[0]
    parents = subprocess.run(
        ["ps", "--ppid", postmaster, "-o", "pid="], capture_output=True, text=True
    ).stdout.split()
    found = [
        int(line.split()[0])
        for line in listed.stdout.splitlines()
        if "walreceiver" in line and line.split()[0] in parents
    ]
    for pid in found:
        os.kill(pid, signal.SIGSTOP)
    return found


def _iptables(action: str, rule: list[str]) -> None:
    command = ["iptables", "-w", action, "INPUT", "-i", "lo", *rule, "-j", "DROP"]
    subprocess.run(command, check=True, capture_output=True)


def small_disk(folder: Path) -> bool:
    """Put a small disk of its own under `folder`; False where we may not."""
    folder.mkdir(parents=True, exist_ok=True)
    user = database_user()
    if user is None:
        return False
    owner = pwd.getpwnam(user)
    options = f"size={SMALL_DISK}m,uid={owner.pw_uid},gid={owner.pw_gid},mode=0755"
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], capture_output=True
    )
    return done.returncode == 0


def remove_disk(folder: Path) -> None:
    """Take the small disk away again."""
    subprocess.run(["umount", "-l", str(folder)], capture_output=True)


def fill_disk(nodes: Nodes, load: Load, node: Node) -> float:
    """The disk of the node that leads is full for a while; returns the longest silence met.

    PostgreSQL goes on in the log it has laid out before, and says no to what needs more; only when
    the log itself finds no room it stops, and another node leads.
    """
    nodes.hand_over(node)
    filler, began = node.folder / "filler", time.monotonic()
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(1 << 20))
    with suppress(ClusterError):
        wait_until(lambda: nodes.leader() not in (None, node), FULL, "another leader")
    filler.unlink()
    freed = time.monotonic()
    wait_until(lambda: load.silence_after(freed) is not None, PATIENCE, "a yes after the full disk")
    silence = load.longest_silence(began)
    if not nodes.processes.alive(node.name):
        nodes.start(node)
    wait_until(nodes.is_whole, PATIENCE, f"{node.name} to follow again")
    return silence
