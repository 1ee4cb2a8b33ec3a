"""What a run found, in plain values: what is saved, and what two runs must agree on byte for byte."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class FoundCluster:
    number: int
    label: str
    terms: list[str]
    parent: int | None
    """The number of its family."""
    quotations: list[tuple[int, int, int]]
    """Revision, start, end."""
    fragility: float | None
    is_distinct: bool


@dataclass(frozen=True, kw_only=True)
class FoundFamily:
    number: int
    label: str
    terms: list[str]


@dataclass(frozen=True, kw_only=True)
class FoundMention:
    """A sentence of one revision that speaks of another theme."""

    revision: int
    cluster: int
    start: int
    end: int
    score: float


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where one revision stands, and how its wording is read."""

    revision: int
    state: str
    cluster: int | None = None
    copy_of: int | None = None
    copy_kind: str = ""
    added: list[tuple[int, int]] = field(default_factory=list)
    score: float = 0.0
    x: float = 0.0
    y: float = 0.0
    stance: str = ""
    stance_confidence: float = 0.0
    stance_words: list[tuple[int, int]] = field(default_factory=list)
    spoken_for_by: int | None = None


@dataclass(frozen=True, kw_only=True)
class Findings:
    input_hash: str
    parameters: dict[str, Any]
    """What was asked of the run, beyond the opinions."""
    clusters: list[FoundCluster] = field(repr=False)
    families: list[FoundFamily] = field(repr=False)
    mentions: list[FoundMention] = field(repr=False)
    places: list[Place] = field(repr=False)
    cuts: list[dict[str, Any]] = field(repr=False)

    @property
    def digest(self) -> str:
        return hashlib.sha256(json.dumps(asdict(self), ensure_ascii=True).encode()).hexdigest()
