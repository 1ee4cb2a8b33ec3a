"""`python -m benchmarks.chat_load`: the chat under load; one Daphne process, SQLite, production settings."""

import argparse
import os
from dataclasses import fields, replace

from benchmarks import sections
from benchmarks.chat_load import HEADING
from benchmarks.chat_load.scenarios import SCENARIOS, SHORT, Row, Size


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.chat_load", description=__doc__)
    parser.add_argument("--only", choices=SCENARIOS)
    parser.add_argument("--short", action="store_true", help="a minute, to try; RESULTS.md stays as it is")
    for one in fields(Size):
        parser.add_argument(f"--{one.name}", type=type(one.default))
    arguments = parser.parse_args()
    changed = {one.name: value for one in fields(Size) if (value := getattr(arguments, one.name)) is not None}
    size = replace(SHORT if arguments.short else Size(), **changed)
    rows: list[Row] = []
    for name, scenario in SCENARIOS.items():
        if arguments.only in (None, name):
            for row in scenario(size):
                print(" | ".join(row), flush=True)
                rows.append(row)
    if not (arguments.only or arguments.short or changed):
        sections.write(HEADING, _report(rows))


def _report(rows: list[Row]) -> str:
    table = "\n".join(f"| {what} | {figures} | {wanted} |" for what, figures, wanted in rows)
    return f"""{HEADING}

Measured on {sections.today()} with `python -m benchmarks.chat_load`: one Daphne process, SQLite,
the fictional city's FAQ published, the production settings; the visitors come from another process on the
same machine, {sections.machine()}, load average {os.getloadavg()[2]:.1f} over the last quarter of an hour.
Times are from sending a question to its answer with markup.

| what | figures | wanted |
|---|---|---|
{table}
"""


if __name__ == "__main__":
    main()
