"""Runs of the analysis as people read them: what each read and found, what changed, and its seal."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts import audit
from accounts.models import User
from consultations.analysis.saving import versions_of
from consultations.models import AnalysisRun, Job, Opinion, Theme
from consultations.services import jobs


@dataclass(frozen=True)
class Change:
    """One theme that is not what it was: `others` are those it split into or was merged from."""

    theme: Theme | None
    before: int = 0
    after: int = 0
    others: tuple[Theme | None, ...] = ()


@dataclass(frozen=True)
class Move:
    opinion: Opinion | None
    start: Theme | None
    to: Theme | None


@dataclass(frozen=True)
class Changes:
    new: list[Change]
    gone: list[Change]
    grown: list[Change]
    shrunk: list[Change]
    split: list[Change]
    merged: list[Change]
    moves: list[Move]
    moved: int
    joined: int
    left: int


def changes(run: AnalysisRun) -> Changes | None:
    """What became of the themes of the run before; None when there was none. Two queries."""
    if not run.changes:
        return None
    told = run.changes
    themes = Theme.objects.filter(consultation=run.consultation_id).in_bulk()
    opinions = Opinion.objects.in_bulk([opinion for opinion, _start, _to in told["moves"]])
    return Changes(
        new=[Change(themes.get(theme)) for theme in told["new"]],
        gone=[Change(themes.get(theme)) for theme in told["gone"]],
        grown=[Change(themes.get(theme), before, after) for theme, before, after in told["grown"]],
        shrunk=[Change(themes.get(theme), before, after) for theme, before, after in told["shrunk"]],
        split=_with_others(told["split"], themes),
        merged=_with_others(told["merged"], themes),
        moves=[
            Move(opinions.get(opinion), themes.get(start), themes.get(to))
            for opinion, start, to in told["moves"]
        ],
        moved=told["moved"],
        joined=told["joined"],
        left=told["left"],
    )


def seal(run: AnalysisRun) -> dict[str, Any]:
    """Everything that decides over the result, each wording read, and the hash of what was found.

    `seal` is the SHA-256 of the rest, written as JSON with sorted keys and without spaces.
    """
    read = run.memberships.order_by("revision__opinion").values_list("revision", "revision__sha256", "state")
    sealed: dict[str, Any] = {
        "consultation": run.consultation.slug,
        "run": run.number,
        "input": run.input_hash,
        "result": run.result_hash,
        "seed": run.seed,
        "versions": versions_of(run),
        "groups": run.parameters.get("groups"),
        "continues": run.parameters.get("continues"),
        "revisions": [[revision, sha256, state == "withheld"] for revision, sha256, state in read],
    }
    return sealed | {"seal": sealed_with(sealed)}


def sealed_with(sealed: dict[str, Any]) -> str:
    text = json.dumps(sealed, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def recheck(*, run: AnalysisRun, requested_by: User, idempotency_key: str, now: datetime) -> Job:
    """Work the run out once more and compare."""
    job = jobs.start(
        kind=Job.Kind.RECHECK,
        consultation=run.consultation,
        requested_by=requested_by,
        idempotency_key=f"recheck:{run.pk}:{idempotency_key}"[:120],
        parameters={"run": run.pk},
        now=now,
    )
    if job.created_at == now:
        audit.record(
            actor=requested_by,
            action="analysis.recheck",
            subject=f"consultation:{run.consultation.slug}",
            now=now,
            details={"run": run.number},
        )
    return job


def _with_others(told: Iterable[tuple[int, list[int]]], themes: dict[int, Theme]) -> list[Change]:
    return [
        Change(themes.get(theme), others=tuple(themes.get(other) for other in others))
        for theme, others in told
    ]
