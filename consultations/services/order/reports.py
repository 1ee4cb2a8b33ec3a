"""Residents report opinions; moderators hide them or let them stay, and those who reported are told."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts import audit, policy
from accounts.models import User
from accounts.policy import Action
from consultations.models import ModerationDecision, News, Opinion, Report
from consultations.services.following import news

Reason = ModerationDecision.Reason


class OwnOpinion(Exception):
    """One's own opinion is withdrawn, not reported."""


def file(*, opinion: Opinion, reporter: User, reason: Reason, words: str, now: datetime) -> bool:
    """Ask a moderator to look; False when this person has asked already and waits for the answer."""
    policy.require(reporter, Action.REPORT, state=opinion.state)
    if opinion.belongs_to(reporter):
        raise OwnOpinion
    try:
        with transaction.atomic():
            Report.objects.create(
                opinion=opinion, reporter=reporter, reason=reason, words=words, created_at=now
            )
    except IntegrityError:
        return False
    return True


@transaction.atomic
def dismiss(*, opinion: Opinion, moderator: User, now: datetime) -> int:
    """The opinion stays: close what is open about it; return how many reports that were."""
    policy.require(moderator, Action.MODERATE)
    closed = close(opinion=opinion, outcome=Report.Outcome.DISMISSED, now=now)
    if closed:
        details = {"reports": closed}
        audit.record(
            actor=moderator, action="report.dismiss", subject=opinion.receipt, now=now, details=details
        )
    return closed


def close(*, opinion: Opinion, outcome: Report.Outcome, now: datetime) -> int:
    """Close the open reports and tell who made them. Call it in the transaction of the decision."""
    waiting = list(Report.objects.open().filter(opinion=opinion).select_related("reporter"))
    Report.objects.filter(pk__in=[report.pk for report in waiting]).update(closed_at=now, outcome=outcome)
    for report in waiting:
        if report.reporter:
            details = {"outcome": str(outcome)}
            news.record(
                kind=News.Kind.REPORT_DECIDED,
                opinion=opinion,
                recipient=report.reporter,
                details=details,
                now=now,
            )
    return len(waiting)
