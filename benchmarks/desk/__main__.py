"""`python -m benchmarks.desk`: measure every view of a planner's desk and write its part of RESULTS.md."""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence

from benchmarks import sections
from benchmarks.desk import HEADING
from benchmarks.site.databases import sqlite

SIZES = (10_000, 100_000)
WANTED = 200


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.desk", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    arguments = parser.parse_args()
    found: dict[str, dict[int, str]] = {}
    for size in arguments.sizes:
        for what, figures in _measured(size).items():
            print(f"{size:,}: {what}: {figures}", flush=True)
            found.setdefault(what, {})[size] = figures
    _write(found, arguments.sizes)


def _measured(size: int) -> dict[str, str]:
    """In a process of its own: the settings are read once."""
    with sqlite() as url:
        environment = os.environ | {
            "DATABASE_URL": url,
            "REDIS_URL": "",
            "DJANGO_SETTINGS_MODULE": "project.settings.test",
        }
        command = [sys.executable, "-m", "benchmarks.desk.run", str(size)]
        done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return {line["what"]: line["figures"] for line in lines}


def _command(sizes: Sequence[int]) -> str:
    asked = "" if tuple(sizes) == SIZES else f" --sizes {' '.join(map(str, sizes))}"
    return f"python -m benchmarks.desk{asked}"


def _write(found: dict[str, dict[int, str]], sizes: Sequence[int]) -> None:
    heads = " | ".join(f"{size:,} opinions" for size in sizes)
    table = "\n".join(f"| {what} | {' | '.join(of[size] for size in sizes)} |" for what, of in found.items())
    text = f"""{HEADING}

Measured on {sections.today()} with `{_command(sizes)}`, {sections.machine()}: the whole answer of the
server, page and all, on SQLite, over a run of 60 themes in 8 families. Wanted at {SIZES[0]:,} opinions:
p95 < {WANTED} ms.

| view | {heads} |
|---|{"---|" * len(sizes)}
{table}
"""
    sections.write(HEADING, text)


if __name__ == "__main__":
    main()
