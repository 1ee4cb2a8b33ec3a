"""What the check of likeness costs while an editor writes: `python -m benchmarks.likeness FILE`.

FILE is an index by `benchmarks.building`: 2,000 entries with ten phrasings each. Every twentieth question is
asked as the page of an entry asks it; CPU milliseconds, without the one query for the entries found.
"""

import json
import sys
import time
from pathlib import Path

from benchmarks.large_faq import ENTRIES, UTTERANCES, large_faq
from nlp.retrieval.faq_index import FaqIndex

EVERY = 20
TOP = 4
"""As many as `chatbot.services.desk.likeness` looks at: three others and the entry itself."""


def check(path: Path) -> dict[str, float]:
    index = FaqIndex.from_bytes(path.read_bytes())
    index.rank("ごみの日はいつですか", TOP)
    asked = [entry.question for entry in large_faq(ENTRIES, UTTERANCES)[::EVERY]]
    took = sorted(_milliseconds(index, question) for question in asked)
    return {
        "asked": len(took),
        "p50": took[len(took) // 2],
        "p95": took[int(0.95 * len(took))],
        "worst": took[-1],
    }


def _milliseconds(index: FaqIndex, question: str) -> float:
    started = time.process_time()
    index.rank(question, TOP)
    return 1000 * (time.process_time() - started)


if __name__ == "__main__":
    print(json.dumps(check(Path(sys.argv[1]))))
