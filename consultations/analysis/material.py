"""What a run reads: the current revision of every opinion that was handed in, in a fixed order."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.translation import gettext_noop

from consultations.jobs import JobError
from consultations.models import AnalysisRun, Cluster, Job, Membership, Opinion, Revision, StanceDecision
from consultations.models.opinion import digest

NOTHING = gettext_noop("No opinion has been handed in yet, so there is nothing to analyse.")
_ROWS_READ_AT_ONCE = 500


@dataclass(frozen=True)
class Choice:
    """The revisions of a run, fixed at its start: what arrives later belongs to the next run."""

    readable: list[int]
    withheld: list[int]
    input_hash: str
    """Over the wordings, and over everything below."""
    parameters: dict[str, Any]
    """`groups`: how many themes a planner asked for, or None; `continues`: which run, or None."""
    previous: dict[str, int] = field(default_factory=dict, repr=False)
    """Revision (as text) to the number of the theme that the run before put its opinion in."""
    names: dict[str, str] = field(default_factory=dict, repr=False)
    """What that run called its themes, by their number (as text). It follows from `continues`, so it is in no
    fingerprint.
    """
    corrections: list[tuple[int, str]] = field(default_factory=list, repr=False)
    """Revisions whose stance staff corrected, with that stance."""


@dataclass(frozen=True)
class Words:
    """The texts of `Choice.readable`, in that order. Quotations count in `bodies`, without the title."""

    bodies: list[str] = field(repr=False)
    titles: list[str] = field(repr=False)
    with_titles: list[str] = field(repr=False)


class _Row(NamedTuple):
    opinion: int
    revision: int
    sha256: str
    withheld: bool


def choose(job: Job) -> Choice:
    opinions = Opinion.objects.submitted().filter(consultation=job.consultation_id, current__isnull=False)
    columns = ("pk", "current", "current__sha256", "hidden_at", "withdrawn_at", "held_until")
    rows = [
        _Row(opinion, revision, sha256, any(reasons))
        for opinion, revision, sha256, *reasons in opinions.order_by("pk").values_list(*columns)
    ]
    if not rows:
        raise JobError(NOTHING)
    asked = {"groups": job.parameters.get("groups"), "continues": _continued(job)}
    return _chosen(rows, job.consultation_id, asked, _corrections(job))


def read_by(run: AnalysisRun) -> Choice:
    """Return what `run` read, with the fingerprint that these wordings have today."""
    memberships = run.memberships.order_by("revision__opinion").values_list(
        "revision__opinion", "revision", "revision__title", "revision__text", "state"
    )
    rows = [
        _Row(opinion, revision, digest(title, text), state == Membership.State.WITHHELD)
        for opinion, revision, title, text, state in memberships.iterator()
    ]
    asked = {name: run.parameters.get(name) for name in ("groups", "continues")}
    corrections = [(revision, stance) for revision, stance in run.parameters.get("corrections", [])]
    return _chosen(rows, run.consultation_id, asked, corrections)


def corrected(choice: Choice) -> list[tuple[str, str]]:
    """Return the wordings whose stance staff corrected, with that stance."""
    words = read([revision for revision, _stance in choice.corrections])
    decided = zip(words.bodies, choice.corrections, strict=True)
    return [(body, stance) for body, (_revision, stance) in decided]


def _chosen(
    rows: list[_Row], consultation: int | None, asked: dict[str, Any], corrections: list[tuple[int, str]]
) -> Choice:
    previous = _previous(consultation, asked["continues"], {row.opinion: row.revision for row in rows})
    over_all = hashlib.sha256()
    for row in rows:
        over_all.update(f"{row.revision}:{row.sha256}:{int(row.withheld)}\n".encode())
    over_all.update(json.dumps([asked, previous, corrections], sort_keys=True).encode())
    return Choice(
        readable=[row.revision for row in rows if not row.withheld],
        withheld=[row.revision for row in rows if row.withheld],
        input_hash=over_all.hexdigest(),
        parameters=asked,
        previous=previous,
        names=_names(consultation, asked["continues"]),
        corrections=corrections,
    )


def _continued(job: Job) -> int | None:
    """The run whose themes this one keeps: the newest, unless the number of themes is to change."""
    if job.parameters.get("groups") is not None or job.parameters.get("afresh"):
        return None
    newest = AnalysisRun.objects.filter(consultation=job.consultation_id).order_by("-number")
    return newest.values_list("number", flat=True).first()


def _previous(consultation: int | None, before: int | None, revision_of: dict[int, int]) -> dict[str, int]:
    if before is None:
        return {}
    run = AnalysisRun.objects.filter(consultation=consultation, number=before)
    stood = Membership.objects.filter(run__in=run, state=Membership.State.IN_THEME)
    rows = stood.order_by("pk").values_list("revision__opinion", "cluster__number")
    return {str(revision_of[opinion]): number for opinion, number in rows if opinion in revision_of}


def _names(consultation: int | None, before: int | None) -> dict[str, str]:
    if before is None:
        return {}
    run = AnalysisRun.objects.filter(consultation=consultation, number=before)
    themes = Cluster.objects.filter(run__in=run, level=Cluster.Level.THEME).order_by("number")
    return {str(number): label for number, label in themes.values_list("number", "label")}


def _corrections(job: Job) -> list[tuple[int, str]]:
    """Staff's readings in this consultation, of the wording that stands now."""
    decided = StanceDecision.objects.filter(
        opinion__consultation=job.consultation_id, opinion__current__isnull=False
    )
    return list(decided.order_by("pk").values_list("opinion__current", "stance"))


def read(revisions: list[int]) -> Words:
    found: dict[int, tuple[str, str]] = {}
    for start in range(0, len(revisions), _ROWS_READ_AT_ONCE):
        part = Revision.objects.filter(pk__in=revisions[start : start + _ROWS_READ_AT_ONCE])
        found.update({pk: (title, text) for pk, title, text in part.values_list("pk", "title", "text")})
    bodies = [found[pk][1] for pk in revisions]
    titles = [found[pk][0] for pk in revisions]
    whole = [f"{title}\n{body}" if title else body for title, body in zip(titles, bodies, strict=True)]
    return Words(bodies, titles, whole)
