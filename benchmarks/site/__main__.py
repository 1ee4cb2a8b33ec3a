"""`python -m benchmarks.site`: measure on both databases and write "The site" into RESULTS.md."""

import argparse
import json
import os
import subprocess
import sys

from benchmarks import sections
from benchmarks.site import HEADING
from benchmarks.site.databases import FRESH

MEASURES = ["searching", "similar", "threads", "proposals", "counters", "transfer"]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.site", description=__doc__)
    parser.add_argument("--only", choices=MEASURES)
    parser.add_argument("--database", choices=FRESH)
    arguments = parser.parse_args()
    found: dict[str, dict[str, str]] = {}
    wanted: dict[str, str] = {}
    for name, fresh in FRESH.items():
        if arguments.database not in (None, name):
            continue
        for measure in [arguments.only] if arguments.only else MEASURES:
            with fresh() as url:
                for row in _measured(measure, url):
                    print(f"{name}: {row['what']}: {row['figures']} (wanted: {row['wanted']})", flush=True)
                    found.setdefault(row["what"], {})[name] = row["figures"]
                    wanted[row["what"]] = row["wanted"]
    if not arguments.only and not arguments.database:
        _write(found, wanted)


def _measured(measure: str, url: str) -> list[dict[str, str]]:
    """In a process of its own: the settings are read once."""
    environment = os.environ | {
        "DATABASE_URL": url,
        "REDIS_URL": "",
        "DJANGO_SETTINGS_MODULE": "project.settings.test",
    }
    command = [sys.executable, "-m", "benchmarks.site.run", measure]
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def _write(found: dict[str, dict[str, str]], wanted: dict[str, str]) -> None:
    rows = [
        f"| {what} | {of.get('SQLite', '')} | {of.get('PostgreSQL', '')} | {wanted[what]} |"
        for what, of in found.items()
    ]
    table = "\n".join(rows)
    text = f"""{HEADING}

Measured on {sections.today()} with `python -m benchmarks.site`, each line in a process and a database
of its own, {sections.machine()}.
Times are those of the server, without the browser.

| what | SQLite | PostgreSQL | wanted |
|---|---|---|---|
{table}
"""
    sections.write(HEADING, text)


if __name__ == "__main__":
    main()
