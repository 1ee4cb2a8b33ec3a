"""A proposal: kept as a draft as long as its author likes, published once, rewritten in the open."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts import policy
from accounts.models import User
from accounts.policy import Action, State
from consultations.models import Attachment, Consultation, News, Opinion, Proposal, Revision, Thread
from consultations.services import consultations
from consultations.services.consultations import Participation
from consultations.services.following import news
from consultations.services.participation import opinions
from consultations.services.proposals import attachments


class Unfinished(Exception):
    """A title or words are still missing."""


def draft(
    *,
    consultation: Consultation,
    author: User,
    title: str,
    text: str,
    form_key: str,
    now: datetime,
    seen: str = "",
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
    return redraft(proposal=before, author=author, title=title, text=text, now=now, seen=seen)


@transaction.atomic
def redraft(
    *, proposal: Proposal, author: User, title: str, text: str, now: datetime, seen: str = ""
) -> Proposal:
    """Put new words into a draft; a proposal that is public already is not touched.

    `seen` is the digest of the words that the author had on the screen. Where another window has saved
    others since, they are not overwritten.
    """
    proposal = _locked(proposal)
    opinion = proposal.opinion
    policy.require(author, Action.EDIT_OPINION, state=opinion.state, own=opinion.belongs_to(author))
    if (opinion.words.title, opinion.words.text) == (title, text):
        return proposal
    if opinion.state != State.DRAFT:
        raise opinions.AlreadySent(opinion)
    if seen and seen != opinion.words.sha256:
        raise opinions.ChangedMeanwhile(opinion)
    Revision.objects.rewrite_draft(opinion, title=title, text=text, at=now)
    return Proposal.objects.with_words().get(pk=proposal.pk)


@transaction.atomic
def publish(*, proposal: Proposal, author: User, now: datetime) -> Proposal:
    """Hand the draft in. A second press finds it handed in already and changes nothing."""
    proposal = _locked(proposal)
    opinion = proposal.opinion
    policy.require(author, Action.EDIT_OPINION, state=opinion.state, own=opinion.belongs_to(author))
    if opinion.published_at:
        return proposal
    consultations.require_open(consultation=opinion.consultation, what=Participation.PROPOSALS, now=now)
    if not opinion.words.title or not opinion.words.text:
        raise Unfinished
    opinion.published_at = now
    opinion.held_until = opinions.wait_until(consultation=opinion.consultation, author=author, now=now)
    opinion.save(update_fields=["published_at", "held_until"])
    opinions.handed_in(opinion)
    news.record(kind=News.Kind.PROPOSAL, opinion=opinion, actor=author, now=now)
    return proposal


def discard(*, proposal: Proposal, author: User) -> None:
    """Throw a draft away, words and all."""
    opinion = proposal.opinion
    policy.require(author, Action.WITHDRAW_OPINION, state=opinion.state, own=opinion.belongs_to(author))
    drafts = Opinion.objects.filter(pk=opinion.pk, published_at__isnull=True)
    with transaction.atomic():
        attachments.delete(attachments=list(Attachment.objects.filter(opinion__in=drafts)))
        drafts.update(current=None)
        drafts.delete()


def _locked(proposal: Proposal) -> Proposal:
    """As it stands, with whoever else saves or publishes it waiting until this is done."""
    Opinion.objects.select_for_update().get(pk=proposal.opinion_id)
    return Proposal.objects.with_words().get(pk=proposal.pk)
