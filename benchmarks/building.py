"""What a publication costs: `python -m benchmarks.building FILE` builds a large index and writes it there."""

import json
import sys
import time
from pathlib import Path

from benchmarks.large_faq import ENTRIES, UTTERANCES, large_faq
from nlp.command_line.memory import peak_megabytes
from nlp.retrieval import faq_building


def build(path: Path) -> dict[str, float]:
    entries = large_faq(ENTRIES, UTTERANCES)
    started, used = time.perf_counter(), time.process_time()
    data = faq_building.build(entries).to_bytes()
    path.write_bytes(data)
    return {
        "seconds": time.perf_counter() - started,
        "cpu_seconds": time.process_time() - used,
        "peak_mb": peak_megabytes(),
        "index_mb": len(data) / 2**20,
    }


if __name__ == "__main__":
    print(json.dumps(build(Path(sys.argv[1]))))
