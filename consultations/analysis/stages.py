"""The stages of a run in their order, and the share of the work that each is."""

from collections.abc import Callable
from dataclasses import dataclass

from consultations.jobs import Progress

INPUT = "analysis.input"
COPIES = "analysis.copies"
TOKENS = "analysis.tokens"
STANCES = "analysis.stances"
VECTORS = "analysis.vectors"
GROUPS = "analysis.groups"
MAP = "analysis.map"
EVIDENCE = "analysis.evidence"
CUTS = "analysis.cuts"
SAVING = "analysis.saving"

# Measured on 2,622 opinions of 486 characters.
_BEGINS = {
    INPUT: 0,
    COPIES: 2,
    TOKENS: 8,
    STANCES: 34,
    VECTORS: 42,
    GROUPS: 46,
    MAP: 50,
    EVIDENCE: 72,
    CUTS: 88,
    SAVING: 97,
}
_ENDS = dict(zip(_BEGINS, [*list(_BEGINS.values())[1:], 100], strict=True))


@dataclass(frozen=True)
class Clock:
    """Turns "half of this stage" into the percentage that people see."""

    progress: Progress

    def at(self, stage: str, done: float = 0.0) -> None:
        begin, end = _BEGINS[stage], _ENDS[stage]
        self.progress.at(stage, int(begin + (end - begin) * min(max(done, 0.0), 1.0)))

    def within(self, stage: str) -> Callable[[float], None]:
        return lambda done: self.at(stage, done)
