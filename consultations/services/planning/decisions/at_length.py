"""A decision about many opinions as a job: all of it or nothing, and once, however often a worker begins."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts import policy
from accounts.models import User
from accounts.policy import Action
from consultations.jobs import JobError, Progress
from consultations.models import Consultation, Job, Opinion
from consultations.services import jobs
from consultations.services.planning.decisions import facts, ledger, wishes
from consultations.services.planning.decisions.ledger import ChangedSinceError
from consultations.services.planning.decisions.opinions import CopyOfItselfError, NoOpinionsError
from consultations.services.planning.decisions.themes import MergedAwayError
from consultations.services.planning.decisions.wishes import Act, Wish

MANY = 200
"""More than that are not decided about while a page is waited for."""
READING = "decision.reading"
WRITING = "decision.writing"
_DONE = "decision.done"
_READ = 50

MAY_NOT = gettext_noop("Whoever asked for this may no longer decide about opinions. Nothing was changed.")
CHANGED = gettext_noop(
    "Somebody decided about the same theme or opinions while this waited. Nothing was changed. "
    "Please look at the list again."
)
MERGED = gettext_noop(
    "The theme was merged into another while this waited. Nothing was changed. Please look at the list again."
)
GONE = gettext_noop("None of these opinions is there any longer. Nothing was changed.")
_REASONS: dict[type[Exception], str] = {
    ChangedSinceError: CHANGED,
    MergedAwayError: MERGED,
    NoOpinionsError: GONE,
    CopyOfItselfError: GONE,
}
REFUSALS = frozenset({MAY_NOT, *_REASONS.values()})
"""Trying the same again would end the same."""


def start(
    wish: Wish,
    *,
    consultation: Consultation,
    opinions: Sequence[int],
    decided_by: User,
    idempotency_key: str,
    now: datetime,
    seen: int,
    back: str,
) -> Job:
    """Queue it. `opinions` are keys; `back` is the list that they were chosen from.

    Raises `ChangedSinceError` when others have decided about any of them since `seen`.
    """
    theme = wish.theme()
    themes = [theme.pk] if theme else []
    ledger.refuse_if_changed(consultation, since=seen, by=decided_by, themes=themes, opinions=set(opinions))
    return jobs.start(
        kind=Job.Kind.DECISION,
        consultation=consultation,
        requested_by=decided_by,
        idempotency_key=f"decision:{consultation.pk}:{idempotency_key}"[:120],
        now=now,
        parameters={
            "act": wish.act.value,
            "to": wish.to,
            "opinions": list(opinions),
            "seen": seen,
            "back": back,
        },
    )


def decide(job: Job, progress: Progress) -> dict[str, Any]:
    stage, kept = progress.checkpoint()
    if stage == _DONE:
        told: dict[str, Any] = json.loads(kept)
        return told
    person = job.requested_by
    if person is None or not policy.may(person, Action.EDIT_THEME):
        raise JobError(MAY_NOT)
    found = _read(job, progress)
    progress.at(WRITING, _READ)
    try:
        return _carry_out(job, progress, found, person)
    except tuple(_REASONS) as refusal:
        raise JobError(_REASONS[type(refusal)]) from refusal


def _read(job: Job, progress: Progress) -> list[Opinion]:
    keys = job.parameters["opinions"]
    found: list[Opinion] = []
    for number, batch in enumerate(facts.in_batches(keys)):
        progress.at(READING, _READ * number * facts.BATCH // len(keys))
        submitted = Opinion.objects.submitted().filter(consultation=job.consultation_id, pk__in=batch)
        found.extend(submitted.only("receipt", "consultation").order_by("pk"))
    if not found:
        raise JobError(GONE)
    return found


def _carry_out(job: Job, progress: Progress, found: list[Opinion], person: User) -> dict[str, Any]:
    wish = Wish(Act(job.parameters["act"]), job.parameters["to"])
    with ledger.turn(found[0].consultation):
        decision = wishes.carry_out(
            wish, opinions=found, decided_by=person, now=timezone.now(), seen=job.parameters["seen"]
        )
        told = {
            "opinions": len(found),
            "decision": decision.number if decision else 0,
            "url": job.parameters["back"],
        }
        # In the same transaction: a worker that dies after it finds here that nothing is left to do.
        progress.keep(_DONE, json.dumps(told).encode())
    return told
