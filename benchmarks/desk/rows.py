"""A run as an analysis would leave it over many opinions, written in bulk."""

import random
from typing import Any

from django.utils import timezone

from benchmarks.site import rows as bulk
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

THEMES, FAMILIES, QUOTATIONS = 60, 8, 6
COPIES, ALONE, WITHHELD = 0.15, 0.08, 0.01
"""Shares of the opinions; the others are in a theme by themselves."""
WARDS = ["中央", "東", "西", "南", "北", "港"]
AGES = ["20代", "30代", "40代", "50代", "60代", "70代以上"]


def run_over(consultation: Consultation, count: int) -> AnalysisRun:
    chance = random.Random(7)  # noqa: S311 - the same rows in every run
    for made in bulk.opinions(consultation, Opinion.Kind.SUBMISSION, count):
        for opinion in made:
            opinion.channel = chance.choice(Opinion.Channel.values)
            opinion.attributes = {"地区": chance.choice(WARDS), "年代": chance.choice(AGES)}
        Opinion.objects.bulk_update(made, ["channel", "attributes"])
    run = _run(consultation)
    clusters = _clusters(run)
    members = _members(run, clusters, chance)
    Membership.objects.bulk_create(members, batch_size=500)
    _evidence(members)
    bulk.settle()
    return run


def _run(consultation: Consultation) -> AnalysisRun:
    now = timezone.now()
    job = Job.objects.create(
        kind=Job.Kind.ANALYSIS,
        consultation=consultation,
        state=Job.State.DONE,
        idempotency_key=f"bench-{consultation.pk}",
        created_at=now,
    )
    return AnalysisRun.objects.create(
        consultation=consultation,
        job=job,
        number=1,
        input_hash="0" * 64,
        code_version="bench",
        dictionary_version="bench",
        finished_at=now,
        published_at=now,
    )


def _clusters(run: AnalysisRun) -> list[Cluster]:
    families = [
        Cluster.objects.create(run=run, number=number, label=f"まとまり{number}", level=Cluster.Level.FAMILY)
        for number in range(1, FAMILIES + 1)
    ]
    clusters = []
    for number in range(FAMILIES + 1, FAMILIES + THEMES + 1):
        label = f"{bulk.THINGS[number]}を{bulk.THINGS[number - 5]}に"
        theme = Theme.objects.create(
            consultation=run.consultation, found_label=label, created_at=run.finished_at
        )
        fields: dict[str, Any] = {"terms": bulk.THINGS[number : number + 5], "fragility": number / 100}
        clusters.append(
            Cluster.objects.create(
                run=run,
                number=number,
                label=label,
                theme=theme,
                parent=families[number % FAMILIES],
                is_distinct=number % 10 == 0,
                **fields,
            )
        )
    return clusters


def _members(run: AnalysisRun, clusters: list[Cluster], chance: random.Random) -> list[Membership]:
    revisions = Revision.objects.filter(opinion__consultation=run.consultation).values_list("pk", flat=True)
    members: list[Membership] = []
    originals: list[Membership] = []
    for revision in revisions.order_by("pk"):
        member = _member(run, revision, clusters, originals, chance)
        members.append(member)
        if member.state == Membership.State.IN_THEME:
            originals.append(member)
    return members


def _member(
    run: AnalysisRun,
    revision: int,
    clusters: list[Cluster],
    originals: list[Membership],
    chance: random.Random,
) -> Membership:
    place = chance.random()
    member = Membership(run=run, revision_id=revision, score=chance.random())
    member.x, member.y = chance.uniform(-1, 1), chance.uniform(-1, 1)
    member.stance = chance.choice(["", *Membership.Stance.values])
    if place < WITHHELD:
        member.state = Membership.State.WITHHELD
    elif place < WITHHELD + ALONE or (not originals and place < WITHHELD + ALONE + COPIES):
        member.state = Membership.State.NO_THEME
    elif place < WITHHELD + ALONE + COPIES:
        original = chance.choice(originals[-200:])
        member.state, member.cluster = Membership.State.COPY, original.cluster
        member.copy_of_id, member.copy_kind = original.revision_id, Membership.CopyKind.EXACT
        member.spoken_for_by = original.spoken_for_by
    else:
        member.state = Membership.State.IN_THEME
        # Large and small themes, as they are in every consultation.
        member.cluster = clusters[int(THEMES * chance.random() ** 2)]
        member.spoken_for_by = chance.choice([None, *range(QUOTATIONS)])
    return member


def _evidence(members: list[Membership]) -> None:
    by_cluster: dict[int, list[Membership]] = {}
    for member in members:
        if member.state == Membership.State.IN_THEME and member.cluster_id:
            by_cluster.setdefault(member.cluster_id, []).append(member)
    Evidence.objects.bulk_create(
        Evidence(cluster_id=cluster, revision_id=member.revision_id, start=0, end=12, position=position)
        for cluster, found in by_cluster.items()
        for position, member in enumerate(found[:QUOTATIONS])
    )
