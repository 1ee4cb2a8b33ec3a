"""What the search for entries taken for each other costs: `python -m benchmarks.mixing FILE`.

FILE is an index by `benchmarks.building`: 2,000 entries with ten phrasings each. It runs in a worker's job.
"""

import json
import os
import sys
import time
from importlib import import_module
from pathlib import Path

import django

from benchmarks.large_faq import ENTRIES, UTTERANCES, large_faq
from nlp.command_line.memory import peak_megabytes
from nlp.retrieval import archive


def search(path: Path) -> dict[str, float]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings.test")
    django.setup()
    # By name: it stands on models, for which Django has to be set up first.
    mixing = import_module("chatbot.services.desk.mixing")
    entries = large_faq(ENTRIES, UTTERANCES)
    started, used = time.perf_counter(), time.process_time()
    found = mixing.confused_in(archive.unpack(path.read_bytes()), entries)
    mixing.alike_in(entries)
    return {
        "seconds": time.perf_counter() - started,
        "cpu_seconds": time.process_time() - used,
        "peak_mb": peak_megabytes(),
        "asked": found.asked,
        "pairs": len(found.pairs),
    }


if __name__ == "__main__":
    print(json.dumps(search(Path(sys.argv[1]))))
