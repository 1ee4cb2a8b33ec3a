"""What proposals and comments have in common: being handed in once, rewritten in the open, withdrawn."""

import hashlib
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from accounts import policy
from accounts.models import User
from accounts.policy import Action, State
from consultations import indexing, receipts
from consultations.models import (
    Comment,
    Consultation,
    Flag,
    Opinion,
    PersonalFinding,
    Report,
    Revision,
    Thread,
    ToLookAt,
)
from consultations.services import consultations
from consultations.services.consultations import Participation
from consultations.services.order import flags, reports
from consultations.services.participation import mentions


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


class EditingIsOver(Exception):
    """The time in which words may be rewritten after publication has passed."""

    def __init__(self, ended_at: datetime) -> None:
        super().__init__(ended_at)
        self.ended_at = ended_at


def key_of(*, author: User, form_key: str) -> str:
    """What makes one form one opinion. Bound to the person, so that nobody can take up another's key."""
    return hashlib.sha256(f"{author.pk}:{form_key}".encode()).hexdigest()


def sent_before(*, key: str, title: str, text: str) -> Opinion | None:
    """The opinion that this form has made already; `AlreadySent` when it was with other words."""
    opinion = Opinion.objects.with_words().filter(submission_key=key).first()
    if opinion and (opinion.words.title, opinion.words.text) != (title, text):
        raise AlreadySent(opinion)
    return opinion


def wait_until(*, consultation: Consultation, author: User, now: datetime) -> datetime | None:
    """Until when an opinion handed in now waits for a moderator, if it has to. Staff do not wait."""
    if consultation.held_hours is None or policy.may(author, Action.ENTER_STAFF):
        return None
    return now + timedelta(hours=consultation.held_hours)


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
        held_until=wait_until(consultation=consultation, author=author, now=now) if publish else None,
    )
    opinion.current = Revision.objects.create(
        opinion=opinion, number=1, title=title, text=text, stance=stance, created_at=now
    )
    opinion.save(update_fields=["current"])
    handed_in(opinion)
    return opinion


def handed_in(opinion: Opinion) -> None:
    """What happens to all new words: they can be found, and the machine looks at them."""
    indexing.opinion(opinion)
    if opinion.published_at and opinion.current:
        ToLookAt.objects.create(revision=opinion.current)


@transaction.atomic
def revise(
    *, opinion: Opinion, author: User, base: int, text: str, now: datetime, title: str = "", stance: str = ""
) -> Opinion:
    """Add a revision on top of revision `base`, the one that the author had on the screen.

    Where words are checked before they are public, the new ones are checked, too.
    """
    opinion = _locked(opinion)
    policy.require(author, Action.EDIT_OPINION, state=opinion.state, own=opinion.belongs_to(author))
    require_editable(opinion=opinion, now=now)
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
    PersonalFinding.objects.all().carry_over(before, opinion.words)
    was_public = opinion.is_public
    opinion.stance = stance
    hold_again(opinion=opinion, author=author, now=now)
    opinion.save(update_fields=["current", "stance", "held_until"])
    recount(opinion=opinion, was_public=was_public)
    handed_in(opinion)
    mentions.renew(opinion=opinion, author=author, now=now)
    return opinion


def hold_again(*, opinion: Opinion, author: User, now: datetime) -> None:
    """New words in the place of public ones wait as the first did; the caller saves the opinion."""
    if opinion.is_public:
        opinion.held_until = wait_until(consultation=opinion.consultation, author=author, now=now)


def editable_until(opinion: Opinion) -> datetime | None:
    """The end of the time for rewriting that the city set; None: as long as the phase allows."""
    minutes = opinion.consultation.edit_minutes
    if minutes is None or opinion.published_at is None:
        return None
    return opinion.published_at + timedelta(minutes=minutes)


def last_edit_at(opinion: Opinion) -> datetime | None:
    """What the author is told: the end of that time, or the close where that comes first."""
    ends = [end for end in (editable_until(opinion), opinion.consultation.closes_at()) if end]
    return min(ends, default=None)


def require_editable(*, opinion: Opinion, now: datetime) -> None:
    consultations.require_open(consultation=opinion.consultation, what=participation_of(opinion), now=now)
    ends_at = editable_until(opinion)
    if ends_at and now >= ends_at:
        raise EditingIsOver(ends_at)


def is_editable(*, opinion: Opinion, now: datetime) -> bool:
    """Whether its author is offered to rewrite it now. Words that people have voted on stay as they were."""
    if opinion.kind == Opinion.Kind.STATEMENT or opinion.state not in {State.PUBLIC, State.HELD}:
        return False
    try:
        require_editable(opinion=opinion, now=now)
    except (consultations.NotOpen, EditingIsOver):
        return False
    return True


@transaction.atomic
def withdraw(*, opinion: Opinion, author: User, now: datetime, reason: str = "") -> Opinion:
    """Take the words out of public sight for good. The place stays, so that replies keep their sense."""
    opinion = _locked(opinion)
    if opinion.withdrawn_at and opinion.belongs_to(author):
        return opinion
    policy.require(author, Action.WITHDRAW_OPINION, state=opinion.state, own=opinion.belongs_to(author))
    was_public = opinion.is_public
    opinion.withdrawn_at = now
    opinion.withdrawal_reason = reason
    opinion.save(update_fields=["withdrawn_at", "withdrawal_reason"])
    recount(opinion=opinion, was_public=was_public)
    reports.close(opinion=opinion, outcome=Report.Outcome.WITHDRAWN, now=now)
    flags.close(opinion=opinion, outcome=Flag.Outcome.WITHDRAWN, by=None, now=now)
    return opinion


def recount(*, opinion: Opinion, was_public: bool) -> None:
    """Bring the counter of the thread in step, in the transaction that changed the state."""
    if opinion.kind != Opinion.Kind.COMMENT or opinion.is_public == was_public:
        return
    thread = Comment.objects.filter(opinion=opinion).values("thread")
    Thread.objects.filter(pk__in=thread).update(
        comments_count=F("comments_count") + (1 if opinion.is_public else -1)
    )
    waited = Comment.objects.filter(opinion=opinion, depth__gt=0, place=0).first()
    if opinion.is_public and waited and waited.root_id:
        Comment.objects.filter(pk=waited.pk).update(place=next_place(waited.root_id))


def next_place(root: int) -> int:
    """Counts one more reply beneath the root; whoever comes second waits for the row and gets the next."""
    Comment.objects.filter(pk=root).update(replies_count=F("replies_count") + 1)
    return Comment.objects.values_list("replies_count", flat=True).get(pk=root)


def _locked(opinion: Opinion) -> Opinion:
    Opinion.objects.select_for_update().get(pk=opinion.pk)
    return Opinion.objects.with_words().get(pk=opinion.pk)


def participation_of(opinion: Opinion) -> Participation:
    return Participation.PROPOSALS if opinion.kind == Opinion.Kind.PROPOSAL else Participation.COMMENTS
