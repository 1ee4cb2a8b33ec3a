"""What proposals and comments have in common: being handed in once, rewritten in the open, withdrawn."""

import hashlib
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from accounts import policy
from accounts.models import User
from accounts.policy import Action
from consultations import indexing, receipts
from consultations.models import Comment, Consultation, Opinion, Revision, Thread
from consultations.services import consultations
from consultations.services.consultations import Participation


class AlreadySent(Exception):
    """The same form was sent before with other words; those stand, these were not taken."""

    def __init__(self, opinion: Opinion) -> None:
        super().__init__(opinion.receipt)
        self.opinion = opinion


class ChangedMeanwhile(Exception):
    """Somebody (mostly the same person in another window) saved another revision in between."""

    def __init__(self, opinion: Opinion) -> None:
        super().__init__(opinion.receipt)
        self.opinion = opinion


def key_of(*, author: User, form_key: str) -> str:
    """What makes one form one opinion. Bound to the person, so that nobody can take up another's key."""
    return hashlib.sha256(f"{author.pk}:{form_key}".encode()).hexdigest()


def sent_before(*, key: str, title: str, text: str) -> Opinion | None:
    """The opinion that this form has made already; `AlreadySent` when it was with other words."""
    opinion = Opinion.objects.with_words().filter(submission_key=key).first()
    if opinion and (opinion.words.title, opinion.words.text) != (title, text):
        raise AlreadySent(opinion)
    return opinion


def create(
    *,
    consultation: Consultation,
    kind: Opinion.Kind,
    author: User,
    key: str,
    text: str,
    now: datetime,
    title: str = "",
    stance: str = "",
    publish: bool,
) -> Opinion:
    """The row and its first revision. Call it inside the transaction that makes the rest."""
    opinion = Opinion.objects.create(
        consultation=consultation,
        kind=kind,
        stance=stance,
        author=author,
        receipt=receipts.issue(now=now),
        submission_key=key,
        created_at=now,
        published_at=now if publish else None,
    )
    opinion.current = Revision.objects.create(
        opinion=opinion, number=1, title=title, text=text, stance=stance, created_at=now
    )
    opinion.save(update_fields=["current"])
    indexing.opinion(opinion)
    return opinion


@transaction.atomic
def revise(
    *, opinion: Opinion, author: User, base: int, text: str, now: datetime, title: str = "", stance: str = ""
) -> Opinion:
    """Add a revision on top of revision `base`, the one that the author had on the screen."""
    opinion = _locked(opinion)
    policy.require(author, Action.EDIT_OPINION, state=opinion.state, own=opinion.belongs_to(author))
    consultations.require_open(consultation=opinion.consultation, what=participation_of(opinion), now=now)
    before = opinion.words
    if (before.title, before.text, opinion.stance) == (title, text, stance):
        return opinion
    if before.number != base:
        raise ChangedMeanwhile(opinion)
    try:
        with transaction.atomic():
            opinion.current = Revision.objects.create(
                opinion=opinion, number=base + 1, title=title, text=text, stance=stance, created_at=now
            )
    except IntegrityError as error:
        raise ChangedMeanwhile(opinion) from error
    opinion.stance = stance
    opinion.save(update_fields=["current", "stance"])
    indexing.opinion(opinion)
    return opinion


@transaction.atomic
def withdraw(*, opinion: Opinion, author: User, now: datetime) -> Opinion:
    """Take the words out of public sight for good. The place stays, so that replies keep their sense."""
    opinion = _locked(opinion)
    if opinion.withdrawn_at and opinion.belongs_to(author):
        return opinion
    policy.require(author, Action.WITHDRAW_OPINION, state=opinion.state, own=opinion.belongs_to(author))
    was_public = opinion.is_public
    opinion.withdrawn_at = now
    opinion.save(update_fields=["withdrawn_at"])
    recount(opinion=opinion, was_public=was_public)
    return opinion


def recount(*, opinion: Opinion, was_public: bool) -> None:
    """Bring the counter of the thread in step, in the transaction that changed the state."""
    if opinion.kind != Opinion.Kind.COMMENT or opinion.is_public == was_public:
        return
    thread = Comment.objects.filter(opinion=opinion).values("thread")
    Thread.objects.filter(pk__in=thread).update(
        comments_count=F("comments_count") + (1 if opinion.is_public else -1)
    )


def _locked(opinion: Opinion) -> Opinion:
    Opinion.objects.select_for_update().get(pk=opinion.pk)
    return Opinion.objects.with_words().get(pk=opinion.pk)


def participation_of(opinion: Opinion) -> Participation:
    return Participation.PROPOSALS if opinion.kind == Opinion.Kind.PROPOSAL else Participation.COMMENTS
