"""Finding a comment helpful. Said as the wish, not as a switch: sent twice it stays as wished."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from accounts import policy
from accounts.models import User
from accounts.policy import Action
from consultations.models import Comment, Reaction
from consultations.services import consultations
from consultations.services.consultations import Participation


def give(*, comment: Comment, person: User, now: datetime) -> bool:
    """Add the reaction; False when it was there already."""
    _require(comment, person, now)
    try:
        with transaction.atomic():
            Reaction.objects.create(user=person, comment=comment, created_at=now)
            _count(comment, 1)
    except IntegrityError:
        return False
    return True


def take_back(*, comment: Comment, person: User, now: datetime) -> bool:
    """Remove the reaction; False when there was none."""
    _require(comment, person, now)
    with transaction.atomic():
        removed, _ = Reaction.objects.filter(user=person, comment=comment).delete()
        _count(comment, -removed)
    return bool(removed)


def _require(comment: Comment, person: User, now: datetime) -> None:
    opinion = comment.opinion
    policy.require(person, Action.REACT, state=opinion.state)
    consultations.require_open(consultation=opinion.consultation, what=Participation.COMMENTS, now=now)


def _count(comment: Comment, change: int) -> None:
    Comment.objects.filter(pk=comment.pk).update(reactions_count=F("reactions_count") + change)
