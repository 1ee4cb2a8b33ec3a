"""`python -m benchmarks.stance [--data FOLDER]`: how often the side of an opinion is read rightly."""

import argparse
import csv
import os
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import mean

from sklearn.metrics import f1_score

from benchmarks import sections
from benchmarks.stance import DEVELOPMENT, HEADING, HELD_OUT, peers
from nlp.stance.cues import STANCES
from nlp.stance.learning import learn, to_json
from nlp.stance.reading import Reader, read

Row = tuple[str, str]
Answer = tuple[str, float]
_SIZES = (0, 20, 50, 100)
_DRAWS = 20
_BINS = 10


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stance", description=__doc__)
    parser.add_argument("--data", type=Path, help="folder with opinions/, for the speed on real opinions")
    arguments = parser.parse_args()
    development, held_out = (list(_rows(path)) for path in (DEVELOPMENT, HELD_OUT))
    lines = [*_once(development, held_out), *_with_corrections(held_out), *_each(held_out)]
    if arguments.data:
        lines += _speed(arguments.data)
    print("\n".join(lines))
    sections.write(HEADING, _report(lines, len(development), len(held_out)))


def _rows(path: Path) -> Iterator[Row]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            stance, _, text = line.partition("\t")
            yield text, "" if stance == "none" else stance


def _once(development: Sequence[Row], held_out: Sequence[Row]) -> Iterator[str]:
    for name, rows in (("written in sight", development), ("held out", held_out)):
        texts = [text for text, _stance in rows]
        yield _line(f"rules, {name} ({len(rows)})", rows, _read(Reader(), texts))
        yield _line(f"peer: list of keywords, {name}", rows, peers.keywords(texts))
    texts = [text for text, _stance in held_out]
    learned = peers.linear(development)(texts)
    yield _line("peer: linear over letters, fitted on the first set, held out", held_out, learned)


def _with_corrections(rows: Sequence[Row]) -> Iterator[str]:
    """Draw some for correcting, measure on the others; the mean of many draws."""
    for size in _SIZES:
        ours, theirs, kilobytes = [], [], 0.0
        for seed in range(_DRAWS):
            drawn = list(rows)
            random.Random(seed).shuffle(drawn)  # noqa: S311 - a draw, not a secret
            corrected, rest = drawn[:size], drawn[100:]
            texts = [text for text, _stance in rest]
            reader = learn(corrected)
            kilobytes = max(kilobytes, len(to_json(reader).encode()) / 1000)
            ours.append(_figures(rest, _read(reader, texts)))
            if size:
                theirs.append(_figures(rest, peers.linear(corrected)(texts)))
        draws = f"{_DRAWS} draws, {len(rows) - 100} texts each"
        name = f"rules and {size} corrections of the held-out style ({draws})"
        yield f"| {name} | {_mean(ours)} | {kilobytes:.0f} kB |"
        if theirs:
            yield f"| peer: linear over letters from the same {size} | {_mean(theirs)} | |"


def _each(rows: Sequence[Row]) -> Iterator[str]:
    answers = [stance for stance, _sure in _read(Reader(), [text for text, _stance in rows])]
    scores = f1_score(
        [stance for _text, stance in rows], answers, labels=list(STANCES), average=None, zero_division=0
    )
    figures = ", ".join(
        f"{stance or 'none'} {score:.2f}" for stance, score in zip(STANCES, scores, strict=True)
    )
    yield f"| rules, held out, F1 of each | {figures} | |"


def _speed(data: Path) -> Iterator[str]:
    for name, column in (("kankyou/opinions", "寄せられた御意見の概要"), ("aipubcom/comments", "comment")):
        with (data / f"opinions/{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            texts = [row[column] for row in csv.DictReader(file)]
        read(texts[0])
        began = time.process_time()
        for text in texts:
            read(text)
        seconds = time.process_time() - began
        subject = f"speed: {name.partition('/')[0]}, {sum(map(len, texts)) / len(texts):.0f} characters each"
        yield f"| {subject} | {len(texts) / seconds:.0f} texts a second of CPU | |"


def _read(reader: Reader, texts: Sequence[str]) -> list[Answer]:
    return [(found.stance, found.confidence) for found in map(reader.read, texts)]


def _figures(rows: Sequence[Row], answers: Sequence[Answer]) -> tuple[float, float, float]:
    """Accuracy, macro-F1 and expected calibration error in ten bins."""
    wanted = [stance for _text, stance in rows]
    given = [stance for stance, _sure in answers]
    hits = [a == b for a, b in zip(wanted, given, strict=True)]
    gap = 0.0
    for place in range(_BINS):
        mine = [
            number
            for number, (_stance, sure) in enumerate(answers)
            if min(int(sure * _BINS), _BINS - 1) == place
        ]
        if mine:
            gap += abs(sum(hits[one] for one in mine) - sum(answers[one][1] for one in mine))
    macro = f1_score(wanted, given, labels=list(STANCES), average="macro", zero_division=0)
    return mean(hits), float(macro), gap / len(rows)


def _line(name: str, rows: Sequence[Row], answers: Sequence[Answer]) -> str:
    return f"| {name} | {_mean([_figures(rows, answers)])} | |"


def _mean(figures: Sequence[tuple[float, float, float]]) -> str:
    accuracy, macro, gap = (mean(column) for column in zip(*figures, strict=True))
    return f"{accuracy:.3f} right, macro-F1 {macro:.3f}, ECE {gap:.3f}"


def _report(lines: Sequence[str], development: int, held_out: int) -> str:
    table = "\n".join(lines)
    return f"""{HEADING}

Measured on {sections.today()} with `python -m benchmarks.stance --data <folder>`, {sections.machine()},
load average {os.getloadavg()[1]:.1f}.
{development + held_out} invented comments in six classes, none being one: {development} in the style of web
forms, with which the rules were written, and {held_out} in other styles (letters, chat, dialect, bullets),
written by the same hand before the rules and not used to mend them.

| what | figures | archive |
|---|---|---|
{table}
"""


if __name__ == "__main__":
    main()
