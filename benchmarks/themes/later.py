"""What later opinions do to themes: a subject nobody had raised, and themes of two.

`python -m benchmarks.themes.later DATA` measures and writes its part of RESULTS.md. In turn every
larger group of a labelled set is kept out of the first run, with a tenth of all other rows; the second run
goes on from the first with all rows.
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from benchmarks import sections
from benchmarks.themes import material
from nlp.clustering import themes
from nlp.clustering.found import OUTSIDE
from nlp.evaluation.groupings import adjusted_rand

HEADING = "## Themes and what arrives later"
_FEWEST, _TURNS, _OF_INTENT, _INTENTS = 5, 12, 20, 40


class Outcome(NamedTuple):
    """`raised`: share of the new subject in new themes; `purity`: its share of those themes' rows.

    `needless`: new themes without any row of it. `kept`: adjusted Rand of the old rows, before and after.
    `twos`, `parted`: themes of two in the first run, and how many of these are not together any more.
    """

    raised: float
    purity: float
    needless: int
    kept: float
    twos: int
    parted: int


def intents(data: Path) -> tuple[list[str], list[str]]:
    """Short requests under their intents, from the rows that were set aside for development."""
    found: dict[str, list[str]] = defaultdict(list)
    with (data / "intents/massive_ja_train_dev.jsonl").open(encoding="utf-8") as file:
        for line in map(json.loads, file):
            if line["partition"] == "dev":
                found[line["intent"]].append(line["text"])
    kept = {intent: texts[:_OF_INTENT] for intent, texts in found.items() if len(texts) >= _OF_INTENT}
    rows = [(text, intent) for intent in sorted(kept)[:_INTENTS] for text in kept[intent]]
    return [text for text, _intent in rows], [intent for _text, intent in rows]


def turns(texts: Sequence[str], truth: Sequence[str]) -> Iterator[Outcome]:
    after = _vectors(texts)
    sizes = Counter(truth)
    large = sorted((group for group in sizes if sizes[group] >= _FEWEST), key=lambda one: (-sizes[one], one))
    for seed, held_out in enumerate(large[:: max(1, len(large) // _TURNS)][:_TURNS]):
        others = np.array([row for row, group in enumerate(truth) if group != held_out])
        old = np.sort(np.random.default_rng(seed).permutation(others)[: int(len(others) * 0.9)])
        yield outcome(texts, old, np.array([group == held_out for group in truth]), after)


def outcome(texts: Sequence[str], old: Any, held_out: Any, after: Any) -> Outcome:
    first = themes.group(_vectors([texts[row] for row in old]), None)
    previous: list[int | None] = [None] * len(texts)
    for row, label in zip(old, first, strict=True):
        previous[row] = None if label == OUTSIDE else int(label)
    second = themes.group(after, None, previous=previous)
    is_new = second > first.max()
    raised = is_new & held_out
    raising = set(second[raised])
    in_raising = np.isin(second, list(raising)).sum()
    numbers, counts = np.unique(first[first != OUTSIDE], return_counts=True)
    twos = numbers[counts == 2]
    together = [len(set(second[old[first == two]])) == 1 for two in twos]
    return Outcome(
        raised=float(raised.sum() / held_out.sum()),
        purity=float(raised.sum() / in_raising) if in_raising else 1.0,
        needless=len(set(second[is_new]) - raising),
        kept=adjusted_rand(first.tolist(), second[old].tolist()),
        twos=len(twos),
        parted=together.count(False),
    )


def rows(data: Path) -> Iterator[str]:
    for name, (texts, truth) in (("kankyou", material.kankyou(data)), ("requests by intent", intents(data))):
        found = list(turns(texts, truth))
        yield _row(f"{name}, {len(found)} subjects in turn", found)
    texts = material.aipubcom(data)[:1_500]
    foreign = material.kankyou(data)[0][:60]
    old = np.arange(1_350)
    arriving = [*texts, *foreign]
    held_out = np.arange(len(arriving)) >= len(texts)
    yield _row(
        "aipubcom, 60 of kankyou among 150 more", [outcome(arriving, old, held_out, _vectors(arriving))]
    )


def _row(subject: str, found: Sequence[Outcome]) -> str:
    raised, purity, needless, kept = (float(np.mean([one[place] for one in found])) for place in range(4))
    twos, parted = sum(one.twos for one in found), sum(one.parted for one in found)
    least = min(one.kept for one in found)
    return (
        f"| {subject} | {raised:.2f} | {purity:.2f} | {needless:.1f} | {kept:.3f} (least {least:.3f}) "
        f"| {parted} of {twos} |"
    )


def _vectors(texts: Sequence[str]) -> Any:
    reading = themes.read(texts)
    return themes.place_on(themes.learn_space(reading), reading.of_rows())


def _section(found: Sequence[str]) -> str:
    return f"""{HEADING}

Measured on {sections.today()} with `python -m benchmarks.themes.later <folder>`.

A subject is kept out of the first run together with a tenth of all other opinions; the second run goes on
from the first with everything. Purity is the subject's share of the themes that raise it; needless themes
are new ones without any of it; ARI compares the old opinions before and after (wanted: ≥ 0.90).

| what | subject in new themes | purity | needless themes | ARI of the old | themes of two parted |
|---|---|---|---|---|---|
{chr(10).join(found)}
"""


if __name__ == "__main__":
    sections.write(HEADING, _section(list(rows(Path(sys.argv[1])))))
