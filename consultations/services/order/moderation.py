"""Hide and restore opinions. Every decision has a reason that the author reads, and an event in the trail."""

from datetime import datetime

from django.db import transaction

from accounts import audit, policy
from accounts.models import User
from accounts.policy import Action
from consultations.models import Appeal, Flag, ModerationDecision, News, Opinion, Report
from consultations.services.following import news
from consultations.services.order import flags, reports
from consultations.services.participation import opinions

Verdict = ModerationDecision.Verdict
Reason = ModerationDecision.Reason
_TOLD = {
    Verdict.HIDE: News.Kind.HIDDEN,
    Verdict.REFUSE: News.Kind.REFUSED,
    Verdict.RESTORE: News.Kind.RESTORED,
}


class NothingToDecide(Exception):
    """It is hidden (or visible) already: another moderator was faster."""


def hide(
    *, opinion: Opinion, moderator: User, reason: Reason, explanation: str, now: datetime
) -> ModerationDecision:
    return _decide(opinion, moderator, Verdict.HIDE, reason, explanation, now)


def refuse(
    *, opinion: Opinion, moderator: User, reason: Reason, explanation: str, now: datetime
) -> ModerationDecision:
    """What waited for a check is never published; the author reads why, and can appeal."""
    return _decide(opinion, moderator, Verdict.REFUSE, reason, explanation, now)


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
    if bool(opinion.hidden_at) == (verdict != Verdict.RESTORE) or not opinion.published_at:
        raise NothingToDecide
    was_public = opinion.is_public
    opinion.hidden_at = None if verdict == Verdict.RESTORE else now
    if verdict == Verdict.RESTORE:
        opinion.held_until = None
    opinion.save(update_fields=["hidden_at", "held_until"])
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
    if verdict == Verdict.RESTORE:
        _answer_appeals(decision)
    else:
        reports.close(opinion=opinion, outcome=Report.Outcome.HIDDEN, now=now)
        flags.close(opinion=opinion, outcome=Flag.Outcome.HIDDEN, by=moderator, now=now)
    if opinion.author:
        news.record(kind=_TOLD[verdict], opinion=opinion, recipient=opinion.author, now=now)
    audit.record(
        actor=moderator,
        action=f"opinion.{verdict}",
        subject=opinion.receipt,
        now=now,
        details={"reason": str(reason), "revision": opinion.words.number},
    )
    return decision


def _answer_appeals(restored: ModerationDecision) -> None:
    """Whoever restores an opinion by themselves has granted what its author appealed for."""
    Appeal.objects.filter(decision__opinion=restored.opinion, outcome="").update(
        outcome=Appeal.Outcome.OVERTURNED,
        answer=restored.explanation,
        decided_by=restored.decided_by,
        decided_at=restored.decided_at,
    )
