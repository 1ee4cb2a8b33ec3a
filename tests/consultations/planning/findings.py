"""Runs laid down by hand: what an analysis might have found, without running one."""

import random
import secrets
from collections.abc import Sequence
from typing import Any

from consultations import receipts
from consultations.models import (
    AnalysisRun,
    Cluster,
    Consultation,
    Evidence,
    Job,
    Membership,
    Opinion,
    Revision,
    Theme,
)
from tests import factories
from tests.factories import NOW


def run(of: Consultation, *, number: int = 1) -> AnalysisRun:
    job = Job.objects.create(
        kind=Job.Kind.ANALYSIS,
        consultation=of,
        state=Job.State.DONE,
        idempotency_key=f"run-{of.pk}-{number}",
        created_at=NOW,
    )
    return AnalysisRun.objects.create(
        consultation=of,
        job=job,
        number=number,
        input_hash="0" * 64,
        code_version="test",
        dictionary_version="test",
        finished_at=NOW,
    )


def cluster(
    of: AnalysisRun, *, label: str = "バスの本数", number: int | None = None, **fields: Any
) -> Cluster:
    """A theme of the run, with its lasting identity."""
    theme = Theme.objects.create(consultation=of.consultation, found_label=label, created_at=NOW)
    number = of.clusters.count() + 1 if number is None else number
    return Cluster.objects.create(run=of, number=number, theme=theme, label=label, **fields)


def family(of: AnalysisRun, children: Sequence[Cluster], *, label: str = "交通") -> Cluster:
    made = Cluster.objects.create(
        run=of, number=of.clusters.count() + 1, label=label, level=Cluster.Level.FAMILY
    )
    Cluster.objects.filter(pk__in=[child.pk for child in children]).update(parent=made)
    return made


def member(
    of: AnalysisRun,
    *,
    cluster: Cluster | None = None,
    text: str = "バスの本数を増やしてほしいです。",
    copy_of: Membership | None = None,
    withheld: bool = False,
    opinion: dict[str, Any] | None = None,
    **fields: Any,
) -> Membership:
    said: Opinion = factories.opinion(
        of.consultation, kind=Opinion.Kind.SUBMISSION, text=text, **(opinion or {})
    )
    state = Membership.State.IN_THEME if cluster else Membership.State.NO_THEME
    state = Membership.State.COPY if copy_of else state
    return Membership.objects.create(
        run=of,
        revision=said.words,
        state=Membership.State.WITHHELD if withheld else state,
        cluster=None if withheld else cluster,
        copy_of=copy_of.revision if copy_of else None,
        **fields,
    )


def quotation(of: Cluster, said: Membership, *, position: int = 0, start: int = 0, end: int = 5) -> Evidence:
    return Evidence.objects.create(
        cluster=of, revision=said.revision, position=position, start=start, end=end
    )


def scatter(of: AnalysisRun, clusters: Sequence[Cluster], count: int) -> None:
    """Many members quickly, spread around a place for each theme; every seventh is in none."""
    chance = random.Random(5)  # noqa: S311 - the same places in every test
    opinions = Opinion.objects.bulk_create(
        Opinion(
            consultation=of.consultation,
            kind=Opinion.Kind.SUBMISSION,
            receipt=receipts.issue(now=NOW),
            submission_key=secrets.token_hex(32),
            created_at=NOW,
            published_at=NOW,
        )
        for _ in range(count)
    )
    revisions = Revision.objects.bulk_create(
        Revision(opinion=opinion, number=1, text=f"{opinion.receipt}の意見です。", created_at=NOW)
        for opinion in opinions
    )
    for opinion, revision in zip(opinions, revisions, strict=True):
        opinion.current = revision
    Opinion.objects.bulk_update(opinions, ["current"], batch_size=500)
    centres = [(chance.uniform(-0.7, 0.7), chance.uniform(-0.7, 0.7)) for _cluster in clusters]
    members = []
    for number, revision in enumerate(revisions):
        at = number % len(clusters)
        place = {
            axis: max(-1, min(1, chance.gauss(centre, 0.12)))
            for axis, centre in zip("xy", centres[at], strict=True)
        }
        inside = number % 7 > 0
        state = Membership.State.IN_THEME if inside else Membership.State.NO_THEME
        cluster = clusters[at] if inside else None
        members.append(Membership(run=of, revision=revision, state=state, cluster=cluster, **place))
    Membership.objects.bulk_create(members, batch_size=500)
