"""`python -m cluster`: build it, harm it under load, judge it, print what was measured."""

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cluster import ClusterError, faults
from cluster.load import Load
from cluster.nodes import ETCD, ETCD_PEER, READS, WRITES, Nodes
from cluster.portal import SMTP_PORT, WEBS, Portal
from cluster.processes import Processes, must_be_free
from cluster.verdict import judge
from portal import create_app
from portal.core import clock, standing
from portal.core.embedded_postgres import EmbeddedPostgresError
from portal.core.engine import create_engine, driver_url
from portal.settings import ROOT, load_settings

AT_ONCE = 6
RUNS_KEPT = 5
WORKERS, OTHER_FAULTS = 2, 2
"""A worker has one message on its way at a time, so a fault repeats one of each at most."""
CALM = 5.0
"""Seconds of load before the first fault."""


def main() -> int:
    """Run it; 1 when anything was lost, said twice too often, or an answer was odd."""
    parser = argparse.ArgumentParser(prog="python -m cluster", description=__doc__)
    parser.add_argument("--rounds", type=int, default=10, help="times the primary is killed (10)")
    parser.add_argument("--quick", action="store_true", help="one kill, and nothing else")
    parser.add_argument("--if-possible", action="store_true", help="0 where packages are missing")
    given = parser.parse_args()
    try:
        Nodes.must_be_possible()
    except (ClusterError, EmbeddedPostgresError) as missing:
        if not given.if_possible:
            raise
        print(f"No cluster was built here. {missing}")
        return 0
    must_be_free((ETCD, ETCD_PEER, WRITES, READS, *WEBS, SMTP_PORT))
    base = tempfile.mkdtemp(prefix="portal-cluster-", dir="/var/tmp")
    folder = Path(base)
    folder.chmod(0o755)
    small = folder / "node3"
    has_small = not given.quick and faults.small_disk(small)
    try:
        measured = _run(folder, 1 if given.quick else given.rounds, given.quick, has_small)
    finally:
        print(f"The logs are in {_keep_logs(folder)}.", flush=True)
        if has_small:
            faults.remove_disk(small)
        shutil.rmtree(folder, ignore_errors=True)
    _show(measured)
    explained = WORKERS * (len(measured["kills_s"]) + OTHER_FAULTS)
    bad = measured["lost"] or measured["odd"] or measured["twice"] > explained
    return 1 if bad else 0


def _run(folder: Path, rounds: int, quick: bool, has_small: bool) -> dict[str, Any]:
    measured: dict[str, Any] = {}
    with Processes(folder) as processes:
        nodes = Nodes(processes, folder)
        measured["up_s"] = _timed(nodes.up)
        portal = Portal(processes, nodes, folder)
        measured["portal_s"] = _timed(portal.up)
        os.environ.update(portal.environment)
        app = create_app(load_settings())
        engine = create_engine(driver_url(portal.url()))
        standing.inside(engine)
        load = Load(app, engine, AT_ONCE)
        load.start()
        time.sleep(CALM)
        try:
            measured["kills_s"] = [
                _said(faults.kill_primary(nodes, load, comes_back=not quick)) for _ in range(rounds)
            ]
            if not quick:
                measured["follower_cut_off_s"] = faults.cut_off_follower(nodes, load)
            if has_small:
                measured["disk_full_s"] = faults.fill_disk(nodes, load, nodes.all[2])
        finally:
            load.stop()
        _settle(portal)
        measured |= asdict(judge(engine, load.said, portal.mails))
        measured["odd_answers"] = load.said.odd[:10]
        engine.dispose()
        portal.down()
    return measured


def _keep_logs(folder: Path) -> Path:
    """Copy what every process said; those of a few runs before stay."""
    logs = ROOT / ".data" / "cluster-logs"
    for old in sorted(logs.glob("*"))[:-RUNS_KEPT] if logs.is_dir() else []:
        shutil.rmtree(old, ignore_errors=True)
    kept = logs / clock.now().strftime("%Y%m%dT%H%M%S")
    shutil.copytree(folder, kept, ignore=lambda _, names: [n for n in names if "." not in n])
    return kept


def _settle(portal: Portal) -> None:
    """Let the workers send what is due."""
    last = -1
    while last != (last := sum(portal.mails.taken.values())):
        time.sleep(3)


def _timed(act: Callable[[], object]) -> float:
    began = time.monotonic()
    act()
    return time.monotonic() - began


def _said(seconds: float) -> float:
    print(f"The primary was killed; nobody got a yes for {seconds:.1f} s.", flush=True)
    return seconds


def _show(measured: dict[str, Any]) -> None:
    kills = sorted(measured["kills_s"])
    print(f"\nCluster up in {measured['up_s']:.0f} s, portal in {measured['portal_s']:.0f} s.")
    print(f"Primary killed {len(kills)} times: no yes for {kills[0]:.1f} to {kills[-1]:.1f} s")
    for key, words in (
        ("follower_cut_off_s", "Follower in step cut off: longest silence"),
        ("disk_full_s", "Disk of the primary full: longest silence"),
    ):
        seconds = measured.get(key)
        print(f"{words}: " + (f"{seconds:.1f} s" if seconds is not None else "not done here"))
    print(
        f"Said yes {measured['acknowledged']} times, lost {measured['lost']}; answered 503 or not"
        f" at all {measured['refused']} times, otherwise wrong {measured['odd']} times."
    )
    print(f"{measured['mails']} mails, {measured['twice']} of them a second time. Invariants hold.")
    target = ROOT / ".data" / "cluster.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(measured, indent=1) + "\n")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (ClusterError, EmbeddedPostgresError) as error:
        sys.exit(str(error))
