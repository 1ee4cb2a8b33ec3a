"""`python -m benchmarks.copies --data FOLDER [--large]`: copies by likeness, by sketches, and at scale."""

import argparse
import csv
import os
import random
import resource
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path

from benchmarks import sections
from benchmarks.copies import HEADING
from nlp.clustering.copies import STRICT, find_copies, fold
from nlp.clustering.likeness import chains
from nlp.evaluation.groupings import pair_quality
from nlp.text.sentences import split_sentences

_THRESHOLDS = (0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
_LARGE = 207_850
_MOST_SENTENCES = 8
_TOO_MANY = 400
"""Sets of more rows are left out of the pairs counted for recall: one chain of all is no finding."""
Table = list[dict[str, str]]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.copies", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with opinions/")
    parser.add_argument("--large", action="store_true", help=f"measure {_LARGE:,} opinions as well")
    arguments = parser.parse_args()
    folder = arguments.data / "opinions"
    paraphrased = _table(folder / "kankyou/opinions_with_paraphrases.csv")
    texts = [row["寄せられた御意見の概要"] for row in paraphrased]
    comments = [row["comment"] for row in _table(folder / "aipubcom/comments.csv")]
    lines = list(_curve(paraphrased, texts))
    for name, all_texts in (("kankyou", texts), ("aipubcom", comments)):
        lines += _recall(name, all_texts)
    sizes = (10_000, 50_000, _LARGE) if arguments.large else (10_000,)
    for size in sizes:
        lines.append(_at_scale([*texts, *comments], size))
    print("\n".join(lines))
    sections.write(HEADING, _report(lines))


def _curve(rows: Table, texts: Sequence[str]) -> Iterator[str]:
    """Of the machine's paraphrases: how many are in a set with another text of their heading."""
    headings = [row["要約"] for row in rows]
    machine_made = {number for number, row in enumerate(rows) if row["is_augmented"] == "True"}
    for threshold in _THRESHOLDS:
        found = [copies.rows for copies in find_copies(texts, threshold=threshold)]
        quality = pair_quality(headings, found)
        gathered, same = 0, 0
        for members in found:
            counts = Counter(headings[row] for row in members)
            gathered += sum(row in machine_made and counts[headings[row]] > 1 for row in members)
            same += max(counts.values())
        of_rows = same / max(sum(map(len, found)), 1)
        yield (
            f"| kankyou with paraphrases at {threshold} | {gathered} of {len(machine_made)} paraphrases "
            f"in a set with another of their heading; {len(found)} sets, purity {of_rows:.3f} of rows, "
            f"{quality.purity:.3f} of pairs |"
        )


def _recall(name: str, texts: Sequence[str]) -> Iterator[str]:
    """Pairs in one set by sketches among those by comparing every two."""
    distinct = sorted({folded for folded in map(fold, texts) if folded})
    parts = []
    for threshold in _THRESHOLDS[1:]:
        exact = _pairs(chains(distinct, threshold, compared_all=len(distinct)).tolist())
        sketched = _pairs(chains(distinct, threshold, compared_all=0).tolist())
        parts.append(f"{len(exact & sketched)} of {len(exact)} at {threshold}")
    yield f"| {name} ({len(distinct)} different): pairs found by sketches | {', '.join(parts)} |"


def _pairs(labels: Sequence[int]) -> set[tuple[int, int]]:
    sets: dict[int, list[int]] = {}
    for row, label in enumerate(labels):
        sets.setdefault(label, []).append(row)
    return {pair for rows in sets.values() if len(rows) < _TOO_MANY for pair in combinations(rows, 2)}


def _at_scale(originals: Sequence[str], size: int) -> str:
    """Opinions put together from sentences of real ones."""
    draw = random.Random(1)  # noqa: S311 - a draw, not a secret
    split = [[text[one.start : one.end] for one in split_sentences(text)] for text in originals]
    sentences = [sentence for mine in split for sentence in mine]
    lengths = [min(len(mine), _MOST_SENTENCES) for mine in split]
    texts = ["".join(draw.choices(sentences, k=draw.choice(lengths))) for _ in range(size)]
    began, cpu = time.monotonic(), time.process_time()
    found = find_copies(texts)
    seconds, cpu = time.monotonic() - began, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    letters = sum(map(len, texts)) / size
    rows = sum(len(one.rows) for one in found)
    return (
        f"| {size:,} resampled opinions of {letters:.0f} characters at {STRICT} | {len(found)} sets of "
        f"{rows} rows in {seconds:.0f} s ({cpu:.0f} s of CPU), peak {peak:.0f} MB |"
    )


def _table(path: Path) -> Table:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _report(lines: Sequence[str]) -> str:
    table = "\n".join(lines)
    return f"""{HEADING}

Measured on {sections.today()} with `python -m benchmarks.copies --data <folder> --large`,
{sections.machine()}, beside other work (load average {os.getloadavg()[1]:.1f}). Sets are chains of texts
whose likeness reaches the threshold. Up to 6,000 different texts every two are compared; of more only
those whose sketches look alike.

| what | figures |
|---|---|
{table}
"""


if __name__ == "__main__":
    main()
