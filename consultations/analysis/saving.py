"""Writes what a run found in one short transaction: all of it or nothing."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from importlib.metadata import version
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from consultations.analysis.findings import Findings
from consultations.analysis.matching import match
from consultations.models import (
    AnalysisRun,
    Cluster,
    Consultation,
    Evidence,
    Job,
    Membership,
    Revision,
    Theme,
)
from nlp.clustering.copies import STRICT

VERSION = "1"
"""Raise it when the same input would give another result."""
_BATCH = 500


def save(job: Job, findings: Findings, *, seed: int, before: Callable[[], None]) -> dict[str, Any]:
    """`before` is asked inside the transaction whether this worker still holds the job."""
    with transaction.atomic():
        before()
        run = _run(job, findings, seed=seed, now=timezone.now())
        themes = _themes(run, findings)
        clusters = _clusters(run, findings, themes)
        _memberships(run, findings, clusters)
        _evidence(findings, clusters)
    return summary(run)


def summary(run: AnalysisRun) -> dict[str, Any]:
    return {"run": run.number, "result_hash": run.result_hash}


def _run(job: Job, findings: Findings, *, seed: int, now: datetime) -> AnalysisRun:
    consultation = _consultation(job)
    last = consultation.runs.aggregate(last=Max("number"))["last"] or 0
    return AnalysisRun.objects.create(
        consultation=consultation,
        job=job,
        number=last + 1,
        input_hash=findings.input_hash,
        code_version=VERSION,
        dictionary_version=version("sudachidict-core"),
        seed=seed,
        parameters={"groups": "auto", "copies_from": STRICT, "scikit-learn": version("scikit-learn")},
        result_hash=findings.digest,
        finished_at=now,
    )


def _consultation(job: Job) -> Consultation:
    if job.consultation is None:
        raise Consultation.DoesNotExist
    return job.consultation


def _themes(run: AnalysisRun, findings: Findings) -> dict[int, Theme]:
    """The theme of each cluster: one of the previous run, or a new one."""
    known = Theme.objects.filter(consultation=run.consultation).in_bulk()
    matched = match(_opinions_by_theme(run), _opinions_by_cluster(run, findings))
    themes = {}
    for cluster in findings.clusters:
        theme = known.get(matched.get(cluster.number, 0)) or Theme(
            consultation=run.consultation, created_at=run.finished_at
        )
        theme.found_label = cluster.label
        theme.save()
        themes[cluster.number] = theme
    return themes


def _opinions_by_theme(run: AnalysisRun) -> dict[int, set[int]]:
    """What the previous run put where, merges not followed: they come on top of every run."""
    before = AnalysisRun.objects.filter(consultation=run.consultation, number=run.number - 1)
    rows = Membership.objects.filter(run__in=before, cluster__theme__isnull=False)
    return _grouped(rows.values_list("cluster__theme", "revision__opinion"))


def _opinions_by_cluster(run: AnalysisRun, findings: Findings) -> dict[int, set[int]]:
    revisions = Revision.objects.filter(opinion__consultation=run.consultation)
    opinion_of = dict(revisions.values_list("pk", "opinion"))
    return _grouped(
        (place.cluster, opinion_of[place.revision]) for place in findings.places if place.cluster is not None
    )


def _grouped(pairs: Iterable[tuple[int | None, int]]) -> dict[int, set[int]]:
    groups: defaultdict[int, set[int]] = defaultdict(set)
    for group, opinion in pairs:
        if group is not None:
            groups[group].add(opinion)
    return groups


def _clusters(run: AnalysisRun, findings: Findings, themes: dict[int, Theme]) -> dict[int, Cluster]:
    clusters = Cluster.objects.bulk_create(
        [
            Cluster(
                run=run, number=found.number, label=found.label, terms=found.terms, theme=themes[found.number]
            )
            for found in findings.clusters
        ]
    )
    by_number = {cluster.number: cluster for cluster in clusters}
    children = [found for found in findings.clusters if found.parent is not None]
    for found in children:
        by_number[found.number].parent = by_number[found.parent] if found.parent else None
    Cluster.objects.bulk_update([by_number[found.number] for found in children], ["parent"])
    return by_number


def _memberships(run: AnalysisRun, findings: Findings, clusters: dict[int, Cluster]) -> None:
    Membership.objects.bulk_create(
        [
            Membership(
                run=run,
                revision_id=place.revision,
                state=place.state,
                cluster=clusters[place.cluster] if place.cluster is not None else None,
                copy_of_id=place.copy_of,
                score=place.score,
                x=place.x,
                y=place.y,
            )
            for place in findings.places
        ],
        batch_size=_BATCH,
    )


def _evidence(findings: Findings, clusters: dict[int, Cluster]) -> None:
    Evidence.objects.bulk_create(
        [
            Evidence(
                cluster=clusters[found.number], revision_id=revision, start=start, end=end, position=position
            )
            for found in findings.clusters
            for position, (revision, start, end) in enumerate(found.quotations)
        ]
    )
