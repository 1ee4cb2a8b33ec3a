"""Which version of the FAQ answers visitors; `publishing` makes one."""

from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.models import User
from chatbot.models import Publication
from chatbot.services import answering
from consultations.models import Job
from consultations.services import jobs


def start(*, actor: User | None, request_id: str, now: datetime) -> Job:
    """Queue a publication. The form carries the request id, so a double click publishes once."""
    return jobs.start(
        kind=Job.Kind.FAQ_PUBLICATION,
        requested_by=actor,
        idempotency_key=f"faq-publication:{request_id}",
        now=now,
    )


@transaction.atomic
def activate(*, publication: Publication, actor: User | None, now: datetime) -> None:
    """Let this publication answer; the one before it stops in the same moment."""
    Publication.objects.active().exclude(pk=publication.pk).update(is_active=False)
    changed = Publication.objects.filter(pk=publication.pk, is_active=False)
    if changed.update(is_active=True, activated_at=now):
        audit.record(
            actor=actor, action="faq.publish", subject=f"faq-publication:{publication.number}", now=now
        )
    transaction.on_commit(answering.forget)
