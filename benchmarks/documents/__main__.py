"""Write the documents of a result with 1,000 rows and 10,000 originals, each format in a process of its own.

python -m benchmarks.documents                       measures all and writes a part of RESULTS.md
python -m benchmarks.documents.run pdf 1000 10000    one format, printed
"""

import json
import subprocess
import sys

from benchmarks import sections

HEADING = "## Documents of a result"
SIZES = ((34, 206), (1_000, 10_000))
FORMATS = ("csv", "originals", "xlsx", "docx", "pdf")


def main() -> None:
    lines = [
        HEADING, "", f"`python -m benchmarks.documents`, {sections.today()}, {sections.machine()}.", "",
        "Each format is written by a process of its own; the memory is the peak of that process, Django and",
        "everything else included. The job of a publication writes all five, one after the other.", "",
        "| rows | originals | format | seconds | peak memory (MB) | file (MB) |",
        "|---:|---:|---|---:|---:|---:|",
    ]  # fmt: skip
    for rows, originals in SIZES:
        for chosen in FORMATS:
            command = [sys.executable, "-m", "benchmarks.documents.run", chosen, str(rows), str(originals)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            found = json.loads(done.stdout.splitlines()[-1])
            lines.append(
                f"| {rows:,} | {originals:,} | {chosen} | {found['seconds']:.1f} | {found['memory']:.0f} |"
                f" {found['size']:.2f} |"
            )
            print(lines[-1], flush=True)
    sections.write(HEADING, "\n".join(lines))


if __name__ == "__main__":
    main()
