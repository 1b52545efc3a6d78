"""Measures in a process of its own: `python -m tests.bench.measure pages|/exhibitors.csv SECONDS ROUNDS`."""

import gc
import json
import logging
import statistics
import sys
import time
from itertools import cycle, islice
from pathlib import Path
from types import ModuleType
from wsgiref.util import setup_testing_defaults

from tests.bench.addresses import targets

REQUESTS_PER_ROUND, PROBES = 12, 3


def application():
    """The portal under WSGI, with one more page: the bare view."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.http import HttpResponse
    from django.urls import path

    from portal import urls

    with_bare = ModuleType("bench_urls")
    with_bare.urlpatterns = [path("bench-bare/", lambda request: HttpResponse("bare")), *urls.urlpatterns]
    sys.modules["bench_urls"] = with_bare
    settings.ROOT_URLCONF = "bench_urls"
    logging.disable()  # the report says what answers 404
    return get_wsgi_application()


def send(app, target: str) -> tuple[int, int, float]:
    """The status, the lines of the answer, and the seconds to its first byte."""
    path, _, query = target.partition("?")
    request = {"PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": "localhost", "REMOTE_ADDR": "127.0.0.1"}
    setup_testing_defaults(request)
    began, first, lines = time.perf_counter(), 0.0, 0
    response = app(request, lambda status, headers: None)
    try:
        for chunk in response:
            first = first or time.perf_counter() - began
            lines += chunk.count(b"\n")
    finally:
        response.close()
    return response.status_code, lines, first


def backend() -> tuple[int, float]:
    """PostgreSQL's process for our connection and its CPU seconds; zeros for SQLite or a server elsewhere."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0, 0.0
    connection.ensure_connection()
    process = Path(f"/proc/{connection.connection.info.backend_pid}")
    try:
        if not (process / "comm").read_text().startswith("postgres"):
            return 0, 0.0
        return int(process.name), int((process / "schedstat").read_text().split()[0]) / 1e9
    except OSError:
        return 0, 0.0


def cost(app, target: str) -> tuple[int, float]:
    """The status, and the CPU milliseconds of one request here and in the database."""
    process, busy = backend()
    began = time.process_time()
    status, _lines, _first = send(app, target)
    spent = time.process_time() - began
    process_after, busy_after = backend()
    return status, (spent + (busy_after - busy if process_after == process else 0)) * 1000


def measure_pages(seconds: float, rounds: int) -> dict:
    from django.db import connection

    app = application()
    number = PROBES + rounds * REQUESTS_PER_ROUND
    requests = {}
    for name, addresses in targets().items():
        different = list(dict.fromkeys(islice(addresses, 1000)))
        requests[name] = list(islice(cycle(different), number)) if different else []
    results: dict[str, dict] = {}
    for name, addresses in requests.items():  # the probes fill caches, and count queries
        statuses, queries = [], []
        for target in addresses[:PROBES]:
            counted: list[str] = []

            def count(execute, sql, params, many, context, counted=counted):
                counted.append(sql)
                return execute(sql, params, many, context)

            with connection.execute_wrapper(count):
                statuses.append(send(app, target)[0])
            queries += [len(counted)] if statuses[-1] == 200 else []
        results[name] = {"status": statuses[:1], "queries": [min(queries), max(queries)] if queries else []}
    answered = [name for name in requests if results[name]["queries"]]
    measured: dict[str, list[list[tuple]]] = {name: [] for name in answered}
    for turn in range(rounds):
        for name in answered:
            until, costs = time.monotonic() + seconds / rounds / len(answered), []
            for target in requests[name][PROBES + turn * REQUESTS_PER_ROUND :][:REQUESTS_PER_ROUND]:
                clear_rendered()
                status, first = cost(app, target)
                costs += [(first, cost(app, target)[1])] if status == 200 else []
                if time.monotonic() > until:
                    break
            measured[name] += [costs] if costs else []
    for name, turns in measured.items():
        for which, place in (("cpu", 0), ("again", 1)):
            means = [statistics.mean(pair[place] for pair in costs) for costs in turns]
            results[name][which] = statistics.median(means)
        results[name]["slowest"] = max(max(first for first, _again in costs) for costs in turns)
    return {"pages": results, "accounted": connection.vendor == "sqlite" or backend()[0] > 0}


def clear_rendered() -> None:
    """Clear the cache of rendered pages and rows, else only the first request would render them."""
    from portal.cache import record_cache

    cache = record_cache()
    cache.pages.clear()
    cache.rows.clear()


def memory(name: str) -> int:
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(f"{name}:"))


def measure_csv(path: str, seconds: float) -> dict:
    """Rows a second of a whole file, and what its first download adds to the memory of an idle process.

    The first download also makes the index; speed and first byte are those of later ones.
    """
    app = application()
    send(app, "/bench-bare/")
    send(app, "/areas.json")
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")  # the peak starts from here
    before = memory("VmRSS")
    status, lines, _first = send(app, path)
    if status != 200:
        return {"status": [status]}
    peak, until, speeds, costs, firsts = memory("VmHWM") - before, time.monotonic() + seconds, [], [], []
    while not speeds or (len(speeds) < 3 and time.monotonic() < until):
        process, busy = backend()
        began, cpu = time.perf_counter(), time.process_time()
        _status, lines, first = send(app, path)
        speeds.append((lines - 1) / (time.perf_counter() - began))
        process_after, busy_after = backend()
        spent = busy_after - busy if process_after == process else 0
        costs.append(time.process_time() - cpu + spent)
        firsts.append(first)
    return {
        "rows": lines - 1,
        "speed": statistics.median(speeds),
        "cpu": statistics.median(costs),
        "first": statistics.median(firsts) * 1000,
        "peak": peak / 1024,
    }


if __name__ == "__main__":
    what, seconds, rounds = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
    found = measure_pages(seconds, rounds) if what == "pages" else measure_csv(what, seconds)
    sys.stdout.write(f"{json.dumps(found)}\n")
