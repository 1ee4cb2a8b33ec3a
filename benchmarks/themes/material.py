"""The opinions that are measured on: read in place, resampled where more are wanted than there are."""

import csv
import random
from collections.abc import Sequence
from pathlib import Path

from nlp.text.sentences import split_sentences

TEXT, HEADING = "寄せられた御意見の概要", "要約"


def kankyou(data: Path) -> tuple[list[str], list[str]]:
    """337 public comments and the heading that the ministry answered each under."""
    rows = _table(data / "opinions/kankyou/opinions.csv")
    return [row[TEXT] for row in rows], [row[HEADING] for row in rows]


def published(data: Path) -> list[str]:
    """The clusters that 広聴AI published for the same rows."""
    return [row["level1"] for row in _table(data / "opinions/kankyou/kouchou_published_clusters.csv")]


def aipubcom(data: Path) -> list[str]:
    return [row["comment"] for row in _table(data / "opinions/aipubcom/comments.csv")]


def resampled(texts: Sequence[str], size: int) -> list[str]:
    """`size` opinions made of sentences drawn from `texts`, as many each as one of them has."""
    chance = random.Random(size)  # noqa: S311 - repeatable, nothing secret
    sentences = [[text[one.start : one.end] for one in split_sentences(text)] for text in texts]
    all_sentences = [sentence for of_text in sentences for sentence in of_text]
    lengths = [len(of_text) for of_text in sentences]
    return ["".join(chance.choice(all_sentences) for _ in range(chance.choice(lengths))) for _ in range(size)]


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
