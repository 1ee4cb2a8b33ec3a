"""Hide and restore opinions. Every decision has a reason that the author reads, and an event in the trail."""

from datetime import datetime

from django.db import transaction

from accounts import audit, policy
from accounts.models import User
from accounts.policy import Action
from consultations.models import ModerationDecision, News, Opinion, Report
from consultations.services import news, opinions, reports

Verdict = ModerationDecision.Verdict
Reason = ModerationDecision.Reason


class NothingToDecide(Exception):
    """It is hidden (or visible) already: another moderator was faster."""


def hide(
    *, opinion: Opinion, moderator: User, reason: Reason, explanation: str, now: datetime
) -> ModerationDecision:
    return _decide(opinion, moderator, Verdict.HIDE, reason, explanation, now)


def restore(
    *, opinion: Opinion, moderator: User, reason: Reason, explanation: str, now: datetime
) -> ModerationDecision:
    return _decide(opinion, moderator, Verdict.RESTORE, reason, explanation, now)


@transaction.atomic
def _decide(
    opinion: Opinion, moderator: User, verdict: Verdict, reason: Reason, explanation: str, now: datetime
) -> ModerationDecision:
    policy.require(moderator, Action.MODERATE)
    Opinion.objects.select_for_update().get(pk=opinion.pk)
    opinion = Opinion.objects.with_words().get(pk=opinion.pk)
    if bool(opinion.hidden_at) == (verdict == Verdict.HIDE) or not opinion.published_at:
        raise NothingToDecide
    was_public = opinion.is_public
    opinion.hidden_at = now if verdict == Verdict.HIDE else None
    opinion.save(update_fields=["hidden_at"])
    opinions.recount(opinion=opinion, was_public=was_public)
    decision = ModerationDecision.objects.create(
        opinion=opinion,
        revision=opinion.words,
        verdict=verdict,
        reason=reason,
        explanation=explanation,
        decided_by=moderator,
        decided_at=now,
    )
    if verdict == Verdict.HIDE:
        reports.close(opinion=opinion, outcome=Report.Outcome.HIDDEN, now=now)
    if opinion.author:
        kind = News.Kind.HIDDEN if verdict == Verdict.HIDE else News.Kind.RESTORED
        news.record(kind=kind, opinion=opinion, recipient=opinion.author, now=now)
    audit.record(
        actor=moderator,
        action=f"opinion.{verdict}",
        subject=opinion.receipt,
        now=now,
        details={"reason": str(reason), "revision": opinion.words.number},
    )
    return decision
