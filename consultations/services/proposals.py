"""A proposal: kept as a draft as long as its author likes, published once, rewritten in the open."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts import policy
from accounts.models import User
from accounts.policy import Action, State
from consultations import indexing
from consultations.models import Consultation, Opinion, Proposal, Revision, Thread
from consultations.services import consultations, opinions
from consultations.services.consultations import Participation


def draft(
    *, consultation: Consultation, author: User, title: str, text: str, form_key: str, now: datetime
) -> Proposal:
    """Keep a draft that nobody else sees. The same form sent again goes into the same draft."""
    policy.require(author, Action.POST_OPINION)
    consultations.require_open(consultation=consultation, what=Participation.PROPOSALS, now=now)
    key = opinions.key_of(author=author, form_key=form_key)
    try:
        with transaction.atomic():
            opinion = opinions.create(
                consultation=consultation,
                kind=Opinion.Kind.PROPOSAL,
                author=author,
                key=key,
                title=title,
                text=text,
                now=now,
                publish=False,
            )
            proposal = Proposal.objects.create(opinion=opinion)
            Thread.objects.create(proposal=proposal)
            return proposal
    except IntegrityError:
        before = Proposal.objects.with_words().filter(opinion__submission_key=key).first()
        if before is None:
            raise
    return redraft(proposal=before, author=author, title=title, text=text, now=now)


def redraft(*, proposal: Proposal, author: User, title: str, text: str, now: datetime) -> Proposal:
    """Put new words into a draft; a proposal that is public already is not touched."""
    opinion = proposal.opinion
    policy.require(author, Action.EDIT_OPINION, state=opinion.state, own=opinion.belongs_to(author))
    if opinion.state != State.DRAFT:
        if (opinion.words.title, opinion.words.text) == (title, text):
            return proposal
        raise opinions.AlreadySent(opinion)
    Revision.objects.rewrite_draft(opinion, title=title, text=text, at=now)
    return Proposal.objects.with_words().get(pk=proposal.pk)


@transaction.atomic
def publish(*, proposal: Proposal, author: User, now: datetime) -> Proposal:
    """Hand the draft in. A second press finds it handed in already and changes nothing."""
    Opinion.objects.select_for_update().get(pk=proposal.opinion_id)
    proposal = Proposal.objects.with_words().get(pk=proposal.pk)
    opinion = proposal.opinion
    policy.require(author, Action.EDIT_OPINION, state=opinion.state, own=opinion.belongs_to(author))
    if opinion.published_at:
        return proposal
    consultations.require_open(consultation=opinion.consultation, what=Participation.PROPOSALS, now=now)
    opinion.published_at = now
    opinion.save(update_fields=["published_at"])
    indexing.opinion(opinion)
    return proposal


def discard(*, proposal: Proposal, author: User) -> None:
    """Throw a draft away, words and all."""
    opinion = proposal.opinion
    policy.require(author, Action.WITHDRAW_OPINION, state=opinion.state, own=opinion.belongs_to(author))
    drafts = Opinion.objects.filter(pk=opinion.pk, published_at__isnull=True)
    with transaction.atomic():
        drafts.update(current=None)
        drafts.delete()
