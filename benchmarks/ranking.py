"""Ranking FAQ entries: cross-validated beside simple peers, by kind of question, and what it costs."""

import json
import os
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from benchmarks.demo_faq import published_entries, table
from benchmarks.ranking_weights import localgov_examples, plain_demo_examples
from benchmarks.rows import Row
from benchmarks.runs import ONE_THREAD, run
from nlp.command_line.rank import read_corpus
from nlp.evaluation.ranking import hit_at, mean_reciprocal_rank
from nlp.retrieval import faq_building, learning
from nlp.retrieval.bm25 import Bm25Index, best
from nlp.retrieval.faq_index import Decision
from nlp.retrieval.learning import Example
from nlp.retrieval.reading import Reader
from nlp.retrieval.weights import FEATURES

Key = TypeVar("Key", bound=Hashable)

AIM = "hit@1 ≥ 0.57, hit@5 ≥ 0.82, MRR ≥ 0.68"
_FOLDS, _SEEDS = 5, 5
_SHARES_KEPT = (0.75, 0.8, 0.85, 0.88)
_LEFT_OUT = {
    "without matters but in the vectors": ("matters", "way_matters"),
    "without vectors": ("fits", "fitted", "mean"),
    "without letters and pairs": ("letters", "pairs"),
}


def ranking(data: Path, out: Path) -> Iterator[Row]:
    folder = data / "faq/localgov"
    subject = "rank: localgov dev (375 questions, grade ≥ 1 counts)"
    yield Row(f"{subject}, BM25 over question + answer", _peer(folder), "", {})
    examples, extra = localgov_examples(folder), plain_demo_examples()
    said = f"{_FOLDS}-fold cross-validation, {_SEEDS} seeds"
    yield Row(f"{subject}, {said}", _validated(examples, extra), AIM, {})
    for name, features in _LEFT_OUT.items():
        figures = _validated([_blind(one, features) for one in examples], extra)
        yield Row(f"{subject}, {said}, {name}", figures, "", {})
    line = run(
        *("rank", "--corpus", folder / "corpus.json", "--queries", folder / "queries_dev.json"),
        *("--top", "10", "--out", out / "rank.json"),
    )
    rankings = {key: [one for one, _ in rows] for key, rows in _json(out / "rank.json").items()}
    figures = _figures(rankings, _relevant(folder))
    yield Row(f"{subject}, shipped weights, which have seen these questions", figures, "", line)


def _peer(folder: Path) -> str:
    reader = Reader()
    corpus = read_corpus(folder / "corpus.json")
    index = Bm25Index([reader.read(f"{one}\n{two}").content for one, two in corpus.values()])
    keys = list(corpus)
    rankings = {
        key: [keys[row] for row in best(index.scores(reader.read(question).content), 10)]
        for key, question in _json(folder / "queries_dev.json").items()
    }
    return _figures(rankings, _relevant(folder))


def _validated(examples: Sequence[Example], extra: Sequence[Example]) -> str:
    """Figures of weights that have not seen the questions they are asked, over all folds and seeds."""
    rankings: dict[tuple[int, int], list[int]] = {}
    relevant: dict[tuple[int, int], set[int]] = {}
    for seed in range(_SEEDS):
        order = np.random.default_rng(seed).permutation(len(examples))
        for fold in range(_FOLDS):
            asked = set(order[fold::_FOLDS].tolist())
            seen = [one for number, one in enumerate(examples) if number not in asked]
            weights = learning.fit([*seen, *extra], start=[0.0] * len(FEATURES))
            for number in asked:
                scores = examples[number].features @ np.array(weights)
                rankings[seed, number] = best(scores, 10)
                # A question whose answers were not looked at at all still counts, as a miss.
                relevant[seed, number] = set(np.flatnonzero(examples[number].right).tolist()) or {-1}
    return _figures(rankings, relevant)


def _figures(rankings: Mapping[Key, Sequence[Hashable]], relevant: Mapping[Key, Collection[Hashable]]) -> str:
    hits = ", ".join(f"hit@{k} {hit_at(k, rankings, relevant):.3f}" for k in (1, 5, 10))
    return f"{hits}, MRR {mean_reciprocal_rank(rankings, relevant):.3f}"


def _blind(example: Example, names: Sequence[str]) -> Example:
    features = example.features.copy()
    features[:, [FEATURES.index(name) for name in names]] = 0.0
    return example._replace(features=features)


def _relevant(folder: Path) -> dict[str, set[str]]:
    judged = _json(folder / "qrels_dev.json")
    return {key: {one for one, grade in found.items() if grade >= 1} for key, found in judged.items()}


def robustness(_data: Path, _out: Path) -> Iterator[Row]:
    index = faq_building.build(published_entries())
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    decided: list[tuple[Decision, set[str]]] = []
    for row in table("questions.csv"):
        expected = {key for key in row["expected"].split("|") if key}
        decided.append((index.decide(row["question"]), expected))
        verdict = _verdict(*decided[-1])
        for kind in ("all", row.get("kind") or "no kind given"):
            kinds[kind][verdict] += 1
    for kind, counts in kinds.items():
        figures = ", ".join(f"{count} {verdict}" for verdict, count in counts.most_common())
        yield Row(f"demo FAQ ({len(index)} entries): {kind}", figures, "", {})
    yield Row("demo FAQ: telling outside questions, whatever the threshold", _traded(decided), "", {})


def _traded(decided: Sequence[tuple[Decision, set[str]]]) -> str:
    """How many outside questions are declined when so many of the others keep their entry in view."""
    outside = np.array([decision.confidence for decision, expected in decided if not expected])
    seen = [one for one, expected in decided if expected & {ranked.key for ranked in one.ranked}]
    found = np.sort([one.confidence for one in seen])[::-1]
    answerable = len(decided) - len(outside)
    above = (found[:, None] > outside).mean() + 0.5 * (found[:, None] == outside).mean()
    traded = [
        f"{(outside < found[round(share * answerable) - 1]).sum()} declined when {share:.0%} are kept"
        for share in _SHARES_KEPT
        if round(share * answerable) <= len(found)
    ]
    return ", ".join([f"AUROC {above:.3f}", *traded])


def _verdict(decision: Decision, expected: set[str]) -> str:
    shown = [one.key for one in decision.ranked[: 1 if decision.kind == "answer" else 3]]
    if decision.kind == "unknown":
        return "declined" if expected else "rightly declined"
    if not expected & set(shown):
        return "wrong" if expected else "let through"
    return "right" if decision.kind == "answer" else "offered"


def answering(_data: Path, out: Path) -> Iterator[Row]:
    built, served = (_measured(what, out / "large.index") for what in ("building", "answering"))
    figures = f"built in {built['cpu_seconds']:.1f} s of CPU, {built['index_mb']:.1f} MB, fitted and packed"
    costs = {key: built[key] for key in ("seconds", "cpu_seconds", "peak_mb")}
    yield Row("publishing: 2,000 entries × 10 utterances", figures, "≤ 60 s", costs)
    figures = (
        f"p50 {served['p50']:.1f} ms, p99 {served['p99']:.1f} ms of CPU; loaded and first answer after "
        f"{served['first_answer']:.1f} s; {served['memory_mb']:.0f} MB with Django, "
        f"{served['peak_mb']:.0f} peak"
    )
    yield Row("answering from it", figures, "p50 ≤ 3 ms, p99 ≤ 15 ms, ≤ 5 s, ≤ 300 MB", {})


def _measured(what: str, path: Path) -> dict[str, float]:
    command = [sys.executable, "-m", f"benchmarks.{what}", str(path)]
    environment = {**os.environ, **ONE_THREAD}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, timeout=900)
    line: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return line


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
