"""The stages of a run in their order, and the share of the work that each is."""

from collections.abc import Callable
from dataclasses import dataclass

from consultations.jobs import Progress

INPUT = "analysis.input"
COPIES = "analysis.copies"
TOKENS = "analysis.tokens"
VECTORS = "analysis.vectors"
GROUPS = "analysis.groups"
MAP = "analysis.map"
EVIDENCE = "analysis.evidence"
SAVING = "analysis.saving"

# Measured on 2,622 opinions of 486 characters: half of the time goes into names and quotations.
_BEGINS = {INPUT: 0, COPIES: 2, TOKENS: 10, VECTORS: 29, GROUPS: 32, MAP: 36, EVIDENCE: 58, SAVING: 97}
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
