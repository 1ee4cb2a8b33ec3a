"""The job that finds opinion groups: reads the votes, computes, keeps groups, places and priorities."""

import hashlib
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from consultations.jobs import JobError, Progress
from consultations.models import GroupPlace, GroupSearch, Job, Statement, Vote
from nlp.opinion_groups.grouping import voted_enough
from nlp.opinion_groups.polis import Earlier, OpinionGroups, opinion_groups

READING = "groups.reading"
GROUPING = "groups.grouping"
SAVING = "groups.saving"
SEED = 0
NOTHING = gettext_noop("Nobody has voted yet, so there are no groups to be found.")
_VOTES_READ_AT_ONCE = 5_000


@dataclass(frozen=True)
class Material:
    """The votes as a matrix: people × statements; 1 agree, -1 disagree, 0 pass, nan not seen."""

    people: list[int]
    statements: list[int]
    numbers: list[int]
    left_out: list[int]
    """Columns of statements that were taken back or hidden."""
    votes: npt.NDArray[np.float64] = field(repr=False)
    fingerprint: str


def find(job: Job, progress: Progress) -> dict[str, Any]:
    saved = GroupSearch.objects.filter(job=job).first()
    if saved is not None:  # the worker was killed after saving, before it could say so
        return _summary(saved)
    progress.at(READING, 0)
    as_of = timezone.now()  # what is voted while this works belongs to the next search
    material = read(job, progress)
    progress.at(GROUPING, 40)
    earlier = _earlier(job, material)
    found = opinion_groups(material.votes, moderated_out=material.left_out, seed=SEED, earlier=earlier)
    progress.at(SAVING, 80)
    return _summary(_save(job, material, found, as_of, _hash(material, earlier)))


def read(job: Job, progress: Progress) -> Material:
    rows = Statement.objects.filter(consultation=job.consultation_id).order_by("number")
    statements = list(rows.values_list("pk", "number"))
    standing = set(
        Statement.objects.standing().filter(consultation=job.consultation_id).values_list("pk", flat=True)
    )
    votes = Vote.objects.filter(statement__consultation=job.consultation_id)
    cast = list(votes.order_by("person", "statement").values_list("person", "statement", "value"))
    if not cast:
        raise JobError(NOTHING)
    columns = {key: place for place, (key, _number) in enumerate(statements)}
    people = list(dict.fromkeys(person for person, _statement, _value in cast))
    places = {person: row for row, person in enumerate(people)}
    matrix = np.full((len(people), len(statements)), np.nan)
    fingerprint = hashlib.sha256(repr(sorted(standing)).encode())
    for number, (person, statement, value) in enumerate(cast):
        matrix[places[person], columns[statement]] = value
        fingerprint.update(f"{person}:{statement}:{value}\n".encode())
        if number % _VOTES_READ_AT_ONCE == 0:
            progress.at(READING, 40 * number // len(cast))
    return Material(
        people=people,
        statements=[key for key, _number in statements],
        numbers=[number for _key, number in statements],
        left_out=[place for key, place in columns.items() if key not in standing],
        votes=matrix,
        fingerprint=fingerprint.hexdigest(),
    )


def _earlier(job: Job, material: Material) -> Earlier | None:
    """The groups that people read about since the search before; a group is to stay the group it was."""
    search = GroupSearch.objects.filter(consultation=job.consultation_id).first()
    if search is None or "best_number" not in search.found:
        return None
    group_of = dict(search.places.values_list("person", "group"))
    fitting = search.found["best_number"]
    return Earlier([group_of.get(person) for person in material.people], fitting["groups"], fitting["wins"])


def _hash(material: Material, earlier: Earlier | None) -> str:
    """Over all that decides what is found: the votes, and the groups that this search goes on from."""
    return hashlib.sha256(f"{material.fingerprint} {earlier!r}".encode()).hexdigest()


@transaction.atomic
def _save(
    job: Job, material: Material, found: OpinionGroups, as_of: datetime, input_hash: str
) -> GroupSearch:
    assert job.consultation_id  # noqa: S101 - the service starts it for a consultation
    search = GroupSearch.objects.create(
        consultation_id=job.consultation_id,
        job=job,
        input_hash=input_hash,
        seed=SEED,
        voters=len(material.people),
        votes=int((~np.isnan(material.votes)).sum()),
        taking_part=len(voted_enough(material.votes, material.left_out)),
        found=_in_plain_values(material, found),
        created_at=as_of,
    )
    GroupPlace.objects.bulk_create(
        (
            GroupPlace(search=search, person_id=person, group=group, x=float(x), y=float(y))
            for person, group, (x, y) in zip(material.people, found.assignments, found.positions, strict=True)
        ),
        batch_size=500,
    )
    weights = zip(material.statements, found.priorities, strict=True)
    Statement.objects.bulk_update(
        [Statement(pk=key, priority=float(weight)) for key, weight in weights], ["priority"], batch_size=200
    )
    # Only the newest is shown; with those before it the table would grow without end.
    GroupSearch.objects.filter(consultation=job.consultation_id).exclude(pk=search.pk).delete()
    return search


def _in_plain_values(material: Material, found: OpinionGroups) -> dict[str, Any]:
    """Statements are named by their number in the consultation."""

    def named(one: Any) -> dict[str, Any]:
        return asdict(one) | {"statement": material.numbers[one.statement]}

    return {
        "groups": [
            {
                "number": group.number,
                "size": len(group.members),
                "centre": group.centre,
                "representative": [named(one) for one in group.representative],
            }
            for group in found.groups
        ],
        "best_number": {"groups": found.best_k, "wins": found.wins},
        "agree": [named(one) for one in found.consensus.agree],
        "disagree": [named(one) for one in found.consensus.disagree],
        "across_groups": {
            str(number): round(float(share), 6)
            for number, share in zip(material.numbers, found.group_aware_consensus, strict=True)
        },
    }


def _summary(search: GroupSearch) -> dict[str, Any]:
    return {"voters": search.voters, "groups": len(search.found["groups"]), "search": search.pk}
