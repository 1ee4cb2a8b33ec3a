"""What the analysis job does, stage by stage. Each costly stage leaves its result in the job."""

import logging
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_noop
from scipy.sparse import csr_matrix

from consultations.analysis import material, saving, stages
from consultations.analysis.findings import Findings, FoundCluster, FoundFamily, FoundMention
from consultations.analysis.material import Choice
from consultations.analysis.notebook import Array, Notebook
from consultations.analysis.places import Copy, Placed, Voice, copies_of, places
from consultations.analysis.stages import Clock
from consultations.jobs import JobError, Progress
from consultations.models import AnalysisRun, Job
from nlp.clustering import encoders, themes
from nlp.clustering.copies import find_copies
from nlp.clustering.found import FoundTheme
from nlp.stance.learning import learn
from nlp.stance.many import read_all

logger = logging.getLogger(__name__)

SEED = 0
NO_ENCODER = gettext_noop(
    "The embedding model of the settings cannot be loaded. Details are in the server's log."
)
LONGEST_LABEL = 200


def analyse(job: Job, progress: Progress) -> dict[str, Any]:
    saved = AnalysisRun.objects.filter(job=job).first()
    if saved is not None:  # the worker was killed after saving, before it could say so
        return saving.summary(saved)
    clock, notebook = Clock(progress), Notebook(progress)
    clock.at(stages.INPUT)
    choice = Choice(**notebook.json("input", lambda: asdict(material.choose(job))))
    findings = _Reading(choice, clock, notebook).findings()
    clock.at(stages.SAVING)
    return saving.save(job, findings, choice, seed=SEED, before=lambda: clock.at(stages.SAVING))


def recheck(job: Job, progress: Progress) -> dict[str, Any]:
    """Work out a run once more from the wordings it read: the same versions must come to the same bytes."""
    run = AnalysisRun.objects.select_related("consultation").get(pk=job.parameters["run"])
    clock = Clock(progress)
    clock.at(stages.INPUT)
    choice = material.read_by(run)
    again = _Reading(choice, clock, Notebook(progress)).findings()
    return {
        "run": run.number,
        "same_input": choice.input_hash == run.input_hash,
        "same_versions": saving.versions() == saving.versions_of(run),
        "same_result": again.digest == run.result_hash,
        "url": reverse("consultations:run", args=[run.consultation.slug, run.number]),
    }


class _Reading:
    """Reads one choice of revisions. Rows count through the distinct ones, copies folded away."""

    def __init__(self, choice: Choice, clock: Clock, notebook: Notebook) -> None:
        self._choice = choice
        self._clock = clock
        self._notebook = notebook
        self._words = material.read(choice.readable)
        self._copies = self._find_copies()
        self._rows = [row for row in range(len(choice.readable)) if row not in self._copies]
        self._bodies = [self._words.bodies[row] for row in self._rows]

    def findings(self) -> Findings:
        reading = self._read()
        voices = self._voices()
        self._clock.at(stages.VECTORS)
        space = themes.learn_space(reading, SEED)
        words = themes.place_on(space, reading.of_rows())
        vectors = self._with_encoder(words)
        labels = self._labels(vectors)
        placed = Placed(
            rows=self._rows,
            labels=labels,
            scores=themes.nearness(vectors, labels),
            positions=self._positions(vectors),
        )
        describer = themes.Describer(self._bodies, reading, space, vectors)
        clusters, families, spoken_for = self._described(describer, labels)
        return Findings(
            input_hash=self._choice.input_hash,
            parameters=self._choice.parameters,
            clusters=clusters,
            families=families,
            mentions=self._mentions(reading, space, words, labels),
            places=places(self._choice, placed, self._copies, voices, spoken_for),
            cuts=self._cuts(describer, vectors),
        )

    def _find_copies(self) -> dict[int, Copy]:
        self._clock.at(stages.COPIES)
        kept = self._notebook.json(
            "copies", lambda: copies_of(find_copies(self._words.with_titles), self._words)
        )
        return {row: Copy(*copy) for row, copy in kept}

    def _read(self) -> themes.Reading:
        self._clock.at(stages.TOKENS)
        titles = [self._words.titles[row] for row in self._rows]
        pages = self._notebook.arrays(
            "reading",
            lambda: _pages(themes.read(self._bodies, titles, progress=self._clock.within(stages.TOKENS))),
        )
        return _reading(pages, len(self._rows))

    def _voices(self) -> list[Voice]:
        """How the wording of each readable revision is read, copies too: each may add words of its own."""
        self._clock.at(stages.STANCES)
        kept = self._notebook.json("stances", self._stances)
        return [Voice(*voice) for voice in kept]

    def _stances(self) -> list[Voice]:
        told = self._clock.within(stages.STANCES)
        found = read_all(self._words.bodies, learn(material.corrected(self._choice)), progress=told)
        return [
            Voice(one.stance, round(one.confidence, 6), [(span.start, span.end) for span in one.spans])
            for one in found
        ]

    def _with_encoder(self, vectors: Array) -> Array:
        if not settings.ENCODER:
            return vectors
        try:
            encoder = encoders.load(settings.ENCODER, Path(settings.ENCODER_DIRECTORY))
        except encoders.NoEncoderError as error:
            logger.exception("the encoder of the settings cannot be used")
            raise JobError(NO_ENCODER) from error
        return self._notebook.array("encoded", lambda: themes.with_encoder(vectors, self._bodies, encoder))

    def _labels(self, vectors: Array) -> Array:
        self._clock.at(stages.GROUPS)
        told = self._clock.within(stages.GROUPS)
        before = [self._choice.previous.get(str(self._choice.readable[row])) for row in self._rows]
        return self._notebook.array(
            "labels",
            lambda: themes.group(
                vectors,
                self._choice.parameters["groups"],
                seed=SEED,
                everywhere=False,
                previous=before if self._choice.previous else None,
                progress=told,
            ),
        )

    def _positions(self, vectors: Array) -> Array:
        self._clock.at(stages.MAP)
        return self._notebook.array("positions", lambda: themes.place(vectors, SEED))

    def _described(
        self, describer: themes.Describer, labels: Array
    ) -> tuple[list[FoundCluster], list[FoundFamily], list[int | None]]:
        self._clock.at(stages.EVIDENCE)
        found = self._notebook.json("themes", lambda: self._description(describer, labels))
        clusters = [_cluster_from(cluster) for cluster in found["clusters"]]
        return clusters, [FoundFamily(**family) for family in found["families"]], found["spoken_for"]

    def _description(self, describer: themes.Describer, labels: Array) -> dict[str, Any]:
        told = self._clock.within(stages.EVIDENCE)
        before = {int(number): name for number, name in self._choice.names.items()}
        found, families = describer.describe(labels, before=before, seed=SEED, progress=told)
        spoken_for: list[int | None] = [None] * len(labels)
        for theme in found:
            for row, quotation in zip(theme.members, theme.spoken_for, strict=True):
                spoken_for[row] = quotation
        return {
            "clusters": [asdict(self._cluster(theme)) for theme in found],
            "families": [
                {"number": one.number, "label": one.label[:LONGEST_LABEL], "terms": one.terms}
                for one in families
            ],
            "spoken_for": spoken_for,
        }

    def _cluster(self, theme: FoundTheme) -> FoundCluster:
        return FoundCluster(
            number=theme.number,
            label=theme.label[:LONGEST_LABEL],  # still words of an opinion, and what the column holds
            terms=theme.terms,
            parent=theme.parent,
            quotations=[(self._revision(quote.row), quote.start, quote.end) for quote in theme.evidence],
            fragility=theme.fragility,
            is_distinct=theme.is_distinct,
        )

    def _mentions(
        self, reading: themes.Reading, space: themes.Space, vectors: Array, labels: Array
    ) -> list[FoundMention]:
        found = self._notebook.json("mentions", lambda: themes.side_themes(reading, space, vectors, labels))
        return [
            FoundMention(revision=self._revision(row), cluster=theme, start=start, end=end, score=score)
            for row, theme, start, end, score in found
        ]

    def _cuts(self, describer: themes.Describer, vectors: Array) -> list[dict[str, Any]]:
        self._clock.at(stages.CUTS)
        kept: list[dict[str, Any]] = self._notebook.json(
            "cuts",
            lambda: [describer.step(step)._asdict() for step in themes.steps(vectors, seed=SEED)],
        )
        return kept

    def _revision(self, row: int) -> int:
        return self._choice.readable[self._rows[row]]


def _pages(reading: themes.Reading) -> dict[str, Array]:
    return {
        "rows": reading.unit_rows,
        "spans": reading.unit_spans,
        "wordings": reading.unit_wordings,
        "indptr": reading.words.indptr,
        "indices": reading.words.indices,
        "data": reading.words.data,
        "vocabulary": np.frombuffer("\n".join(reading.vocabulary).encode(), dtype=np.uint8),
    }


def _reading(pages: dict[str, Array], rows: int) -> themes.Reading:
    vocabulary = pages["vocabulary"].tobytes().decode()
    known = vocabulary.split("\n") if vocabulary else []
    words = (pages["data"], pages["indices"], pages["indptr"])
    return themes.Reading(
        rows=rows,
        unit_rows=pages["rows"],
        unit_spans=pages["spans"],
        unit_wordings=pages["wordings"],
        words=csr_matrix(words, shape=(len(pages["indptr"]) - 1, len(known))),
        vocabulary=known,
    )


def _cluster_from(kept: dict[str, Any]) -> FoundCluster:
    quotations = [(revision, start, end) for revision, start, end in kept["quotations"]]
    return FoundCluster(**kept | {"quotations": quotations})
