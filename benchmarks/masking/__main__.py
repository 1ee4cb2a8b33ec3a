"""`python -m benchmarks.masking`: what is masked of sentences in which personal data is marked."""

import json
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks import sections
from benchmarks.masking import HEADING
from nlp.text.personal_data import NAME_MASK, mask, replaced
from nlp.text.spans import Span

SENTENCES = Path(__file__).with_name("sentences.txt")
KINDS = {
    "n": "names",
    "a": "addresses",
    "p": "phone numbers",
    "m": "e-mail addresses",
    "c": "card numbers",
    "i": "individual numbers",
}
_MARKED = re.compile(r"\{(\w):(.*?)\}")
_PLACEHOLDER = re.compile(r"［[^］]*］")
Masker = Callable[[Sequence[str]], list[str]]


def main() -> None:
    sentences = list(read())
    rows = []
    for what, masker in (("in the web process", in_the_web), ("after the worker's pass", after_the_worker)):
        began = time.process_time()
        counted = count(sentences, masker)
        seconds = time.process_time() - began
        rows += list(_rows(what, counted))
        if masker is in_the_web:
            rows.append(f"| {what}, a sentence | {1000 * seconds / len(sentences):.2f} ms of CPU | |")
    print("\n".join(rows))
    sections.write(HEADING, _report(rows, len(sentences)))


def read(path: Path = SENTENCES) -> Iterator[tuple[str, list[tuple[str, Span]]]]:
    """Each sentence without its marks, and what was marked: (kind, place)."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        text, marked, end = "", [], 0
        for match in _MARKED.finditer(line):
            text += line[end : match.start()]
            marked.append((match[1], Span(len(text), len(text) + len(match[2]))))
            text, end = text + match[2], match.end()
        yield text + line[end:], marked


def in_the_web(texts: Sequence[str]) -> list[str]:
    return [mask(text) for text in texts]


def after_the_worker(texts: Sequence[str]) -> list[str]:
    kept = in_the_web(texts)
    command = [sys.executable, "-m", "nlp.text.entities"]
    found = subprocess.run(command, input=json.dumps(kept), check=True, stdout=subprocess.PIPE, text=True)
    return [
        replaced(text, [Span(*span) for span in spans], NAME_MASK)
        for text, spans in zip(kept, json.loads(found.stdout), strict=True)
    ]


def count(sentences: Sequence[tuple[str, list[tuple[str, Span]]]], masker: Masker) -> Counter[str]:
    """Marked and hidden of each kind; masks, and those needless because they cover nothing marked."""
    counted: Counter[str] = Counter()
    for (text, marked), masked in zip(sentences, masker([text for text, _ in sentences]), strict=True):
        masks = list(_masks(text, masked))
        for kind, span in marked:
            counted[f"{kind} marked"] += 1
            counted[f"{kind} hidden"] += any(one.start <= span.start and span.end <= one.end for one in masks)
        counted["masks"] += len(masks)
        counted["needless"] += sum(
            not any(one.start < span.end and span.start < one.end for _, span in marked) for one in masks
        )
    return counted


def _masks(text: str, masked: str) -> Iterator[Span]:
    """Where `text` is covered in `masked`: between the pieces that were left standing."""
    position = 0
    pieces = _PLACEHOLDER.split(masked)
    for number, piece in enumerate(pieces):
        is_last = number == len(pieces) - 1
        start = len(text) - len(piece) if is_last else text.index(piece, position)
        if number:
            yield Span(position, start)
        position = start + len(piece)


def _rows(what: str, counted: Counter[str]) -> Iterator[str]:
    right = counted["masks"] - counted["needless"]
    share = right / counted["masks"]
    yield f"| {what}: masks on personal data | {right} of {counted['masks']} ({share:.3f}) | ≥ 0.95 |"
    for kind, name in KINDS.items():
        hidden, marked = counted[f"{kind} hidden"], counted[f"{kind} marked"]
        yield f"| {what}: {name} hidden | {hidden} of {marked} ({hidden / marked:.3f}) | ≥ 0.95 |"


def _report(rows: Sequence[str], sentences: int) -> str:
    table = "\n".join(rows)
    return f"""{HEADING}

Measured on {sections.today()} with `python -m benchmarks.masking` on {sentences} invented sentences
(`benchmarks/masking/sentences.txt`), about half of them without personal data, {sections.machine()}.
The phrases were written with these sentences in sight, so other sentences will do worse.

| what | figures | wanted |
|---|---|---|
{table}
"""


if __name__ == "__main__":
    main()
