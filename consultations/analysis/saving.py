"""Writes what a run found in one short transaction: all of it or nothing."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from consultations.analysis.changes import compare
from consultations.analysis.findings import Findings, Place
from consultations.analysis.matching import match
from consultations.analysis.material import Choice
from consultations.models import (
    AnalysisRun,
    Cluster,
    Consultation,
    Evidence,
    Job,
    Membership,
    Revision,
    Theme,
    ThemeAssignment,
    ThemeMention,
)
from nlp.clustering.encoders import fingerprint
from nlp.threads import linear_algebra

VERSION = "4"
"""Raise it when the same input would give another result."""
_BATCH = 500
_BY_THEME = "cluster__theme", "revision__opinion"


@dataclass(frozen=True)
class _Opinions:
    """The opinions of each theme, in the run before and in this one."""

    before: dict[int, set[int]] = field(repr=False)
    found: dict[int, set[int]] = field(repr=False)
    """By the number of the cluster."""


def save(
    job: Job, findings: Findings, choice: Choice, *, seed: int, before: Callable[[], None]
) -> dict[str, Any]:
    """`before` is asked inside the transaction whether this worker still holds the job."""
    with transaction.atomic():
        before()
        run = _run(job, findings, choice, seed=seed, now=timezone.now())
        opinions = _Opinions(_opinions_by_theme(run), _opinions_by_cluster(run, findings))
        themes = _themes(run, findings, opinions)
        clusters = _clusters(run, findings, themes)
        _memberships(run, findings, clusters)
        _evidence(findings, clusters)
        _mentions(findings, clusters)
        after = {themes[number].pk: members for number, members in opinions.found.items()}
        run.changes = compare(opinions.before, after) if opinions.before else {}
        run.save(update_fields=["changes"])
    return summary(run)


def summary(run: AnalysisRun) -> dict[str, Any]:
    return {"run": run.number, "result_hash": run.result_hash}


def _run(job: Job, findings: Findings, choice: Choice, *, seed: int, now: datetime) -> AnalysisRun:
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
        parameters=choice.parameters
        | {"corrections": choice.corrections, "libraries": _libraries(), "encoder": _encoder()},
        result_hash=findings.digest,
        cuts=findings.cuts,
        finished_at=now,
    )


def versions() -> dict[str, Any]:
    """What else decides over the result: equal versions, equal bytes."""
    found = {"code": VERSION, "dictionary": version("sudachidict-core"), "libraries": _libraries()}
    return found | {"encoder": _encoder()}


def versions_of(run: AnalysisRun) -> dict[str, Any]:
    return {
        "code": run.code_version,
        "dictionary": run.dictionary_version,
        "libraries": run.parameters.get("libraries"),
        "encoder": run.parameters.get("encoder", ""),
    }


def _encoder() -> str:
    if not settings.ENCODER:
        return ""
    return f"{settings.ENCODER} {fingerprint(Path(settings.ENCODER_DIRECTORY))}"


def _libraries() -> dict[str, str]:
    packages = ("numpy", "scipy", "scikit-learn", "sudachipy", "ja-ginza")
    return {name: version(name) for name in packages} | {"openblas": linear_algebra()}


def _consultation(job: Job) -> Consultation:
    if job.consultation is None:
        raise Consultation.DoesNotExist
    return job.consultation


def _themes(run: AnalysisRun, findings: Findings, opinions: _Opinions) -> dict[int, Theme]:
    """The theme of each cluster: one of the previous run, or a new one."""
    known = Theme.objects.filter(consultation=run.consultation).in_bulk()
    held = {theme.pk for theme in known.values() if theme.is_held}
    made = _opinions_put_in(theme.pk for theme in known.values() if theme.made_by_id)
    matched = match(made | opinions.before, opinions.found, held=held, going_on=_gone_on_with(run))
    themes = {}
    for cluster in findings.clusters:
        theme = known.get(matched.get(cluster.number, 0)) or Theme(
            consultation=run.consultation, created_at=run.finished_at
        )
        theme.found_label = cluster.label
        # Only what the run says: a planner may be deciding about the same theme at this moment.
        theme.save(update_fields=["found_label"] if theme.pk else None)
        themes[cluster.number] = theme
    return themes


def _gone_on_with(run: AnalysisRun) -> dict[int, int]:
    """The themes of the clusters whose numbers this run kept."""
    before = AnalysisRun.objects.filter(
        consultation=run.consultation, number=run.parameters.get("continues") or 0
    )
    clusters = Cluster.objects.filter(run__in=before, level=Cluster.Level.THEME, theme__isnull=False)
    return dict(clusters.values_list("number", "theme"))


def _opinions_put_in(themes: Iterable[int]) -> dict[int, set[int]]:
    """By people. A theme that somebody made has no cluster until a run finds it too."""
    rows = ThemeAssignment.objects.filter(theme__in=list(themes))
    return _grouped(rows.values_list("theme", "opinion"))


def _opinions_by_theme(run: AnalysisRun) -> dict[int, set[int]]:
    """What the previous run put where, merges not followed: they come on top of every run."""
    before = AnalysisRun.objects.filter(consultation=run.consultation, number=run.number - 1)
    rows = Membership.objects.filter(run__in=before, cluster__theme__isnull=False)
    return _grouped(rows.values_list(*_BY_THEME))


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
    """The themes by number. Families are numbered on behind them: a number is one of its run."""
    last = max((found.number for found in findings.clusters), default=0)
    families = Cluster.objects.bulk_create(
        Cluster(
            run=run,
            number=last + family.number,
            level=Cluster.Level.FAMILY,
            label=family.label,
            terms=family.terms,
        )
        for family in findings.families
    )
    parents = {cluster.number - last: cluster for cluster in families}
    clusters = Cluster.objects.bulk_create(
        Cluster(
            run=run,
            number=found.number,
            label=found.label,
            terms=found.terms,
            theme=themes[found.number],
            parent=parents[found.parent] if found.parent is not None else None,
            fragility=found.fragility,
            is_distinct=found.is_distinct,
        )
        for found in findings.clusters
    )
    return {cluster.number: cluster for cluster in clusters}


def _memberships(run: AnalysisRun, findings: Findings, clusters: dict[int, Cluster]) -> None:
    Membership.objects.bulk_create(
        (_membership(run, place, clusters) for place in findings.places), batch_size=_BATCH
    )


def _membership(run: AnalysisRun, place: Place, clusters: dict[int, Cluster]) -> Membership:
    return Membership(
        run=run,
        revision_id=place.revision,
        state=place.state,
        cluster=clusters[place.cluster] if place.cluster is not None else None,
        copy_of_id=place.copy_of,
        copy_kind=place.copy_kind,
        added=place.added,
        score=place.score,
        x=place.x,
        y=place.y,
        stance=place.stance,
        stance_confidence=place.stance_confidence,
        stance_words=place.stance_words,
        spoken_for_by=place.spoken_for_by,
    )


def _evidence(findings: Findings, clusters: dict[int, Cluster]) -> None:
    Evidence.objects.bulk_create(
        Evidence(
            cluster=clusters[found.number], revision_id=revision, start=start, end=end, position=position
        )
        for found in findings.clusters
        for position, (revision, start, end) in enumerate(found.quotations)
    )


def _mentions(findings: Findings, clusters: dict[int, Cluster]) -> None:
    ThemeMention.objects.bulk_create(
        (
            ThemeMention(
                cluster=clusters[found.cluster],
                revision_id=found.revision,
                start=found.start,
                end=found.end,
                score=found.score,
            )
            for found in findings.mentions
        ),
        batch_size=_BATCH,
    )
