"""What the analysis job does, stage by stage. Each costly stage leaves its result in the job."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from consultations.analysis import material, saving, stages
from consultations.analysis.findings import Findings, FoundCluster, Place
from consultations.analysis.material import Choice
from consultations.analysis.notebook import Array, Notebook
from consultations.analysis.stages import Clock
from consultations.jobs import Progress
from consultations.models import AnalysisRun, Job, Membership
from nlp.clustering import themes
from nlp.clustering.copies import find_copies
from nlp.clustering.found import OUTSIDE, FoundTheme

SEED = 0
LONGEST_LABEL = 200
_TOKENISED_AT_ONCE = 50


def analyse(job: Job, progress: Progress) -> dict[str, Any]:
    saved = AnalysisRun.objects.filter(job=job).first()
    if saved is not None:  # the worker was killed after saving, before it could say so
        return saving.summary(saved)
    clock, notebook = Clock(progress), Notebook(progress)
    clock.at(stages.INPUT)
    choice = Choice(**notebook.json("input", lambda: asdict(material.choose(job))))
    findings = _Reading(choice, clock, notebook).findings()
    clock.at(stages.SAVING)
    return saving.save(job, findings, seed=SEED, before=lambda: clock.at(stages.SAVING))


class _Reading:
    """Reads one choice of revisions. Rows count through the distinct ones, copies folded away."""

    def __init__(self, choice: Choice, clock: Clock, notebook: Notebook) -> None:
        self._choice = choice
        self._clock = clock
        self._notebook = notebook
        self._words = material.read(choice.readable)
        self._original = self._find_copies()
        self._rows = [row for row in range(len(choice.readable)) if row not in self._original]

    def findings(self) -> Findings:
        tokens = self._tokens()
        vectors = self._vectors(tokens)
        labels = self._labels(vectors)
        positions = self._positions(vectors)
        described = self._described(tokens, vectors, labels)
        scores = themes.nearness(vectors, labels)
        places = self._places(labels, scores, positions)
        return Findings(self._choice.input_hash, described, places)

    def _find_copies(self) -> dict[int, int]:
        """The row that each copy repeats."""
        self._clock.at(stages.COPIES)
        sets = self._notebook.json(
            "copies", lambda: [found.rows for found in find_copies(self._words.with_titles)]
        )
        return {copy: rows[0] for rows in sets for copy in rows[1:]}

    def _tokens(self) -> list[list[str]]:
        self._clock.at(stages.TOKENS)
        texts = [self._words.with_titles[row] for row in self._rows]
        tokens: list[list[str]] = self._notebook.json("tokens", lambda: self._tokenised(texts))
        return tokens

    def _tokenised(self, texts: Sequence[str]) -> list[list[str]]:
        tokens: list[list[str]] = []
        for start in range(0, len(texts), _TOKENISED_AT_ONCE):
            tokens += themes.tokenise(texts[start : start + _TOKENISED_AT_ONCE])
            self._clock.at(stages.TOKENS, len(tokens) / len(texts))
        return tokens

    def _vectors(self, tokens: list[list[str]]) -> Array:
        self._clock.at(stages.VECTORS)
        return self._notebook.array("vectors", lambda: themes.represent(tokens, SEED))

    def _labels(self, vectors: Array) -> Array:
        self._clock.at(stages.GROUPS)
        return self._notebook.array(
            "labels",
            lambda: themes.group(vectors, None, seed=SEED, progress=self._clock.within(stages.GROUPS)),
        )

    def _positions(self, vectors: Array) -> Array:
        self._clock.at(stages.MAP)
        return self._notebook.array("positions", lambda: themes.place(vectors, SEED))

    def _described(self, tokens: list[list[str]], vectors: Array, labels: Array) -> list[FoundCluster]:
        self._clock.at(stages.EVIDENCE)
        described = self._notebook.json(
            "themes",
            lambda: [asdict(self._cluster(theme)) for theme in self._themes(tokens, vectors, labels)],
        )
        return [_cluster_from(cluster) for cluster in described]

    def _themes(self, tokens: list[list[str]], vectors: Array, labels: Array) -> list[FoundTheme]:
        bodies = [self._words.bodies[row] for row in self._rows]
        told = self._clock.within(stages.EVIDENCE)
        return themes.describe(bodies, tokens, vectors, labels, progress=told)

    def _cluster(self, theme: FoundTheme) -> FoundCluster:
        quotations = [(self._revision(quote.row), quote.start, quote.end) for quote in theme.evidence]
        label = theme.label[:LONGEST_LABEL]  # still words of an opinion, and what the column holds
        return FoundCluster(theme.number, label, theme.terms, theme.parent, quotations)

    def _revision(self, row: int) -> int:
        return self._choice.readable[self._rows[row]]

    def _places(self, labels: Array, scores: Array, positions: Array) -> list[Place]:
        standing = {
            self._rows[row]: self._place(row, int(labels[row]), scores[row], positions[row])
            for row in range(len(self._rows))
        }
        copies = [self._copy(row, standing[first]) for row, first in sorted(self._original.items())]
        withheld = [Place(revision=pk, state=Membership.State.WITHHELD.value) for pk in self._choice.withheld]
        return [*standing.values(), *copies, *withheld]

    def _place(self, row: int, label: int, score: float, position: Array) -> Place:
        inside = label != OUTSIDE
        return Place(
            revision=self._revision(row),
            state=(Membership.State.IN_THEME if inside else Membership.State.NO_THEME).value,
            cluster=label if inside else None,
            score=round(float(score), 9),
            x=float(position[0]),
            y=float(position[1]),
        )

    def _copy(self, row: int, original: Place) -> Place:
        return Place(
            revision=self._choice.readable[row],
            state=Membership.State.COPY.value,
            cluster=original.cluster,
            copy_of=original.revision,
            score=original.score,
            x=original.x,
            y=original.y,
        )


def _cluster_from(kept: dict[str, Any]) -> FoundCluster:
    quotations = [(revision, start, end) for revision, start, end in kept["quotations"]]
    return FoundCluster(**kept | {"quotations": quotations})
