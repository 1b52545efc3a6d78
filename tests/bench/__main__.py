"""`make bench`: what a page costs, on both databases and at two sizes, beside a view that does nothing.

The figure to compare is the CPU time of the server (this process, and PostgreSQL's for our connection):
requests a second vary with whatever else the machine does. The application is called in the process
through WSGI, with production settings and all middleware. The addresses of a target differ, where there are
enough. The cache of rendered pages and rows is cleared before each request; then the same address is
requested again. The targets take turns, in several rounds; the median round is reported.
"""

import argparse
import json
import subprocess
import sys

from tests.bench.databases import BENCH, ROOT, Postgres, Sqlite, environment, manage, note, prepare
from tests.bench.report import csv_table, machine, page_table

PAGES_SECONDS, CSV_SECONDS, ROUNDS = 60, 8, 5  # a request that has begun is not cut short
CSV_FILES = ("/exhibitors.csv", "/memoranda.csv", "/outcomes.csv", "/organizations.csv")


def measure(database, what: str, seconds: float, rounds: int) -> dict:
    """Measure in a process of its own; empty if it fails or takes far too long."""
    command = [sys.executable, "-m", "tests.bench.measure", what, str(seconds), str(rounds)]
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=environment(database.url),
            capture_output=True,
            text=True,
            timeout=seconds * 4 + 300,
        )
    except subprocess.TimeoutExpired:
        note(f"{database.name} at scale {database.scale}: {what} took too long")
        return {}
    if done.returncode:
        note(done.stderr[-2000:])
        return {}
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__.splitlines()[0])
    parser.add_argument("--scales", nargs="+", default=["0.1", "1"], help="smallest first (default: 0.1 1)")
    parser.add_argument(
        "--databases", nargs="+", choices=["sqlite", "postgres"], default=["sqlite", "postgres"]
    )
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    options = parser.parse_args()

    lines: list[str] = []
    BENCH.mkdir(parents=True, exist_ok=True)
    kinds = [Sqlite] if "sqlite" in options.databases else []
    if "postgres" in options.databases:
        if reason := Postgres.unavailable():
            lines += [reason, ""]
        else:
            kinds.append(Postgres)
    databases = [kind(scale) for kind in kinds for scale in options.scales]
    for database in databases:
        prepare(database)
    if databases:
        manage(databases[0].url, "catalogues")
        manage(databases[0].url, "collectstatic", "--no-input", "--verbosity=0")
    found: dict[str, dict] = {kind.name: {} for kind in kinds}
    files = []
    for database in databases:
        note(f"Measuring {database.name} at scale {database.scale}")
        found[database.name][database.scale] = measure(database, "pages", PAGES_SECONDS, options.rounds)
        files += [(database, path, measure(database, path, CSV_SECONDS, 1)) for path in CSV_FILES]
    lines = [
        "# What a page costs",
        "",
        machine(),
        "",
        *lines,
        *(line for kind in kinds for line in page_table(kind.name, options.scales, found[kind.name])),
        *csv_table(files),
    ]
    report = "\n".join(lines)
    (BENCH / "report.md").write_text(report)
    sys.stdout.write(report)


if __name__ == "__main__":
    main()
