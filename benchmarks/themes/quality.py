"""Groups beside the headings of a ministry, and what a tenth more opinions does to them."""

import json
import subprocess
import tempfile
from collections.abc import Hashable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.themes import material
from nlp.clustering import themes
from nlp.clustering.found import OUTSIDE
from nlp.evaluation.groupings import adjusted_mutual_information, adjusted_rand

MORE = 1.1
SEEDS = 3
Vectors = Any


class Peers:
    """Runs a peer in the interpreter that has it; None when there is none."""

    def __init__(self, python: Path | None) -> None:
        self._python = python
        self.versions = ""

    def groupings(
        self, name: str, texts: Sequence[str], vectors: Vectors, groups: int | None, seed: int = 0
    ) -> dict[str, list[int]]:
        """Return the groups that each setting of the peer finds; none without an interpreter."""
        if self._python is None:
            return {}
        with tempfile.TemporaryDirectory() as folder:
            asked = json.dumps({"texts": list(texts), "groups": groups, "seed": seed})
            np.savez(Path(folder) / "in.npz", vectors=vectors, asked=np.array(asked))
            program = Path(__file__).with_name("peers.py")
            command: list[str | Path] = [
                self._python,
                program,
                name,
                f"{folder}/in.npz",
                f"{folder}/out.json",
            ]
            subprocess.run(command, check=True, capture_output=True)
            told = json.loads((Path(folder) / "out.json").read_text(encoding="utf-8"))
        self.versions = told["versions"]
        found: dict[str, list[int]] = told["found"]
        return found


def headings(data: Path, peers: Peers) -> Iterator[str]:
    texts, truth = material.kankyou(data)
    vectors = _vectors(texts)
    wanted = len(set(truth))
    for groups, aim in ((wanted, "AMI ≥ 0.40"), (None, "AMI ≥ 0.30")):
        shown = f"{wanted} groups" if groups else "number chosen by itself"
        yield _row(f"ours, {shown}", truth, themes.group(vectors, groups).tolist(), aim)
        for name in ("bertopic", "umap_kmeans_ward"):
            found = peers.groupings(name, texts, vectors, groups)
            if found:
                setting = in_its_favour(truth, found, groups)
                at_best = f", at its best of {len(found)} settings ({setting})" if setting else ""
                yield _row(f"{_NAMES[name]}, the same vectors, {shown}{at_best}", truth, found[setting], "")
    yield _row("the clusters 広聴AI published", truth, material.published(data), "")


def in_its_favour(
    truth: Sequence[Hashable], groupings: Mapping[str, Sequence[int]], groups: int | None
) -> str:
    """Return a peer's setting nearest to the number wanted, of those the one most like the truth."""

    def merit(setting: str) -> tuple[int, float]:
        found = groupings[setting]
        missing = abs(len(set(found) - {OUTSIDE}) - groups) if groups else 0
        return -missing, adjusted_mutual_information(truth, found)

    return max(groupings, key=merit)


def stability(data: Path, peers: Peers) -> Iterator[str]:
    for name, texts in (("kankyou", material.kankyou(data)[0]), ("aipubcom", material.aipubcom(data))):
        chance = np.random.default_rng(0)
        ours, cold, peer = [], [], []
        for seed in range(SEEDS):
            old = np.sort(chance.permutation(len(texts))[: int(len(texts) / MORE)])
            before = _vectors([texts[row] for row in old])
            after = _vectors(texts)
            first = themes.group(before, None)
            previous: list[int | None] = [None] * len(texts)
            for row, label in zip(old, first, strict=True):
                previous[row] = None if label == OUTSIDE else int(label)
            ours.append(
                adjusted_rand(first.tolist(), themes.group(after, None, previous=previous)[old].tolist())
            )
            cold.append(adjusted_rand(first.tolist(), themes.group(after, None)[old].tolist()))
            found = _peer_stability(peers, texts, old, before, after, seed)
            if found is not None:
                peer.append(found)
        yield f"| {name}, ours, going on from the run before | {_spread(ours)} | ≥ 0.90 |"
        yield f"| {name}, ours, afresh | {_spread(cold)} | |"
        if peer:
            yield f"| {name}, UMAP + k-means + Ward on the same vectors | {_spread(peer)} | |"


def _peer_stability(
    peers: Peers, texts: list[str], old: Vectors, before: Vectors, after: Vectors, seed: int
) -> float | None:
    """Its own number of groups; another seed for the second run, as it has none at all."""
    name = "umap_kmeans_ward"
    first = peers.groupings(name, [texts[row] for row in old], before, None, seed).get("")
    second = peers.groupings(name, texts, after, None, seed + 100).get("")
    return None if first is None or second is None else adjusted_rand(first, [second[row] for row in old])


def _vectors(texts: Sequence[str]) -> Vectors:
    reading = themes.read(texts)
    return themes.place_on(themes.learn_space(reading), reading.of_rows())


_NAMES = {"bertopic": "BERTopic", "umap_kmeans_ward": "UMAP + k-means + Ward"}


def _row(subject: str, truth: Sequence[str], found: Sequence[Any], aim: str) -> str:
    groups = len(set(found) - {OUTSIDE})
    outside = list(found).count(OUTSIDE)
    figures = f"AMI {adjusted_mutual_information(truth, found):.3f}, ARI {adjusted_rand(truth, found):.3f}"
    return f"| {subject} | {figures}, {groups} groups, {outside} in none | {aim} |"


def _spread(values: Sequence[float]) -> str:
    return f"ARI {np.mean(values):.3f} ({min(values):.3f} to {max(values):.3f})"
