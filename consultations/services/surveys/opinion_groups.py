"""Start the search for opinion groups: by hand, and by a round while votes come in."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from accounts import audit, policy
from accounts.models import User
from accounts.policy import Action
from consultations.models import Consultation, GroupSearch, Job, Vote
from consultations.services import jobs

LOOK_BACK = timedelta(days=1)
LEAST_VOTERS = 15
"""With fewer people who voted often enough, groups say more about persons than about opinions."""


def start(
    *, consultation: Consultation, requested_by: User | None, idempotency_key: str, now: datetime
) -> Job:
    """Queue a search; while one is waiting or running, that one."""
    if requested_by:
        policy.require(requested_by, Action.ANALYSE)
    running = _active(consultation)
    if running:
        return running
    with transaction.atomic():
        try:
            job = jobs.start(
                kind=Job.Kind.GROUPS,
                consultation=consultation,
                requested_by=requested_by,
                idempotency_key=f"groups:{consultation.pk}:{idempotency_key}"[:120],
                now=now,
            )
        except jobs.AnotherIsRunningError:
            started = _active(consultation)
            if started is None:
                raise
            return started
        if requested_by and job.created_at == now:
            audit.record(
                actor=requested_by,
                action="groups.start",
                subject=consultation.slug,
                now=now,
                details={"job": job.pk},
            )
    return job


def latest(*, consultation: Consultation) -> GroupSearch | None:
    return GroupSearch.objects.filter(consultation=consultation).first()


def refresh(*, now: datetime) -> int:
    """Queue a search for each consultation that was voted on since its last one; return how many."""
    recent = Vote.objects.filter(changed_at__gt=now - LOOK_BACK)
    voted = recent.values("statement__consultation").annotate(last=Max("changed_at")).order_by()
    last_vote = dict(voted.values_list("statement__consultation", "last"))
    searched = GroupSearch.objects.values("consultation").annotate(last=Max("created_at")).order_by()
    last_search = dict(searched.values_list("consultation", "last"))
    stale = [key for key, at in last_vote.items() if key not in last_search or at > last_search[key]]
    for consultation in Consultation.objects.filter(pk__in=stale):
        _forget_earlier_rounds(consultation)
        key = f"round:{last_vote[consultation.pk].isoformat()}"
        start(consultation=consultation, requested_by=None, idempotency_key=key, now=now)
    return len(stale)


def _forget_earlier_rounds(consultation: Consultation) -> None:
    """Nobody asked for them, and their result is replaced; the list of jobs is for what people start."""
    done = Job.objects.filter(kind=Job.Kind.GROUPS, state=Job.State.DONE, requested_by=None)
    done.filter(consultation=consultation).delete()


def _active(consultation: Consultation) -> Job | None:
    return Job.objects.active().filter(consultation=consultation, kind=Job.Kind.GROUPS).first()
