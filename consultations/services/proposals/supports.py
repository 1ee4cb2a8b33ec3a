"""One person backing one proposal. Said as the wish, not as a switch: sent twice it stays as wished."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from accounts import policy
from accounts.models import User
from accounts.policy import Action
from consultations.models import Consultation, Proposal, Support, SupportBudget
from consultations.services import consultations
from consultations.services.consultations import Participation
from consultations.services.following import support_news


class LimitReached(Exception):
    """The person supports as many proposals of this consultation as one may."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


def give(*, proposal: Proposal, supporter: User, now: datetime) -> bool:
    """Add the support; False when it was there already."""
    _require(proposal, supporter, now)
    consultation = proposal.opinion.consultation
    budget = _budget(supporter, consultation)
    try:
        with transaction.atomic():
            within = _spend(budget, consultation.supports_limit)
            Support.objects.create(user=supporter, proposal=proposal, created_at=now)
            if not within:
                raise LimitReached(consultation.supports_limit or 0)
            _count(proposal, 1)
            support_news.told_when_reached(proposal=proposal, now=now)
    except IntegrityError:
        return False
    return True


def take_back(*, proposal: Proposal, supporter: User, now: datetime) -> bool:
    """Remove the support; False when there was none."""
    _require(proposal, supporter, now)
    budget = _budget(supporter, proposal.opinion.consultation)
    with transaction.atomic():
        # The budget first, as in `give`: two acts of one person wait for each other and never both.
        SupportBudget.objects.select_for_update().get(pk=budget.pk)
        removed, _ = Support.objects.filter(user=supporter, proposal=proposal).delete()
        SupportBudget.objects.filter(pk=budget.pk).update(used=F("used") - removed)
        _count(proposal, -removed)
    return bool(removed)


def left(*, consultation: Consultation, supporter: User) -> int | None:
    """How many more proposals this person may support here; None where there is no limit."""
    if consultation.supports_limit is None:
        return None
    used = SupportBudget.objects.filter(user=supporter, consultation=consultation).values_list(
        "used", flat=True
    )
    spent = used.first()
    return max(0, consultation.supports_limit - (_given(supporter, consultation) if spent is None else spent))


def _spend(budget: SupportBudget, limit: int | None) -> bool:
    """Takes one from the budget in one statement, so that nobody gets between the look and the step."""
    mine = SupportBudget.objects.filter(pk=budget.pk)
    if limit is not None:
        mine = mine.filter(used__lt=limit)
    return bool(mine.update(used=F("used") + 1))


def _budget(supporter: User, consultation: Consultation) -> SupportBudget:
    budget, _created = SupportBudget.objects.get_or_create(
        user=supporter, consultation=consultation, defaults={"used": _given(supporter, consultation)}
    )
    return budget


def _given(supporter: User, consultation: Consultation) -> int:
    return Support.objects.filter(user=supporter, proposal__opinion__consultation=consultation).count()


def _require(proposal: Proposal, supporter: User, now: datetime) -> None:
    policy.require(supporter, Action.SUPPORT, state=proposal.opinion.state)
    consultations.require_open(
        consultation=proposal.opinion.consultation, what=Participation.SUPPORTS, now=now
    )


def _count(proposal: Proposal, change: int) -> None:
    Proposal.objects.filter(pk=proposal.pk).update(supports_count=F("supports_count") + change)
