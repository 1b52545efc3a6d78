"""The report, in Markdown."""

import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.databases import ROOT

NOT_MEASURED = "not there"


def machine() -> str:
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    cpus = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    model = next((line.split(": ")[1] for line in cpus.splitlines() if line.startswith("model name")), "")
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {commit.stdout.strip()}, {os.cpu_count()} x "
        f"{model or platform.machine()}, Python {platform.python_version()}"
    )


def page_table(name: str, scales: list[str], found: dict[str, dict]) -> list[str]:
    """A line for each target: its cost at each scale, and further figures at the largest."""
    shown = [scale for scale in scales if found.get(scale, {}).get("pages")]
    if not shown:
        return [f"{name}: nothing could be measured.", ""]
    largest, smallest = found[shown[-1]]["pages"], found[shown[0]]["pages"]
    headers = [f"{name}", *(f"CPU ms at {scale}" for scale in shown), "growth", "again", "slowest", "queries"]
    lines = [f"| {' | '.join(headers)} |", f"|---|{'---:|' * (len(headers) - 1)}"]
    for target, result in largest.items():
        cells = [
            f"{row['cpu']:.2f}"
            if "cpu" in row
            else f"{NOT_MEASURED} ({row['status'][0] if row['status'] else '-'})"
            for row in (found[scale]["pages"][target] for scale in shown)
        ]
        if "cpu" in result:
            small = smallest[target].get("cpu")
            counts = sorted({n for scale in shown for n in found[scale]["pages"][target]["queries"]})
            cells += [
                f"{result['cpu'] / small:.1f}" if small and len(shown) > 1 else "",
                f"{result['again']:.2f}",
                f"{result['slowest']:.1f}",
                "-".join(map(str, dict.fromkeys((counts[0], counts[-1])))),
            ]
        else:
            cells += [""] * 4
        lines.append(f"| {target} | {' | '.join(cells)} |")
    if not found[shown[-1]]["accounted"]:
        lines += ["", f"Without the time of {name} itself: its process cannot be read from here."]
    return [*lines, ""]


def csv_table(results: list[tuple]) -> list[str]:
    lines = [
        "| CSV | scale | file | rows | rows/s | CPU s | first byte, ms | peak above idle, MiB |",
        "|---|---|---|---:|---:|---:|---:|---:|",
    ]
    for database, path, result in results:
        start = f"| {database.name} | {database.scale} | {path} |"
        if "rows" in result:
            lines.append(
                f"{start} {result['rows']:,} | {result['speed']:,.0f} | {result['cpu']:.2f} | "
                f"{result['first']:.0f} | {result['peak']:.1f} |"
            )
        else:
            lines.append(f"{start} {NOT_MEASURED} ({result.get('status', ['-'])[0]}) | | | | |")
    return [*lines, ""]
