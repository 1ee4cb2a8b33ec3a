"""Runs of `python -m nlp` in a process of their own, so that time and memory are theirs alone."""

import json
import os
import subprocess
import sys
from pathlib import Path

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def run(*arguments: str | Path) -> dict[str, float]:
    """Run a subcommand on one core's worth of threads; return its JSON line. Raises when it fails."""
    command = [sys.executable, "-m", "nlp", *map(str, arguments)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env={**os.environ, **ONE_THREAD}, timeout=900
    )
    line: dict[str, float] = json.loads(done.stdout)
    return line
