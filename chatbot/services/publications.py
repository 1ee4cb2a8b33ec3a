"""Which version of the FAQ answers visitors; `publishing` makes one."""

from datetime import datetime
from enum import StrEnum

from django.db import IntegrityError, transaction

from accounts import audit
from accounts.models import User
from chatbot.models import Exchange, FaqRevision, Publication, QuestionGroup
from chatbot.services import answering
from consultations.models import Job
from consultations.services import jobs


class Then(StrEnum):
    """What follows when a publication is built and tested."""

    LOOK = "look"
    """Somebody looks at the report and activates it, or does not."""
    ACTIVATE = "activate"
    ACTIVATE_IF_NOT_WORSE = "activate_if_not_worse"


class NothingBefore(Exception):
    """No publication answered before the active one."""


class Overtaken(Exception):
    """Another publication began to answer since this person, or this job, looked."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def start(*, actor: User | None, request_id: str, now: datetime, then: Then = Then.LOOK) -> Job:
    """Queue a publication. The form carries the request id, so a double click publishes once."""
    return jobs.start(
        kind=Job.Kind.FAQ_PUBLICATION,
        requested_by=actor,
        idempotency_key=f"faq-publication:{request_id}",
        parameters={"then": then.value},
        now=now,
    )


def activate(*, publication: Publication, actor: User | None, now: datetime, seen: int | None = None) -> None:
    """Let this publication answer; the one before it stops in the same moment.

    `seen` is the number that was active when it was decided, 0 for none: raises `Overtaken` when another one
    answers by now, so that of two who decide at once one is told.
    """
    try:
        _activate(publication, actor, now, seen)
    except IntegrityError:
        # Another was activated in between, where there was none to lock: this one comes after it.
        _activate(publication, actor, now, seen)


def roll_back(*, actor: User, now: datetime, seen: int) -> Publication:
    """Let the publication that answered before answer again. Raises `NothingBefore` and `Overtaken`.

    `seen` is the number this person saw as active: pressed twice, it goes back once.
    """
    active = Publication.objects.active().defer("index").first()
    if active is not None and active.number != seen:
        return active
    before = previous()
    if before is None:
        raise NothingBefore
    activate(publication=before, actor=actor, now=now, seen=seen)
    return before


def previous() -> Publication | None:
    """What answered before the active one: the last made before it that ever answered."""
    active = Publication.objects.active().values_list("number", flat=True).first()
    if active is None:
        return None
    older = Publication.objects.listed().filter(number__lt=active, activated_at__isnull=False)
    return older.first()


def unpublished() -> int:
    """How many changes visitors do not have yet: revised words, and what the queue brought.

    0 while nothing was ever published; then everything is a change.
    """
    since = Publication.objects.active().values_list("created_at", flat=True).first()
    return changes_since(since) if since else 0


def changes_since(since: datetime) -> int:
    made = (Exchange.Triage.PHRASING, Exchange.Triage.OUTSIDE)
    revised = FaqRevision.objects.filter(created_at__gt=since, entry__archived_at__isnull=True)
    return revised.count() + QuestionGroup.objects.filter(triage__in=made, triaged_at__gt=since).count()


@transaction.atomic
def _activate(publication: Publication, actor: User | None, now: datetime, seen: int | None) -> None:
    # Locks the active one, so that of two activations the later one sees what the earlier one did.
    list(Publication.objects.active().select_for_update().values_list("pk"))
    answers = Publication.objects.active().values_list("number", flat=True).first() or 0
    if seen is not None and answers not in (seen, publication.number):
        raise Overtaken(answers)
    # Only the one just seen stops: one that began to answer since then is met as an IntegrityError below.
    Publication.objects.active().exclude(pk=publication.pk).filter(number=answers).update(is_active=False)
    changed = Publication.objects.filter(pk=publication.pk, is_active=False)
    if changed.update(is_active=True, activated_at=now):
        audit.record(
            actor=actor, action="faq.publish", subject=f"faq-publication:{publication.number}", now=now
        )
    transaction.on_commit(answering.forget)
