"""An author asks again; a moderator who did not decide the first time decides."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts import audit, policy
from accounts.models import User
from accounts.policy import Action
from consultations.models import Appeal, ModerationDecision, News, Opinion
from consultations.services.following import news
from consultations.services.order import moderation


class NothingToAppeal(Exception):
    """The opinion is not hidden, or the decision was appealed before."""


class DecidedByThemselves(Exception):
    """Who hid an opinion does not judge the appeal."""


class DecidedAlready(Exception):
    """Another moderator was faster."""


def standing_decision(opinion: Opinion) -> ModerationDecision | None:
    """The decision by which the opinion is hidden now."""
    newest = opinion.decisions.select_related("appeal").first()
    return newest if newest and opinion.hidden_at else None


def file(*, opinion: Opinion, author: User, words: str, now: datetime) -> Appeal:
    policy.require(author, Action.APPEAL, state=opinion.state, own=opinion.belongs_to(author))
    decision = standing_decision(opinion)
    if decision is None:
        raise NothingToAppeal
    try:
        with transaction.atomic():
            return Appeal.objects.create(decision=decision, words=words, created_at=now)
    except IntegrityError as error:
        raise NothingToAppeal from error


@transaction.atomic
def decide(*, appeal: Appeal, moderator: User, outcome: Appeal.Outcome, answer: str, now: datetime) -> Appeal:
    """Let the decision stand or overturn it; the author reads the answer either way."""
    policy.require(moderator, Action.MODERATE)
    decision = appeal.decision
    if decision.decided_by_id == moderator.pk:
        raise DecidedByThemselves
    taken = Appeal.objects.filter(pk=appeal.pk, outcome="").update(
        outcome=outcome, answer=answer, decided_by=moderator, decided_at=now
    )
    if not taken:
        raise DecidedAlready
    opinion = Opinion.objects.with_words().get(pk=decision.opinion_id)
    if outcome == Appeal.Outcome.OVERTURNED and opinion.hidden_at:
        moderation.restore(
            opinion=opinion,
            moderator=moderator,
            reason=ModerationDecision.Reason.MISTAKE,
            explanation=answer,
            now=now,
        )
    details = {"decision": decision.pk, "outcome": str(outcome)}
    audit.record(actor=moderator, action="appeal.decide", subject=opinion.receipt, now=now, details=details)
    news.record(
        kind=News.Kind.APPEAL_DECIDED,
        opinion=opinion,
        recipient=opinion.author,
        details={"outcome": str(outcome)},
        now=now,
    )
    appeal.refresh_from_db()
    return appeal
