"""One person backing one proposal. Said as the wish, not as a switch: sent twice it stays as wished."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from accounts import policy
from accounts.models import User
from accounts.policy import Action
from consultations.models import Proposal, Support
from consultations.services import consultations
from consultations.services.consultations import Participation


def give(*, proposal: Proposal, supporter: User, now: datetime) -> bool:
    """Add the support; False when it was there already."""
    _require(proposal, supporter, now)
    try:
        with transaction.atomic():
            Support.objects.create(user=supporter, proposal=proposal, created_at=now)
            _count(proposal, 1)
    except IntegrityError:
        return False
    return True


def take_back(*, proposal: Proposal, supporter: User, now: datetime) -> bool:
    """Remove the support; False when there was none."""
    _require(proposal, supporter, now)
    with transaction.atomic():
        removed, _ = Support.objects.filter(user=supporter, proposal=proposal).delete()
        _count(proposal, -removed)
    return bool(removed)


def _require(proposal: Proposal, supporter: User, now: datetime) -> None:
    policy.require(supporter, Action.SUPPORT, state=proposal.opinion.state)
    consultations.require_open(
        consultation=proposal.opinion.consultation, what=Participation.SUPPORTS, now=now
    )


def _count(proposal: Proposal, change: int) -> None:
    Proposal.objects.filter(pk=proposal.pk).update(supports_count=F("supports_count") + change)
