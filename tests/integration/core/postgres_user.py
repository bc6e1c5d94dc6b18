"""A process that uses a private server, for the tests: `postgres_user.py FOLDER FLAVOUR`.

Prints how to connect, then waits: at "stop" it releases the server and asks it to stop at once;
at "fork" a child of it releases the server; when its input ends, so does it.
"""

import json
import os
import sys
import time
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[3]
# Only the package under test: importing all of the portal would take most of the tests' time.
for name in ("portal", "portal.core"):
    package = ModuleType(name)
    package.__path__ = [str(ROOT.joinpath(*name.split(".")))]
    sys.modules[name] = package

from portal.core import embedded_postgres  # noqa: E402 - after the above


def main() -> None:
    folder, flavour = Path(sys.argv[1]), sys.argv[2]
    began = time.monotonic()
    try:
        server = embedded_postgres.ensure_running(folder, flavour=flavour, durable=False)
    except embedded_postgres.EmbeddedPostgresError as error:
        say(error=str(error))
        return
    say(dsn=server.dsn("postgres"), url=server.url("portal"), seconds=time.monotonic() - began)
    for line in sys.stdin:
        if line == "stop\n":
            server.release(stop=True)
        elif line == "again\n":
            embedded_postgres.ensure_running(folder, flavour=flavour, durable=False)
        elif line == "fork\n":
            child = os.fork()
            if child == 0:
                server.release()
                os._exit(0)
            os.waitpid(child, 0)
        say(done=line.strip())


def say(**facts: object) -> None:
    print(json.dumps(facts), flush=True)


if __name__ == "__main__":
    main()
