"""What a run found, in plain values: what is saved, and what two runs must agree on byte for byte."""

import hashlib
import json
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class FoundCluster:
    number: int
    label: str
    terms: list[str]
    parent: int | None
    quotations: list[tuple[int, int, int]]
    """Revision, start, end."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where one revision stands."""

    revision: int
    state: str
    cluster: int | None = None
    copy_of: int | None = None
    score: float = 0.0
    x: float = 0.0
    y: float = 0.0


@dataclass(frozen=True)
class Findings:
    input_hash: str
    clusters: list[FoundCluster] = field(repr=False)
    places: list[Place] = field(repr=False)

    @property
    def digest(self) -> str:
        return hashlib.sha256(json.dumps(asdict(self), ensure_ascii=True).encode()).hexdigest()
