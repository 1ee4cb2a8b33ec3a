"""`python -m benchmarks --data FOLDER`: measure everything and write RESULTS.md."""

import argparse
import os
import platform
import tempfile
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.measures import MEASURES
from benchmarks.rows import Row
from benchmarks.site import HEADING

RESULTS = Path(__file__).parent / "RESULTS.md"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--data", type=Path, required=True, help="folder with faq/, opinions/, votes/, intents/"
    )
    parser.add_argument("--only", choices=[measure.__name__ for measure in MEASURES])
    parser.add_argument("--results", type=Path, help="file to write (default: RESULTS.md, not with --only)")
    arguments = parser.parse_args()
    chosen = [measure for measure in MEASURES if arguments.only in (None, measure.__name__)]
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as scratch:
        for measure in chosen:
            for row in measure(arguments.data, Path(scratch)):
                print(_line(row), flush=True)
                rows.append(row)
    results = arguments.results or (None if arguments.only else RESULTS)
    if results:
        kept = results.read_text(encoding="utf-8").partition(HEADING) if results.exists() else ("", "", "")
        results.write_text(
            f"{_report(rows).rstrip()}\n\n{kept[1]}{kept[2]}".rstrip() + "\n", encoding="utf-8"
        )


def _report(rows: list[Row]) -> str:
    today = datetime.now(ZoneInfo("Asia/Tokyo")).date()
    return f"""# Results

Measured on {today} with `python -m benchmarks --data <folder>`; each line is one run of `python -m nlp …` in
a process of its own, linear algebra on one thread. CPU seconds compare better than seconds.

Machine: {_processor()}, {platform.system()} {platform.machine()}, Python {platform.python_version()};
load average {os.getloadavg()[2]:.1f} over the last quarter of an hour of the run.

| what | figures | wanted | seconds | CPU seconds, start included | peak MB |
|---|---|---|---|---|---|
{chr(10).join(map(_line, rows))}

hit@k and MRR count the first ten places. Purity and recall are over pairs of rows put in the same set; recall
is among the machine-made paraphrases of the same heading.

What was chosen on the data above, so that other data may do worse: the rank weights (localgov dev),
the start and size rules of the opinion groups (the six conversations), the handling of light words (kankyou,
aipubcom), the parts of the intent learners and the four signs of their sureness (CLINC150 with its test set,
MASSIVE's dev set; weights and thresholds are fitted on what the lines say).
[ADR 12](../docs/adr/0012-intents-by-two-learners-and-a-score.md) says what else was tried.
"""


def _line(row: Row) -> str:
    costs = row.costs
    measured = "{seconds:.1f} | {cpu_seconds:.1f} | {peak_mb:.0f}".format(**costs) if costs else " | | "
    return f"| {row.subject} | {row.figures} | {row.wanted} | {measured} |"


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    lines = described.read_text(encoding="utf-8").splitlines() if described.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return f"{len(names)} × {names[0]}" if names else platform.processor() or "unknown processor"


if __name__ == "__main__":
    main()
