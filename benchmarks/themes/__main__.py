"""`python -m benchmarks.themes --data FOLDER [--peers PYTHON]`: measure and write RESULTS.md's section."""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from benchmarks import sections
from benchmarks.site.databases import sqlite
from benchmarks.themes import cost, curve, quality

HEADING = "## Themes"
CURVE = Path(__file__).with_name("cost.svg")
WHOLE = 10_000
AIMS = {10_000: "≤ 30 s", 207_850: "≤ 8 min, ≤ 4,000 MB"}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.themes", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--peers", type=Path, help="an interpreter that has BERTopic and UMAP: see peers.py")
    parser.add_argument("--sizes", type=int, nargs="*", default=cost.SIZES)
    arguments = parser.parse_args()
    peers = quality.Peers(arguments.peers)
    grouped = _told(quality.headings(arguments.data, peers))
    stable = _told(quality.stability(arguments.data, peers))
    costs = [_cost(arguments.data, size) for size in arguments.sizes]
    if len(costs) > 1:
        curve.draw(CURVE, [(int(line["opinions"]), line["seconds"], line["peak_mb"]) for line in costs])
    sections.write(HEADING, _section(grouped, stable, costs, _whole(arguments.data), peers.versions))


def _told(rows: object) -> list[str]:
    found = []
    for row in rows:  # type: ignore[attr-defined]
        print(row, flush=True)
        found.append(row)
    return found


def _cost(data: Path, size: int) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.themes.cost", str(data), str(size)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, timeout=3_600)
    line: dict[str, float] = json.loads(done.stdout)
    print(line, flush=True)
    return line


def _whole(data: Path) -> str:
    """Of the job that a planner starts, on SQLite."""
    with sqlite() as url:
        settings = {"DATABASE_URL": url, "REDIS_URL": "", "DJANGO_SETTINGS_MODULE": "project.settings.test"}
        command = [sys.executable, "-m", "benchmarks.themes.job", str(data), str(WHOLE)]
        done = subprocess.run(
            command, env=os.environ | settings, check=True, stdout=subprocess.PIPE, text=True
        )
    line = json.loads(done.stdout)
    print(line, flush=True)
    stages = ", ".join(f"{name} {seconds}" for name, seconds in line["stages"].items())
    return (
        f"The whole job as a planner starts it, database and all, at {WHOLE:,} opinions on SQLite: "
        f"{line['seconds']} s ({stages})."
    )


def _section(
    grouped: list[str], stable: list[str], costs: list[dict[str, float]], whole: str, versions: str
) -> str:
    return f"""{HEADING}

Measured on {sections.today()} with `python -m benchmarks.themes --data <folder> --peers <python>` on
{sections.machine()}; load average {os.getloadavg()[2]:.1f} over the last quarter of an hour.

Against the 77 headings under which the Ministry of the Environment answered 337 opinions; those in no group
count as one. The peers get the same vectors{f" ({versions})" if versions else ""}; of BERTopic's settings
(min_cluster_size 2, 3, 5, 10, by eom and leaf) the row shows the one most like the headings, which nobody
would know in advance, or, when a number is wanted, the one that comes nearest to it.

| groups | figures | wanted |
|---|---|---|
{chr(10).join(grouped)}

How alike the groups of the old opinions are before and after a tenth more arrive; three draws, mean and
range:

| what | old opinions before and after | wanted |
|---|---|---|
{chr(10).join(stable)}

Everything in a run that reads texts, each size in a process of its own; writing to the database is not in it.
337 and 2,622 are real; larger ones are made of sentences drawn from the 2,622, so wordings repeat and are
tokenised once, which real opinions do less.

| opinions | copies | themes | seconds | CPU seconds | peak MB, all processes | stages, seconds | wanted |
|---|---|---|---|---|---|---|---|
{chr(10).join(map(_cost_row, costs))}

{whole}

![Seconds and megabytes against opinions](themes/cost.svg)
"""


def _cost_row(line: dict[str, float]) -> str:
    laps = ", ".join(f"{name} {seconds:.1f}" for name, seconds in line["laps"].items())  # type: ignore[attr-defined]
    opinions = int(line["opinions"])
    return (
        f"| {opinions:,} | {line['copies']:,} | {line['themes']} | {line['seconds']:,.1f} "
        f"| {line['cpu_seconds']:,.1f} | {line['peak_mb']:,} | {laps} | {AIMS.get(opinions, '')} |"
    )


if __name__ == "__main__":
    main()
