"""What is measured: one function a data set, each giving rows of the report."""

import csv
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.intents import clinc, massive
from benchmarks.ranking import answering, ranking, robustness
from benchmarks.rows import Row
from benchmarks.runs import run
from nlp.evaluation.groupings import adjusted_rand, pair_quality

TEXT = "寄せられた御意見の概要"
HEADING = "要約"


def copies(data: Path, out: Path) -> Iterator[Row]:
    opinions = data / "opinions/kankyou/opinions_with_paraphrases.csv"
    rows = _table(opinions)
    headings = [row[HEADING] for row in rows]
    machine_made = [number for number, row in enumerate(rows) if row["is_augmented"] == "True"]
    for threshold in ("0.25", "0.3", "0.8"):
        found = out / f"copies-{threshold}.csv"
        line = run(
            *("duplicates", "--texts", opinions, "--column", TEXT),
            *("--threshold", threshold, "--out", found),
        )
        sets = _sets(found)
        overall = pair_quality(headings, sets)
        among = [[machine_made.index(row) for row in rows if row in machine_made] for rows in sets]
        recall = pair_quality([headings[row] for row in machine_made], among).recall
        figures = (
            f"{len(sets)} sets, {overall.pairs} pairs, purity {overall.purity:.3f}, "
            f"recall among paraphrases {recall:.3f}"
        )
        yield Row(f"duplicates: kankyou at {threshold}", figures, "", line)
    comments = data / "opinions/aipubcom/comments.csv"
    line = run(
        *("duplicates", "--texts", comments, "--column", "comment"),
        *("--threshold", "0.8", "--out", out / "aipubcom-copies.csv"),
    )
    kinds = ", ".join(f"{line[f'{kind}_sets']} {kind}" for kind in ("exact", "normalised", "near"))
    figures = f"{kinds} sets, {line['rows']} rows"
    yield Row("duplicates: aipubcom at 0.8", figures, "", line)


def opinion_groups(data: Path, out: Path) -> Iterator[Row]:
    for folder in sorted((data / "votes/polis").iterdir()):
        votes, found = folder / "participants-votes.csv", out / "groups.json"
        line = run("groups", "--votes", votes, "--out", found)
        ours = {person: group["id"] for group in _json(found)["groups"] for person in group["participants"]}
        theirs = {row["participant"]: row["group-id"] for row in _table(votes) if row["group-id"]}
        both = [person for person in theirs if int(person) in ours]
        figures = (
            f"ARI {adjusted_rand([theirs[p] for p in both], [ours[int(p)] for p in both]):.3f} "
            f"to Polis's groups ({len(both)} people), {line['groups']} groups"
        )
        yield Row(f"groups: {folder.name.split('.')[0]}", figures, "ARI ≥ 0.75", line)


def looking_up(data: Path, out: Path) -> Iterator[Row]:
    """In a process of its own, which sets up Django."""
    command = [sys.executable, "-m", "benchmarks.lookups", "--data", str(data), "--rows"]
    told = subprocess.run(command, check=True, capture_output=True, text=True)
    for name, figures in json.loads(told.stdout).items():
        yield Row(f"is it a look-up: {name}", figures, "", {})


MEASURES = (
    ranking,
    copies,
    opinion_groups,
    looking_up,
    clinc,
    massive,
    robustness,
    answering,
)
"""`answering` last: a process started from a large one reports that one's peak memory as its own."""


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _sets(path: Path) -> list[list[int]]:
    sets: dict[str, list[int]] = {}
    for row in _table(path):
        sets.setdefault(row["set"], []).append(int(row["row"]))
    return list(sets.values())
