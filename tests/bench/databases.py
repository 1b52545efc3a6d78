"""The databases that are measured: filled once, and again when the scale, the tables or the rows change."""

import hashlib
import os
import secrets
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
BENCH = ROOT / "var" / "bench"
UNUSED = ("CACHE_URL", "MEDIA_S3_BUCKET")  # variables of the shell
LOCAL_POSTGRES = "postgres://127.0.0.1:5432"


def note(text: str) -> None:
    """Write progress to stderr; the report is on stdout."""
    sys.stderr.write(f"{text}\n")


def environment(url: str) -> dict[str, str]:
    """Production's settings on this machine, without the cache and the bucket that the shell may name."""
    shell = {name: value for name, value in os.environ.items() if name not in UNUSED}
    return {
        **shell,
        "PUBLIC_URL": "http://localhost",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "DATA_DIR": str(BENCH),
        "DATABASE_URL": url,
        "DEBUG": "0",
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        # the time of a parallel worker could not be measured
        "PGOPTIONS": "-c max_parallel_workers_per_gather=0",
    }


def run_python(url: str, *arguments: str) -> None:
    command = [sys.executable, *arguments]
    subprocess.run(command, cwd=ROOT, env=environment(url), check=True, stdout=subprocess.DEVNULL)


def manage(url: str, *arguments: str) -> None:
    run_python(url, "manage.py", *arguments)


def fingerprint(scale: str) -> str:
    """Changes with the tables and with the synthetic rows."""
    made_by = [*ROOT.glob("*/migrations/*.py"), *ROOT.glob("tests/bench/synthetic/*.py")]
    text = b"".join(path.read_bytes() for path in sorted(made_by))
    return hashlib.sha256(scale.encode() + text).hexdigest()


class Sqlite:
    name = "SQLite"

    def __init__(self, scale: str):
        self.scale = scale
        self.file = BENCH / f"scale-{scale}.sqlite3"
        self.url = f"sqlite:///{self.file}"
        self.stamp = BENCH / f"sqlite-{scale}.stamp"

    def exists(self) -> bool:
        return self.file.exists()

    def recreate(self) -> None:
        for file in BENCH.glob(f"{self.file.name}*"):
            file.unlink()

    def vacuum(self) -> None:
        pass


class Postgres:
    name = "PostgreSQL"

    def __init__(self, scale: str):
        self.scale = scale
        self.server = self.address()
        self.database = f"record_bench_{scale.replace('.', '_')}"
        self.url = f"{self.server}/{self.database}"
        url = urlsplit(self.server)
        self.stamp = BENCH / f"postgres-{url.hostname}-{url.port or 5432}-{scale}.stamp"

    @staticmethod
    def address() -> str:
        url = urlsplit(os.environ.get("BENCH_POSTGRES") or LOCAL_POSTGRES)
        return f"{url.scheme}://{url.netloc}"

    @classmethod
    def unavailable(cls) -> str:
        """Why PostgreSQL is left out; empty if it is not."""
        try:
            with cls.connect(f"{cls.address()}/postgres"):
                return ""
        except Exception as error:  # no driver, no server, no permission: all the same here
            reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            return f"PostgreSQL was skipped ({reason}); BENCH_POSTGRES=postgres://user@host:5432 names one."

    @staticmethod
    def connect(url: str):
        import psycopg

        return psycopg.connect(url, autocommit=True, connect_timeout=3)

    def exists(self) -> bool:
        with self.connect(f"{self.server}/postgres") as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.database])
            return found.fetchone() is not None

    def recreate(self) -> None:
        with self.connect(f"{self.server}/postgres") as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{self.database}"')
            connection.execute(f"CREATE DATABASE \"{self.database}\" ENCODING 'UTF8' TEMPLATE template0")

    def vacuum(self) -> None:
        with self.connect(self.url) as connection:
            connection.execute("VACUUM ANALYZE")  # what the server's housekeeping does within minutes


def prepare(database) -> None:
    """Fill the database, unless an earlier run has."""
    wanted = fingerprint(database.scale)
    if database.stamp.exists() and database.stamp.read_text() == wanted and database.exists():
        return
    note(f"Filling {database.name} at scale {database.scale}")
    database.stamp.unlink(missing_ok=True)
    database.recreate()
    manage(database.url, "migrate", "--verbosity=0")
    run_python(database.url, "-m", "tests.bench.synthesize", "--scale", database.scale, "--quiet")
    database.vacuum()
    database.stamp.write_text(wanted)
