"""`python -m bench`: measure, print the tables, write `.data/bench.json`."""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import psycopg

from bench import BenchError, database, machine, report, targets
from bench.load import find_wrk
from bench.rounds import KEYS, Outcome, Plan, measure
from portal.core.embedded_postgres import EmbeddedPostgresError
from portal.settings import SettingsError, load_settings


def arguments(words: Sequence[str] | None = None) -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--seconds", type=int, default=4, help="for each page and round (4)")
    parser.add_argument("--rounds", type=int, default=3, help="over all rows (3)")
    parser.add_argument("--only", default="", help=f"some of: {', '.join(KEYS)} (all)")
    parser.add_argument(
        "--city",
        type=float,
        default=0,
        metavar="PART",
        help="the pages also on such a part of a city, 1 for all of it (none)",
    )
    parser.add_argument("--fresh", action="store_true", help="load the demo again")
    given = parser.parse_args(words)
    given.only = frozenset(given.only.replace(",", " ").split()) or frozenset(KEYS)
    if unknown := given.only - set(KEYS):
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    if min(given.seconds, given.rounds) < 1:
        parser.error("--seconds and --rounds are at least 1")
    return given


def main() -> int:
    """Run the bench; 1 when any figure can't be trusted."""
    given = arguments()
    plan = Plan(given.seconds, given.rounds, given.only, given.city)
    find_wrk()  # now, and not after minutes of preparation
    settings = load_settings()
    cluster = database.cluster(settings)
    facts = machine.facts(cluster.facts())
    took = cluster.ready(fresh=given.fresh)
    if took is not None:
        print(f"Loaded the demo municipality in {took:.0f} s.", flush=True)
    if given.city:
        took = cluster.ready_city(given.city, fresh=given.fresh)
        print("The city is there." if took is None else f"Loaded the city in {took:.0f} s.")
    folder = settings.data_dir / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    cluster.copy(database.PAGES)
    os.environ |= cluster.environment(database.PAGES)
    try:
        with tempfile.TemporaryDirectory() as work:
            outcome = measure(cluster, plan, work=Path(work), log=folder / "gunicorn.log")
    finally:
        cluster.drop(database.PAGES, database.BOOKING, database.ENQUIRIES, database.CANDIDATES)
    show(outcome, facts, plan)
    target = settings.data_dir / "bench.json"
    target.write_text(json.dumps(report.listed(outcome.rows, outcome.beside), indent=1) + "\n")
    print(f"\nAlso in {target}, for programs.")
    for problem in outcome.problems:
        print(problem, file=sys.stderr)
    return 1 if outcome.problems else 0


def show(outcome: Outcome, facts: Sequence[tuple[str, str]], plan: Plan) -> None:
    """Print everything a reader needs, as Markdown."""
    print(f"\nMedian of {plan.rounds} interleaved rounds (lowest–highest):\n")
    print(report.results(outcome.rows, outcome.beside))
    print("\n" + targets.told(targets.verdicts(outcome.rows, outcome.cities, outcome.peak_mb)))
    print("\n" + report.table([("", ""), *outcome.notes]))
    print("\n" + report.table([("", ""), *facts]))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (BenchError, EmbeddedPostgresError, SettingsError) as error:
        sys.exit(str(error))
    except (psycopg.OperationalError, psycopg.errors.InsufficientPrivilege) as error:
        sys.exit(f"The database server does not let us: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
