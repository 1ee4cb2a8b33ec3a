"""The peers, run by an interpreter that has them: `python peers.py NAME VECTORS.npz LABELS.json`.

They are not among what the project installs:

    python3 -m venv PEERS
    PEERS/bin/pip install numpy pandas scikit-learn tqdm plotly pyyaml umap-learn hdbscan
    PEERS/bin/pip install --no-deps bertopic
"""

import json
import sys
from collections.abc import Callable
from importlib.metadata import version
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from bertopic import BERTopic
from bertopic.dimensionality import BaseDimensionalityReduction
from hdbscan import HDBSCAN
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn.cluster import KMeans
from umap import UMAP

LEAST_TOPICS = (2, 3, 5, 10)
METHODS = ("eom", "leaf")
PACKAGES = ("bertopic", "umap-learn", "hdbscan", "scikit-learn")

Groupings = dict[str, list[int]]
"""Each setting's groups, -1 for none."""


def bertopic(vectors: Any, texts: list[str], groups: int | None, seed: int) -> Groupings:
    """A grouping for each of eight settings: with a setting that fits ill it finds hardly a topic.

    A seed for UMAP, without which no two runs are alike; else as it comes.
    """
    flat = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed)
    reduced = flat.fit_transform(vectors)
    found: Groupings = {}
    for least, method in product(LEAST_TOPICS, METHODS):
        dense = HDBSCAN(min_cluster_size=least, cluster_selection_method=method, prediction_data=True)
        model = BERTopic(umap_model=BaseDimensionalityReduction(), hdbscan_model=dense, nr_topics=groups)
        topics, _ = model.fit_transform(texts, reduced)
        found[f"min_cluster_size {least}, {method}"] = [int(topic) for topic in topics]
    return found


def umap_kmeans_ward(vectors: Any, texts: list[str], groups: int | None, seed: int) -> Groupings:
    """UMAP to the plane, k-means there, Ward on the centres: 広聴AI's recipe."""
    wanted = groups or max(2, min(10, round(len(texts) ** (1 / 3))))
    flat = UMAP(n_neighbors=15, n_components=2, min_dist=0.1, random_state=seed).fit_transform(vectors)
    many = min(wanted**2, len(texts) // 2)
    fine = KMeans(many, n_init=1, random_state=seed).fit(flat)
    if many <= wanted:
        return {"": [int(label) for label in fine.labels_]}
    coarse = fcluster(linkage(fine.cluster_centers_, "ward"), wanted, "maxclust")
    return {"": [int(coarse[label]) for label in fine.labels_]}


PEERS: dict[str, Callable[[Any, list[str], int | None, int], Groupings]] = {
    "bertopic": bertopic,
    "umap_kmeans_ward": umap_kmeans_ward,
}

if __name__ == "__main__":
    name, material, out = sys.argv[1:]
    with np.load(material, allow_pickle=False) as kept:
        asked = json.loads(str(kept["asked"]))
        found = PEERS[name](kept["vectors"], asked["texts"], asked["groups"], asked["seed"])
    versions = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
    Path(out).write_text(json.dumps({"found": found, "versions": versions}), encoding="utf-8")
