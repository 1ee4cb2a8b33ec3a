"""What the chat learns from a FAQ: learnt once, kept in var/learnt, and read from there from then on.

Learning the FAQ of the demo takes a quarter of a minute of computing in every process that tests with it.
What is kept belongs to the same entries, the same code and the same libraries; with any other it is learnt
anew. The tests of learning itself (tests/unit) and the workers of the browser tests always learn.
"""

import fcntl
import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from nlp.retrieval import faq_building
from nlp.retrieval.faq_building import Entry
from nlp.retrieval.faq_index import FaqIndex

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "var" / "learnt"

_learn = faq_building.build


def build_once(
    entries: Sequence[Entry],
    labelled: Sequence[tuple[str, str]] = (),
    outside: Sequence[str] = (),
    synonyms: Sequence[Sequence[str]] = (),
) -> FaqIndex:
    """In the place of `faq_building.build`."""
    asked = repr([list(entries), list(labelled), list(outside), [list(group) for group in synonyms]])
    path = FOLDER / hashlib.sha256(f"{_code()} {asked}".encode()).hexdigest()[:32]
    if not path.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        # Whoever needs the same at the same moment waits for it: that is quicker than to learn it twice.
        with path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not path.exists():
                unfinished = path.with_suffix(".unfinished")
                unfinished.write_bytes(_learn(entries, labelled, outside, synonyms).to_bytes())
                unfinished.rename(path)
    return FaqIndex.from_bytes(_read(path))


@cache
def _read(path: Path) -> bytes:
    return path.read_bytes()


@cache
def _code() -> str:
    """Says the same as long as the library and all it stands on do."""
    found = hashlib.sha256((ROOT / "requirements.lock").read_bytes())
    for path in sorted((ROOT / "nlp").rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            found.update(f"{path.relative_to(ROOT)}".encode() + path.read_bytes())
    return found.hexdigest()
