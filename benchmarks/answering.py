"""What answering costs: `python -m benchmarks.answering FILE`, of an index by `benchmarks.building`."""

import json
import os
import resource
import sys
import time
from pathlib import Path

import django

from benchmarks.large_faq import ENTRIES, UTTERANCES, large_faq
from nlp.command_line.memory import peak_megabytes
from nlp.retrieval.faq_index import FaqIndex

ASKED = 2_000


def serve(path: Path) -> dict[str, float]:
    """Answer as a web process does: Django set up, the index loaded, one thread."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings.test")
    django.setup()
    started = time.perf_counter()
    index = FaqIndex.from_bytes(path.read_bytes())
    index.decide("ごみの日はいつですか")
    first = time.perf_counter() - started
    questions = [way for entry in large_faq(ENTRIES, UTTERANCES, seed=1) for way in entry.utterances[:1]]
    took = sorted(_milliseconds(index, question) for question in questions[:ASKED])
    return {
        "first_answer": first,
        "p50": took[len(took) // 2],
        "p99": took[int(0.99 * len(took))],
        "memory_mb": _memory_mb(),
        "peak_mb": peak_megabytes(),
    }


def _milliseconds(index: FaqIndex, question: str) -> float:
    started = time.process_time()
    index.decide(question)
    return 1000 * (time.process_time() - started)


def _memory_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[1])
    return pages * resource.getpagesize() / 2**20


if __name__ == "__main__":
    print(json.dumps(serve(Path(sys.argv[1]))))
