"""The peers, run by an interpreter that has them: `python peers.py NAME VECTORS.npz LABELS.json`.

They are not among what the project installs:

    python3 -m venv PEERS
    PEERS/bin/pip install numpy pandas scikit-learn tqdm plotly pyyaml umap-learn hdbscan
    PEERS/bin/pip install --no-deps bertopic
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from bertopic import BERTopic
from hdbscan import HDBSCAN
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn.cluster import KMeans
from umap import UMAP


def bertopic(vectors: Any, texts: list[str], groups: int | None, seed: int) -> list[int]:
    """As it comes, but with a seed for UMAP, without which no two runs are alike."""
    flat = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed)
    dense = HDBSCAN(min_cluster_size=10 if len(texts) > 1_000 else 3, prediction_data=True)
    topics, _ = BERTopic(umap_model=flat, hdbscan_model=dense, nr_topics=groups).fit_transform(texts, vectors)
    return [int(topic) for topic in topics]


def umap_kmeans_ward(vectors: Any, texts: list[str], groups: int | None, seed: int) -> list[int]:
    """UMAP to the plane, k-means there, Ward on the centres: 広聴AI's recipe."""
    wanted = groups or max(2, min(10, round(len(texts) ** (1 / 3))))
    flat = UMAP(n_neighbors=15, n_components=2, min_dist=0.1, random_state=seed).fit_transform(vectors)
    many = min(wanted**2, len(texts) // 2)
    fine = KMeans(many, n_init=1, random_state=seed).fit(flat)
    if many <= wanted:
        return [int(label) for label in fine.labels_]
    coarse = fcluster(linkage(fine.cluster_centers_, "ward"), wanted, "maxclust")
    return [int(coarse[label]) for label in fine.labels_]


PEERS: dict[str, Callable[[Any, list[str], int | None, int], list[int]]] = {
    "bertopic": bertopic,
    "umap_kmeans_ward": umap_kmeans_ward,
}

if __name__ == "__main__":
    name, material, out = sys.argv[1:]
    with np.load(material, allow_pickle=False) as kept:
        asked = json.loads(str(kept["asked"]))
        found = PEERS[name](kept["vectors"], asked["texts"], asked["groups"], asked["seed"])
    Path(out).write_text(json.dumps(found), encoding="utf-8")
