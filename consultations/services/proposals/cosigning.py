"""People who put their names to another's proposal: asked by link or mail, named once they say yes."""

from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction

from accounts import policy
from accounts.models import User
from accounts.policy import Action, State
from consultations.models import Cosigner, News, Proposal
from consultations.services import consultations
from consultations.services.consultations import Participation
from consultations.services.following import news

SALT = "consultations.cosign"
LINK_LASTS = timedelta(days=14)
MOST = 20


class LinkIsOver(Exception):
    """The link is too old, or not one of ours."""


class EnoughCosigners(Exception):
    """As many people as may be stand behind it."""


def link_token(*, proposal: Proposal) -> str:
    return signing.dumps(proposal.pk, salt=SALT)


def proposal_of(*, token: str) -> Proposal:
    try:
        key = signing.loads(token, salt=SALT, max_age=LINK_LASTS)
    except signing.BadSignature as error:
        raise LinkIsOver from error
    found = Proposal.objects.with_words().filter(pk=key).first()
    if found is None or found.opinion.state not in {State.DRAFT, State.HELD, State.PUBLIC}:
        raise LinkIsOver
    return found


def ask(*, proposal: Proposal, author: User, address: str, now: datetime) -> None:
    """Ask whoever is registered under the address. Whether anybody is, the author is never told."""
    _require_author(proposal, author)
    require_open(proposal=proposal, now=now)
    person = User.objects.filter(email__iexact=address, is_active=True).first()
    if person is None or person == author:
        return
    _row, is_new = Cosigner.objects.get_or_create(proposal=proposal, user=person, defaults={"asked_at": now})
    if is_new:
        news.record(
            kind=News.Kind.COSIGN_ASKED,
            opinion=proposal.opinion,
            actor=author,
            recipient=person,
            details={"token": link_token(proposal=proposal)},
            now=now,
        )


@transaction.atomic
def sign(*, proposal: Proposal, person: User, now: datetime) -> None:
    """Said twice it stays as said."""
    policy.require(person, Action.COSIGN)
    if proposal.opinion.belongs_to(person):
        return
    require_open(proposal=proposal, now=now)
    Proposal.objects.select_for_update().get(pk=proposal.pk)
    others = Cosigner.objects.standing().filter(proposal=proposal).exclude(user=person)
    if others.count() >= MOST:
        raise EnoughCosigners
    Cosigner.objects.update_or_create(
        proposal=proposal,
        user=person,
        defaults={"signed_at": now, "ended_at": None},
        create_defaults={"asked_at": now, "signed_at": now},
    )


def require_open(*, proposal: Proposal, now: datetime) -> None:
    """Names are added as long as proposals are taken; taken back they can be at any time."""
    consultations.require_open(
        consultation=proposal.opinion.consultation, what=Participation.PROPOSALS, now=now
    )


def is_open(*, proposal: Proposal, now: datetime) -> bool:
    consultation = proposal.opinion.consultation
    return consultations.allows(consultation=consultation, what=Participation.PROPOSALS, now=now)


def end(*, proposal: Proposal, person: User, now: datetime) -> None:
    """Decline, or take the name back."""
    policy.require(person, Action.COSIGN)
    Cosigner.objects.filter(proposal=proposal, user=person, ended_at__isnull=True).update(ended_at=now)


def remove(*, proposal: Proposal, author: User, cosigner: int, now: datetime) -> None:
    _require_author(proposal, author)
    Cosigner.objects.filter(proposal=proposal, pk=cosigner, ended_at__isnull=True).update(ended_at=now)


def _require_author(proposal: Proposal, author: User) -> None:
    opinion = proposal.opinion
    policy.require(author, Action.EDIT_OPINION, state=opinion.state, own=opinion.belongs_to(author))
